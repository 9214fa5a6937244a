import Foundation
import TestSupport
import Testing

/// Regressions of counts and of amounts, whose means are e to a weighted sum.
@Suite("model.loss: poisson and gamma")
struct DevianceTests {
    private static func configuration(_ loss: String, more: String = "") -> String {
        """
        name: \(loss)
        data:
          file: {train: \(loss).csv, target: y\(more)}
          validation_fraction: 0
        model: {kind: linear_regression, loss: \(loss)}
        training: {epochs: 1500, batch_size: 400, shards: 3}
        optimizer: {learning_rate: 0.2, momentum: 0.9}
        """
    }

    /// Counts of the mean e^(0.5 + 0.8 a − 0.6 b), and amounts of the same mean, of a gamma distribution of shape 3.
    private static func write(to folder: ScratchFolder) throws {
        var random = SplitMix(state: 41)
        var (counts, amounts) = ("a,b,y\n", "a,b,y\n")
        for _ in 0..<400 {
            let (a, b) = (Float.random(in: -1...1, using: &random), Float.random(in: -1...1, using: &random))
            let mean = exp(0.5 + 0.8 * Double(a) - 0.6 * Double(b))
            var (count, product) = (-1, 1.0)
            repeat {
                product *= .random(in: 0..<1, using: &random)
                count += 1
            } while product > exp(-mean)
            let logarithms = (0..<3).reduce(0.0) { sum, _ in sum - log(.random(in: 1e-9..<1, using: &random)) }
            counts += "\(a),\(b),\(count)\n"
            amounts += "\(a),\(b),\(Float(mean * logarithms / 3))\n"
        }
        try folder.write(counts, to: "poisson.csv")
        try folder.write(amounts, to: "gamma.csv")
        for loss in ["poisson", "gamma"] { try folder.write(configuration(loss), to: "\(loss).yaml") }
    }

    private static let trained = ["poisson", "gamma"].reduce(into: [String: SharedRun]()) { runs, loss in
        runs[loss] = SharedRun("train", "\(loss).yaml", "--quiet", "--json", prepare: write)
    }

    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func copyRun(_ loss: String) throws {
        let run = try #require(Self.trained[loss])
        let outcome = try run.outcome
        try #require(outcome.status == 0, "\(outcome.errors)")
        try run.copy(into: folder)
    }

    /// The number of trained predictions that `predict` writes.
    private func predictions(_ loss: String) throws -> [Double] {
        let outcome = try folder.lockstep("predict", "runs/\(loss)", "--data", "\(loss).csv")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.lines.dropFirst().compactMap { Double($0) }
    }

    @Test(
        "fit what statsmodels fits, and are judged as scikit-learn judges", .needs(.python("statsmodels", "sklearn")),
        arguments: ["poisson", "gamma"])
    func peers(loss: String) throws {
        try copyRun(loss)
        let found = try predictions(loss)
        let numbers = try PythonPeer.run(
            """
            import sys, numpy, statsmodels.api as sm
            from sklearn.metrics import d2_tweedie_score, mean_tweedie_deviance
            rows = numpy.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
            x, y = sm.add_constant(rows[:, :2]), rows[:, 2]
            family = sm.families.Poisson() if sys.argv[2] == "poisson" else sm.families.Gamma(sm.families.links.Log())
            model = sm.GLM(y, x, family=family).fit(tol=1e-13)
            said = numpy.array([float(text) for text in sys.argv[3].split()])
            power = 1 if sys.argv[2] == "poisson" else 2
            print(abs(said / model.fittedvalues - 1).max(), model.deviance / len(y))
            print(mean_tweedie_deviance(y, said, power=power), d2_tweedie_score(y, said, power=power))
            """, folder.file("\(loss).csv"), loss, found.map { "\($0)" }.joined(separator: " "))
        let peers = numbers.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        try #require(peers.count == 4, "\(numbers)")
        #expect(peers[0] < 2e-5)
        let outcome = try folder.lockstep("evaluate", "runs/\(loss)", "--data", "\(loss).csv", "--json")
        let measures = try JSONObject(outcome.output)
        #expect(try abs(measures.number("deviance") / peers[1] - 1) < 1e-6)
        #expect(try abs(measures.number("deviance") / peers[2] - 1) < 1e-6)
        #expect(try abs(measures.number("d2") - peers[3]) < 1e-6)
        // The loss is half of the deviance.
        #expect(try abs(2 * measures.number("loss") / measures.number("deviance") - 1) < 1e-5)
    }

