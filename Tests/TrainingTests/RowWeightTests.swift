import Datasets
import Files
import Kernels
import Measures
import Models
import NUMA
import Optimizers
import TestSupport
import Testing
import Training

/// The laws of scikit-learn's `check_sample_weight_equivalence`, with all rows in a minibatch.
@Suite("A row of weight 2 is the row twice, and one of weight 0 is absent")
struct RowWeightTests {
    /// Whole weights for rows, of which some are 0, and at least one is not.
    private static func weights(_ count: Int, _ random: inout SplitMix) -> [Int] {
        (0..<count).map { $0 == count / 2 ? 2 : .random(in: 0...3, using: &random) }
    }

    private static func everyRow(_ source: some RowSource) -> HeldOutSplit {
        HeldOutSplit(rowCount: source.rowCount, fraction: 0, seed: 0, kernels: kernels)
    }

    /// The rows of a problem with weights, as they are trained on.
    private static func weighted(
        _ problem: Problem, _ weights: [Int], _ classWeights: ClassWeights = .uniform
    ) throws -> TrainingWeightSource<TableSource> {
        let source = source(problem, weights.map { Float($0) * 0.3 })
        return try TrainingWeightSource(source, classWeights: classWeights, part: .training, of: everyRow(source))
    }

    private static func source(_ problem: Problem, _ weights: [Float]?) -> TableSource {
        TableSource(
            featureNames: (0..<problem.featureCount).map { "feature \($0)" }, targetName: "target",
            features: problem.features, targets: problem.targets, weights: weights,
            classes: problem.classCount.map(ClassLabels.init(count:)))
    }

    /// Each row as often as its weight says.
    private static func repeated(_ problem: Problem, _ weights: [Int]) -> Problem {
        var repeated = problem
        let rows = weights.indices.flatMap { Array(repeating: $0, count: weights[$0]) }
        let width = problem.featureCount
        repeated.features = rows.flatMap { problem.features[$0 * width..<($0 + 1) * width] }
        repeated.targets = rows.map { problem.targets[$0] }
        return repeated
    }

    private static func dataset(_ source: some RowSource, _ shardCount: Int, isStreamed: Bool = false) throws -> Dataset
    {
        try Dataset(
            source, part: .training, of: everyRow(source), storage: .float32, isStreamed: isStreamed,
            partitionCount: shardCount, workers: Workers(count: 2), kernels: kernels)
    }

    private static func recipes(_ architecture: Architecture) -> [Recipe] {
        let plain = Recipe(architecture: architecture, learningRate: 0.05)
        return [
            plain,
            plain.with {
                ($0.rule, $0.l1, $0.l2) = (.sgd(momentum: 0.7), 0.001, 0.05)
                $0.schedule = Schedule(.cosine(finalFactor: 0.1), warmupSteps: 3)
            },
            plain.with { ($0.rule, $0.weightDecay, $0.clipNorm) = (.adamW(epsilon: 1e-3), 0.02, 0.3) },
        ]
    }

    /// Trains on all rows at once; the losses on the way, and the parameters at the end.
    private static func train(
        _ recipe: Recipe, on dataset: Dataset, _ model: any Model, shardCount: Int
    ) throws -> (losses: [Double], parameters: [Float]) {
        let plan = TrainingPlan(epochCount: 12, batchSize: dataset.rowCount, shardCount: shardCount, seed: 8)
        let trainer = try Trainer(
            model: model, optimizer: recipe.optimizer(kernels), dataset: dataset, plan: plan,
            machine: machine(workers: 2))
        var losses: [Double] = []
        while !trainer.isFinished {
            let span = try trainer.advance(by: 1)
            losses.append(span.lossSum / Double(span.rowCount))
        }
        return (losses, trainer.values)
    }

    private static func expectSame(
        _ found: (losses: [Double], parameters: [Float]), _ expected: (losses: [Double], parameters: [Float]),
        _ recipe: Recipe
    ) {
        // The absolute loss has a jump, where rounding may decide.
        let isSmooth = recipe.architecture.regressionLoss != .absolute
        let largest = expected.parameters.map(abs).max()!
        let error = zip(found.parameters, expected.parameters).map { abs($0 - $1) }.max()! / max(largest, 0.1)
        #expect(error < (isSmooth ? 1e-4 : 0.02), "\(recipe): \(error)")
        for (found, expected) in zip(found.losses, expected.losses) {
            #expect(abs(found - expected) <= (isSmooth ? 1e-5 : 0.01) * max(expected, 0.1), "\(recipe)")
        }
    }

    @Test("for every model of dense rows", arguments: ModelAgreementTests.models.indices)
    func dense(index: Int) throws {
        let (architecture, classCount) = ModelAgreementTests.models[index]
        var random = SplitMix(state: UInt64(index))
        for recipe in Self.recipes(architecture) {
            let problem = Problem(
                rowCount: .random(in: 20...70, using: &random), featureCount: .random(in: 1...20, using: &random),
                classCount: classCount, seed: random.next())
            let weights = Self.weights(problem.rowCount, &random)
            let shardCount = Int.random(in: 1...5, using: &random)
            let found = try Self.train(
                recipe, on: Self.dataset(Self.weighted(problem, weights), shardCount), problem.model(architecture),
                shardCount: shardCount)
            let expected = try Self.train(
                recipe, on: Self.repeated(problem, weights).dataset(partitionCount: shardCount),
                problem.model(architecture), shardCount: shardCount)
            Self.expectSame(found, expected, recipe)
        }
    }

