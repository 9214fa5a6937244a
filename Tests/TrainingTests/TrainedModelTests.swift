import Datasets
import Foundation
import Models
import TestSupport
import Testing
import Training

@Suite("A trained model and its file")
struct TrainedModelTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// A model whose parameters are all kinds of numbers.
    private func model(_ featureNames: FeatureNames, targetName: String = "y") -> TrainedModel {
        let model = LinearRegression(featureCount: featureNames.count, kernels: kernels)
        let numbers: [Float] = [-0.0, .leastNonzeroMagnitude, 0x1.fffffep0, -.greatestFiniteMagnitude, 1 / 3]
        var parameters = [Float](repeating: 0, count: model.layout.count)
        for (index, place) in (0..<featureNames.count).enumerated() {
            parameters[place] = numbers[index % numbers.count]
        }
        parameters[model.layout.tensors[1].offset] = -7.25
        return TrainedModel(
            model: model, parameters: parameters, featureNames: featureNames, targetName: targetName)
    }

    @Test(
        "reads back to the bit, whatever the names are",
        arguments: [
            .named(["a"]), .named(["width, in mm", "the \"size\"", "two\nlines", "Größe 🙂", "", "\\", "\u{0}\u{7F}"]),
            .named((0..<100).map { "x\(100 - $0)" }), .numbered(count: 1), .numbered(count: 333),
        ] as [FeatureNames], ["y", "price, \"EUR\"\n"])
    func roundTrip(featureNames: FeatureNames, targetName: String) throws {
        let model = model(featureNames, targetName: targetName)
        let path = folder.file("model.safetensors")
        try model.save(to: path)
        let read = try TrainedModel(reading: path, kernels: kernels)
        #expect(read.featureNames == featureNames)
        #expect(read.targetName == targetName)
        #expect(read.parameters.map(\.bitPattern) == model.parameters.map(\.bitPattern))
        #expect(read.digest == model.digest)
    }

    @Test("gives the features numbers where they have no names")
    func numberedNames() throws {
        let path = folder.file("model.safetensors")
        try model(.numbered(count: 3)).save(to: path)
        let names = try TrainedModel(reading: path, kernels: kernels).featureNames
        #expect((0..<3).map { names[$0] } == ["x1", "x2", "x3"])
    }

    @Test("predicts w·x + b for each row", arguments: [1, 2, 16, 17, 40])
    func predictions(featureCount: Int) throws {
        let problem = Problem(rowCount: 30, featureCount: featureCount, seed: 6)
        let plan = TrainingPlan(epochCount: 3, batchSize: 5, shardCount: 2, seed: 1)
        let trainer = try problem.trainer(plan, learningRate: problem.safeLearningRate)
        var reference = problem.reference(plan, learningRate: problem.safeLearningRate)
        try trainer.finish()
        _ = reference.train()

        let model = TrainedModel(
            model: trainer.model, parameters: trainer.parameters, featureNames: .numbered(count: featureCount),
            targetName: "y")
        let found = model.predictions(for: problem.features)
        #expect(found.count == 30)
        for (found, row) in zip(found, problem.rows) {
            #expect(abs(Double(found) - reference.prediction(for: row.features)) < 1e-5, "\(featureCount) features")
        }
        #expect(model.predictions(for: []).isEmpty)
    }

    @Test("is opened by Python's safetensors", .enabled(if: PythonPeer.hasFormats))
    func python() throws {
        let path = folder.file("model.safetensors")
        let model = model(.named(["a, b", "c\"\n", "é"]), targetName: "price")
        try model.save(to: path)
        let printed = try PythonPeer.run(
            """
            import sys, json, hashlib
            from safetensors import safe_open
            with safe_open(sys.argv[1], "np") as file:
                metadata = file.metadata()
                weight, bias = file.get_tensor("weight"), file.get_tensor("bias")
                print(sorted(file.keys()), weight.shape, weight.dtype, bias.shape, bias.dtype)
                print(metadata["model"], metadata["target"], json.loads(metadata["features"]))
                print(weight[0, 2] == 2 - 2 ** -23, bias[0])
                print(metadata["digest"] == "sha256:" + hashlib.sha256(weight.tobytes() + bias.tobytes()).hexdigest())
            """, path)
        #expect(
            printed == """
                ['bias', 'weight'] (1, 3) float32 (1,) float32
                linear_regression price ['a, b', 'c"\\n', 'é']
                True -7.25
                True

                """)
    }
}