    /// Events in times of observation of 0.5 to 5, whose logarithm is added to the score as it is.
    private static let offset = SharedRun("train", "offset.yaml", "--quiet", "--json") { folder in
        var random = SplitMix(state: 43)
        var text = "a,log_time,b,y\n"
        for _ in 0..<500 {
            let (a, b) = (Float.random(in: -1...1, using: &random), Float.random(in: -1...1, using: &random))
            let time = Float(log(Double.random(in: 0.5...5, using: &random)))
            let mean = exp(0.3 + 0.8 * Double(a) - 0.6 * Double(b) + Double(time))
            var (count, product) = (-1, 1.0)
            repeat {
                product *= .random(in: 0..<1, using: &random)
                count += 1
            } while product > exp(-mean)
            text += "\(a),\(time),\(b),\(count)\n"
        }
        try folder.write(text, to: "poisson.csv")
        let yaml = configuration("poisson", more: ", offset: log_time")
            .replacing("name: poisson", with: "name: offset")
            .replacing("learning_rate: 0.2", with: "learning_rate: 0.1").replacing(
                "batch_size: 400", with: "batch_size: 500")
        try folder.write(yaml + "\nseed: 3\n", to: "offset.yaml")
    }

    @Test(
        "with an offset fit what statsmodels fits with it, dense, sparse and scaled", .needs(.python("statsmodels")),
        arguments: [
            [], ["data.storage=sparse"], ["data.scale=standard"], ["data.file.streamed=true"],
        ])
    func offset(settings: [String]) throws {
        try Self.offset.copy(into: folder)
        let flags = settings.flatMap { ["--set", $0] }
        let trained = try folder.lockstep(["train", "offset.yaml", "--quiet", "--set", "name=again"] + flags)
        try #require(trained.status == 0, "\(trained.errors)")
        let predicted = try folder.lockstep("predict", "runs/again", "--data", "poisson.csv")
        let found = predicted.lines.dropFirst().compactMap { Double($0) }
        let numbers = try PythonPeer.run(
            """
            import sys, numpy, statsmodels.api as sm
            rows = numpy.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
            x = sm.add_constant(rows[:, [0, 2]])
            model = sm.GLM(rows[:, 3], x, family=sm.families.Poisson(), offset=rows[:, 1]).fit(tol=1e-13)
            said = numpy.array([float(text) for text in sys.argv[2].split()])
            print(abs(said / model.fittedvalues - 1).max(), model.deviance / len(said), *model.params)
            """, folder.file("poisson.csv"), found.map { "\($0)" }.joined(separator: " "))
        let peers = numbers.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        try #require(peers.count == 5, "\(numbers)")
        #expect(peers[0] < 3e-5)
        let outcome = try folder.lockstep("evaluate", "runs/again", "--data", "poisson.csv", "--json")
        #expect(try abs(JSONObject(outcome.output).number("deviance") / peers[1] - 1) < 1e-6)
        guard settings.isEmpty else { return }
        let explained = try folder.lockstep("explain", "runs/again")
        #expect(explained.output.contains("\n  a") && !explained.output.contains("\n  log_time   0"))
        #expect(explained.output.contains("no standard errors"))
    }

    @Test("have an offset that is a column of numbers, for a linear model, on any file with targets or without")
    func offsetMistakes() throws {
        try Self.offset.copy(into: folder)
        for (setting, problem) in [
            (
                "data.file.offset=time",
                "data.file.offset: found time, expected a column of numbers among the features: a, log_time, b"
            ),
            (
                "model={kind: mlp, hidden: [3], loss: poisson}",
                "data.file.offset: found log_time, expected none, since model.kind is mlp"
            ),
            (
                "data.storage=bfloat16",
                "data.file.offset: found log_time, expected none, since data.storage is bfloat16"
            ),
        ] {
            let outcome = try folder.lockstep("train", "offset.yaml", "--set", "name=again", "--set", setting)
            #expect(outcome.status == 2 && outcome.errors.contains(problem), "\(outcome.errors)")
        }
        try folder.write("a,b\n0,1\n", to: "few.csv")
        let outcome = try folder.lockstep("predict", "runs/offset", "--data", "few.csv")
        #expect(outcome.status == 2 && outcome.errors.contains("log_time"), "\(outcome.errors)")
    }