    @Test(
        "for every model of sparse rows",
        arguments: [
            (.linearRegression(.squared), nil), (.linearRegression(.huber(delta: 0.3)), nil),
            (.logisticRegression, 2), (.softmaxRegression, 3), (.softmaxRegression, 20),
        ] as [(Architecture, Int?)])
    func sparse(_ architecture: Architecture, _ classCount: Int?) throws {
        var random = SplitMix(state: 31)
        let problem = try SparseProblem(
            rowCount: 60, columnCount: 90, mostNumbers: 12, classCount: classCount, seed: 7)
        // So that all classes are there.
        let weights = Self.weights(60, &random).enumerated().map { $0 < classCount ?? 1 ? max($1, 1) : $1 }
        let folder = try ScratchFolder()
        func file(_ rows: [Int], _ name: String) throws -> String {
            let text = rows.map { row in
                "\(problem.targets[row])" + problem.rows[row].map { " \($0.column + 1):\($0.value)" }.joined() + "\n"
            }
            return try folder.put(Array(text.joined().utf8), in: name)
        }
        try NPY.write(weights.map { Float($0) * 0.3 }, shape: [60], to: folder.file("w.npy"))
        let weighted = RowFile(path: try file(Array(0..<60), "a.libsvm"), weightsPath: folder.file("w.npy"))
        let repeated = RowFile(
            path: try file((0..<60).flatMap { Array(repeating: $0, count: weights[$0]) }, "b.libsvm"))
        for recipe in Self.recipes(architecture) {
            func train(_ file: RowFile) throws -> (losses: [Double], parameters: [Float]) {
                let rows = try SparseFile(
                    file, targets: classCount == nil ? .number : .label, features: .numbered(count: 90),
                    workers: Workers(count: 2))
                let split = HeldOutSplit(rowCount: rows.rowCount, fraction: 0, seed: 0, kernels: kernels)
                let dataset = try rows.datasets(
                    of: [.training], split, targetName: "y", classes: classCount.map(ClassLabels.init(count:)),
                    partitionCount: 3)[0]
                #expect(dataset.isSparse && dataset.hasWeights == (file.weightsPath != nil))
                let model = architecture.makeModel(
                    featureCount: 90, classCount: classCount, isSparse: true, kernels: kernels)
                return try Self.train(recipe, on: dataset, model, shardCount: 3)
            }
            Self.expectSame(try train(weighted), try train(repeated), recipe)
        }
    }

    @Test("in an evaluation", arguments: [nil, 2, 4])
    func evaluation(classCount: Int?) throws {
        var random = SplitMix(state: 17)
        let problem = Problem(rowCount: 3000, featureCount: 5, classCount: classCount, seed: 2)
        let weights = Self.weights(3000, &random)
        let architecture: Architecture =
            classCount == nil ? .linearRegression(.squared) : classCount == 2 ? .logisticRegression : .softmaxRegression
        let model = problem.model(architecture)
        var parameters = [Float](repeating: 0, count: model.layout.count)
        for tensor in model.layout.tensors {
            tensor.write((0..<tensor.count).map { _ in .random(in: -1...1, using: &random) }, to: &parameters)
        }
        func evaluation(_ dataset: Dataset) -> Evaluation {
            Evaluation(of: model, parameters: parameters, on: dataset, workers: Workers(count: 2))
        }
        let source = Self.source(problem, weights.map { Float($0) })
        let found = try evaluation(Self.dataset(source, 3))
        #expect(try evaluation(Self.dataset(source, 3, isStreamed: true)) == found)
        let expected = try evaluation(Self.repeated(problem, weights).dataset(partitionCount: 3))
        #expect(found.rowCount == 3000 && expected.rowCount == weights.reduce(0, +))
        #expect(abs(found.loss - expected.loss) <= 1e-12 * expected.loss)
        switch (found, expected) {
        case (.regression(let found), .regression(let expected)):
            #expect(abs((found.r2.number ?? .nan) - (expected.r2.number ?? .nan)) <= 1e-12)
            #expect(abs(found.mae - expected.mae) <= 1e-12)
        case (.classification(let found), .classification(let expected)):
            #expect(found.accuracy == expected.accuracy)
            #expect(found.classes.map(\.recall) == expected.classes.map(\.recall))
        default: Issue.record("\(found)")
        }
    }

    @Test("whoever does what: the same bits")
    func sameBits() throws {
        var random = SplitMix(state: 5)
        let problem = Problem(rowCount: 400, featureCount: 19, classCount: 3, seed: 4)
        let source = try Self.weighted(problem, Self.weights(400, &random), .balanced)
        let plan = TrainingPlan(epochCount: 3, batchSize: 70, shardCount: 6, seed: 8)
        for architecture in [Architecture.softmaxRegression, .mlp([9])] {
            var digests: Set<Digest> = []
            for set in InstructionSet.available {
                for (workers, isStreamed) in [(1, false), (3, false), (2, true), (6, true)] {
                    let trainer = try Trainer(
                        model: problem.model(architecture, kernels: set.kernels),
                        optimizer: Optimizer(learningRate: 0.1, kernels: set.kernels),
                        dataset: Self.dataset(source, 6, isStreamed: isStreamed), plan: plan,
                        machine: machine(workers: workers, instructionSet: set, prefetches: workers == 3))
                    try trainer.finish()
                    digests.insert(trainer.digest)
                }
            }
            #expect(digests.count == 1, "\(architecture)")
        }
    }

    @Test("and equal weights change no bit, and take no memory where there are none")
    func ones() throws {
        let problem = Problem(rowCount: 300, featureCount: 7, seed: 4)
        let plan = TrainingPlan(epochCount: 3, batchSize: 70, shardCount: 6, seed: 8)
        let plain = try problem.trainer(plan, learningRate: 0.05)
        try plain.finish()
        let dataset = try Self.dataset(Self.weighted(problem, problem.targets.map { _ in 1 }), 6)
        let weighted = try Trainer(
            model: problem.model(.linearRegression(.squared)),
            optimizer: Optimizer(learningRate: 0.05, kernels: kernels), dataset: dataset, plan: plan,
            machine: machine(workers: 2))
        try weighted.finish()
        #expect(weighted.digest == plain.digest)
        let unweighted = try problem.dataset(partitionCount: 6)
        #expect(!unweighted.hasWeights && unweighted.byteCount == 300 * 8 * 4 && dataset.byteCount == 300 * 9 * 4)
    }

    @Test("with the mean over the training rows brought to 1, and classes in balance")
    func normalization() throws {
        let targets: [Float] = [0, 0, 0, 1, 1, 2], own: [Float] = [1, 2, 3, 0.5, 0, 4]
        let source = TableSource(
            featureNames: ["x"], targetName: "y", features: [1, 2, 3, 4, 5, 6], targets: targets, weights: own,
            classes: ClassLabels(count: 3))
        let split = Self.everyRow(source)
        func weights(_ classWeights: ClassWeights) throws -> [Float] {
            let weighted = try TrainingWeightSource(source, classWeights: classWeights, part: .training, of: split)
            let batch = weighted.read(0..<6)
            #expect(batch.targets == targets && batch.features == [1, 2, 3, 4, 5, 6])
            #expect(weighted.labels(of: [4, 0]).weights == [batch.weights![4], batch.weights![0]])
            return batch.weights!
        }
        #expect(try weights(.uniform) == own.map { Float(Double($0) * 6 / 10.5) })
        // W / (k W_c), of which the mean over the rows is 1 already.
        let classSums = [6, 0.5, 4]
        for (row, found) in try weights(.balanced).enumerated() {
            let expected = Double(own[row]) * 6 / (3 * classSums[Int(targets[row])])
            #expect(abs(Double(found) - expected) < 1e-6)
        }
        let classFactors: [Double] = [1, 2, 0]
        for (row, found) in try weights(.factors(classFactors)).enumerated() {
            let expected = Double(own[row]) * classFactors[Int(targets[row])] * 6 / 7
            #expect(abs(Double(found) - expected) < 1e-6)
        }
    }

    @Test("in a training job, and wrong weights end it")
    func job() async throws {
        var random = SplitMix(state: 5)
        let problem = Problem(rowCount: 60, featureCount: 4, classCount: 2, seed: 4)
        func result(_ rows: TableSource, _ classWeights: ClassWeights = .uniform) async throws -> [Float] {
            var job = try TrainingJob(
                problem.model(.logisticRegression), on: rows,
                optimizer: Optimizer(learningRate: 0.3, kernels: kernels), epochs: 20, batchSize: rows.rowCount,
                validationFraction: 0)
            job.classWeights = classWeights
            return try await job.run().values(of: "weight")!
        }
        let weights = Self.weights(60, &random)
        let repeated = Self.source(Self.repeated(problem, weights), nil)
        for classWeights in [ClassWeights.uniform, .balanced, .factors([1, 3])] {
            let found = try await result(Self.source(problem, weights.map { Float($0) }), classWeights)
            let expected = try await result(repeated, classWeights)
            for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-5) }
        }
        for (bad, message) in [
            (-1, "row 8: found a weight of -1.0, expected a finite number of at least 0"),
            (.nan, "row 8: found a weight of nan, expected a finite number of at least 0"),
            (.infinity, "row 8: found a weight of inf, expected a finite number of at least 0"),
        ] as [(Float, String)] {
            var wrong = [Float](repeating: 1, count: 60)
            wrong[7] = bad
            let error = await #expect(throws: WeightError.self) { try await result(Self.source(problem, wrong)) }
            #expect(error?.description == message)
        }
        let error = await #expect(throws: WeightError.self) {
            try await result(Self.source(problem, [Float](repeating: 0, count: 60)))
        }
        #expect(error?.description == "found no weight above 0 in the training rows, expected at least one")
    }
}