    @Test("have the same bits with any number of workers", arguments: ["poisson", "gamma"])
    func workers(loss: String) throws {
        try copyRun(loss)
        let outcome = try folder.lockstep(
            "verify", "\(loss).yaml", "--workers", "3", "--set", "training.epochs=3", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("are chosen by deviance and D² in sweeps and folds")
    func studies() throws {
        try copyRun("poisson")
        let outcome = try folder.lockstep(
            "crossvalidate", "poisson.yaml", "--set", "data.folds=3", "--set", "training.epochs=20", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\"deviance\"") && outcome.output.contains("\"d2\""))
        let stopped = try folder.lockstep(
            "train", "poisson.yaml", "--set", "data.validation_fraction=0.2", "--set", "training.epochs=20", "--set",
            "training.early_stopping={metric: d2, patience: 3}", "--set", "name=stopped", "--quiet")
        #expect(stopped.status == 0, "\(stopped.errors)")
    }

    @Test(
        "refuse targets that their distribution does not have",
        arguments: [
            ("poisson", "-1", "a number of at least 0, since the loss is poisson"),
            ("gamma", "0", "a number above 0, since the loss is gamma"),
        ])
    func targets(loss: String, target: String, expected: String) throws {
        try copyRun(loss)
        let text = "a,b,y\n0,0,1\n0,1,\(target)\n"
        try folder.write(text, to: "wrong.csv")
        let problem = "wrong.csv:3: column y: found \(target), expected \(expected)"
        for arguments in [
            ["train", "\(loss).yaml", "--set", "data.file.train=wrong.csv", "--set", "name=wrong"],
            ["train", "\(loss).yaml", "--set", "data.file.validation=wrong.csv", "--set", "name=wrong"],
            ["evaluate", "runs/\(loss)", "--data", "wrong.csv"],
        ] {
            let outcome = try folder.lockstep(arguments)
            #expect(outcome.status == 2 && outcome.errors.contains(problem), "\(outcome.errors)")
        }
        try folder.write("1 1:0\n\(target) 2:1\n", to: "wrong.svm")
        let sparse = try folder.lockstep(
            "train", "\(loss).yaml", "--set", "data.file.train=wrong.svm", "--set", "data.file.format=libsvm", "--set",
            "data.storage=sparse", "--set", "name=wrong")
        #expect(sparse.status == 2 && sparse.errors.contains("found \(target), expected \(expected)"))
    }

    @Test(
        "refuse what makes no sense for them",
        arguments: [
            (
                "data.scale_target=standard",
                "data.scale_target: found standard, expected none, since model.loss is poisson"
            ),
            (
                "data={synthetic: {rows: 10}}",
                "model.loss: found poisson, expected one of squared, huber, absolute or quantile"
            ),
        ])
    func settings(setting: String, expected: String) throws {
        try folder.write(Self.configuration("poisson"), to: "poisson.yaml")
        let outcome = try folder.lockstep("train", "poisson.yaml", "--set", setting)
        #expect(outcome.status == 2 && outcome.errors.contains(expected), "\(outcome.errors)")
    }

    @Test("are what the deviance belongs to")
    func metric() throws {
        try folder.write(Self.configuration("poisson"), to: "poisson.yaml")
        let outcome = try folder.lockstep(
            "train", "poisson.yaml", "--set", "model.loss=squared", "--set", "data.validation_fraction=0.5", "--set",
            "training.early_stopping={metric: deviance}")
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains(
                "pinball_loss, residual_standard_deviation or gaussian_nll, since model.loss is squared"),
            "\(outcome.errors)")
    }
}
