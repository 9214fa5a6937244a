import Datasets
import Foundation
import Kernels
import Models
import TestSupport
import Testing
import Training

@Suite("A trained model and its file")
struct TrainedModelTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    static let architectures: [(architecture: Architecture, classCount: Int?)] = [
        (.linearRegression(.squared), nil), (.linearRegression(.absolute), nil),
        (.linearRegression(.huber(delta: 0.1)), nil), (.linearRegression(.quantile(level: 0.9)), nil),
        (.logisticRegression, 2), (.softmaxRegression, 2),
        (.softmaxRegression, 20), (.mlp([6]), 3), (.mlp([17, 30, 2], .tanh), 2), (.mlp([5], .sigmoid), 40),
        (.mlp([12], regressionLoss: .squared), nil), (.mlp([3], .tanh, regressionLoss: .absolute), nil),
        (.mlp([3], .tanh, regressionLoss: .quantile(level: 0.1)), nil),
        (.mlp([3, 3], .sigmoid, regressionLoss: .huber(delta: 2.5)), nil),
    ]

    /// A model whose parameters are all kinds of numbers.
    private func model(
        _ featureNames: FeatureNames, _ architecture: Architecture = .linearRegression(.squared),
        targetName: String = "y", classes: ClassLabels? = nil
    ) -> TrainedModel {
        let model = architecture.makeModel(
            featureCount: featureNames.count, classCount: classes?.count, kernels: kernels)
        let numbers: [Float] = [-0.0, .leastNonzeroMagnitude, 0x1.fffffep0, -.greatestFiniteMagnitude, 1 / 3]
        var parameters = [Float](repeating: 0, count: model.layout.count)
        var next = 0
        for tensor in model.layout.tensors {
            tensor.write((next..<next + tensor.count).map { numbers[$0 % 5] }, to: &parameters)
            next += tensor.count
        }
        return TrainedModel(
            architecture: architecture, parameters: parameters, featureNames: featureNames, targetName: targetName,
            classes: classes, kernels: kernels)
    }

    private func expectSame(_ read: TrainedModel, _ model: TrainedModel) {
        #expect(read.architecture == model.architecture)
        #expect(read.featureNames == model.featureNames)
        #expect(read.targetName == model.targetName)
        #expect(read.classes == model.classes)
        #expect(read.parameters.map(\.bitPattern) == model.parameters.map(\.bitPattern))
        #expect(read.digest == model.digest)
    }

    @Test("reads back to the bit, whatever kind of model it is", arguments: architectures.indices, [1, 7, 16, 33])
    func roundTrip(index: Int, featureCount: Int) throws {
        let (architecture, classCount) = Self.architectures[index]
        let path = folder.file("model.safetensors")
        for classes in [classCount.map(ClassLabels.init(count:)), classCount.flatMap(Self.oddLabels)] {
            let model = model(.numbered(count: featureCount), architecture, classes: classes)
            try model.save(to: path)
            expectSame(try TrainedModel(reading: path, kernels: kernels), model)
        }
    }

    /// Names that JSON must escape, and others.
    private static func oddLabels(_ count: Int) -> ClassLabels? {
        ClassLabels(
            names: ["-3", "the \"first\"", "Größe 🙂", "two\nlines"].prefix(count) + (4..<max(count, 4)).map { "\($0)" })
    }

    @Test(
        "reads back to the bit, whatever the names are",
        arguments: [
            .named(["a"]), .named(["width, in mm", "the \"size\"", "two\nlines", "Größe 🙂", "", "\\", "\u{0}\u{7F}"]),
            .named((0..<100).map { "x\(100 - $0)" }), .numbered(count: 1), .numbered(count: 333),
        ] as [FeatureNames], ["y", "price, \"EUR\"\n"])
    func names(featureNames: FeatureNames, targetName: String) throws {
        let model = model(featureNames, targetName: targetName)
        let path = folder.file("model.safetensors")
        try model.save(to: path)
        expectSame(try TrainedModel(reading: path, kernels: kernels), model)
    }

    @Test("gives the features numbers where they have no names")
    func numberedNames() throws {
        let path = folder.file("model.safetensors")
        try model(.numbered(count: 3)).save(to: path)
        let names = try TrainedModel(reading: path, kernels: kernels).featureNames
        #expect((0..<3).map { names[$0] } == ["x1", "x2", "x3"])
    }

    // MARK: The bytes

    /// The tensors of a network of 3 features, hidden layers of 16 and 2, and 5 classes: their places in the file show
    /// their order, and their shapes PyTorch's orientation, whatever the layout in memory is.
    @Test("has its tensors in PyTorch's orientation", arguments: [Activation.relu, .tanh, .sigmoid])
    func bytes(activation: Activation) throws {
        let architecture = Architecture.mlp([16, 2], activation)
        let classes = ClassLabels(count: 5)
        let network = architecture.makeModel(featureCount: 3, classCount: 5, kernels: kernels)
        let orders = network.layout.tensors.filter { $0.role == .weight }.map(\.order)
        #expect(Set(orders).count == 2, "one layer of each order, or this shows little")
        // W[o][i] = 1000 layer + 10 o + i + ½, b[o] = −o − layer / 10.
        let shapes = [[16, 3], [16], [2, 16], [2], [5, 2], [5]]
        let tensors = shapes.enumerated().map { index, shape in
            let layer = Float(index / 2)
            guard shape.count == 2 else { return (0..<shape[0]).map { -Float($0) - layer / 10 } }
            return (0..<shape[0] * shape[1]).map { place -> Float in
                let (output, input) = place.quotientAndRemainder(dividingBy: shape[1])
                return 1000 * layer + Float(10 * output + input) + 0.5
            }
        }
        var parameters = [Float](repeating: 0, count: network.layout.count)
        for (tensor, values) in zip(network.layout.tensors, tensors) { tensor.write(values, to: &parameters) }
        try TrainedModel(
            architecture: architecture, parameters: parameters, featureNames: .named(["a", "b", "c"]), targetName: "t",
            classes: classes, kernels: kernels
        ).save(to: folder.file("model.safetensors"))

        let file = try folder.bytes("model.safetensors")
        let length = (0..<8).reduce(0) { $0 | Int(file[$1]) << (8 * $1) }
        let header = try #require(
            JSONSerialization.jsonObject(with: Data(file[8..<8 + length])) as? [String: [String: Any]])
        let metadata = try #require(header["__metadata__"] as? [String: String])
        #expect(metadata["model"] == "mlp" && metadata["loss"] == "cross_entropy" && metadata["target"] == "t")
        #expect(metadata["activation"] == activation.rawValue && metadata["features"] == #"["a","b","c"]"#)
        #expect(metadata["classes"] == #"["0","1","2","3","4"]"#)
        #expect(
            Set(metadata.keys) == [
                "model", "loss", "target", "activation", "features", "classes", "digest", "checksum",
                "lockstep_version",
            ])
        let names = (0..<3).flatMap { ["layers.\($0).weight", "layers.\($0).bias"] }
        #expect(Set(header.keys) == Set(names + ["__metadata__"]))
        for (index, name) in names.enumerated() {
            let entry = try #require(header[name])
            let ends = try #require(entry["data_offsets"] as? [Int])
            #expect(entry["dtype"] as? String == "F32" && entry["shape"] as? [Int] == shapes[index])
            let bytes = file[8 + length + ends[0]..<8 + length + ends[1]]
            #expect(Array(bytes) == tensors[index].flatMap(littleEndian), "\(name)")
        }
        // The digest is that of all numbers, one tensor after the other.
        let digest = tensors.joined().flatMap(littleEndian).withUnsafeBytes { Digest(of: $0) }
        #expect(metadata["digest"] == digest.description)
    }

    private func littleEndian(_ number: Float) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(8 * $0)) }
    }

    // MARK: Predictions

    @Test("predicts as double precision does", arguments: architectures.indices, [1, 2, 16, 17, 40])
    func predictions(index: Int, featureCount: Int) throws {
        let (architecture, classCount) = Self.architectures[index]
        // More rows than a network takes at a time.
        let problem = Problem(rowCount: 150, featureCount: featureCount, classCount: classCount, seed: 6)
        let plan = TrainingPlan(epochCount: 2, batchSize: 30, shardCount: 2, seed: 1)
        let recipe = Recipe(architecture: architecture, learningRate: 0.02)
        let trainer = try problem.trainer(plan, recipe)
        try trainer.finish()
        var network = problem.reference(plan, recipe).network
        network.parameters = trainer.values.map(Double.init)

        let model = TrainedModel(
            architecture: architecture, parameters: trainer.parameters,
            featureNames: .numbered(count: featureCount), targetName: "y",
            classes: classCount.map(ClassLabels.init(count:)), kernels: kernels)
        let found = model.predictions(for: problem.features)
        #expect(found.values.count == 150 && found.probabilities.count == 150 * (classCount ?? 0))
        for (row, expected) in problem.rows.map({ network.outputs(for: $0.features) }).enumerated() {
            let comment: Comment = "\(architecture), row \(row)"
            guard let classCount else {
                #expect(abs(Double(found.values[row]) - expected[0]) < 1e-5, comment)
                continue
            }
            let probabilities = found.probabilities[row * classCount..<(row + 1) * classCount]
            let likeliest = probabilities.indices.max { probabilities[$0] < probabilities[$1] }! % classCount
            #expect(Int(found.values[row]) == likeliest, comment)
            let all = expected.count == 1 ? [1 - expected[0], expected[0]] : expected
            #expect(zip(probabilities, all).allSatisfy { abs(Double($0) - $1) < 1e-6 }, comment)
        }
        #expect(model.predictions(for: []).values.isEmpty)
    }

    // MARK: Python

    @Test("is opened by Python's safetensors", .needs(.python("numpy", "safetensors")))
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
                print(weight[0, 2] == 2 - 2 ** -23, bias[0] < -3e38)
                print(metadata["digest"] == "sha256:" + hashlib.sha256(weight.tobytes() + bias.tobytes()).hexdigest())
            """, path)
        #expect(
            printed == """
                ['bias', 'weight'] (1, 3) float32 (1,) float32
                linear_regression price ['a, b', 'c"\\n', 'é']
                True True
                True

                """)
    }

    @Test("gives PyTorch a network that says the same", .needs(.python("torch", "safetensors")))
    func torch() throws {
        let problem = Problem(rowCount: 20, featureCount: 7, classCount: 4, seed: 3)
        let architecture = Architecture.mlp([20, 6], .tanh)
        let network = problem.model(architecture)
        let model = TrainedModel(
            architecture: architecture, parameters: network.initialParameters(seed: 5),
            featureNames: .numbered(count: 7), targetName: "y", classes: ClassLabels(count: 4), kernels: kernels)
        let path = folder.file("model.safetensors")
        try model.save(to: path)
        let printed = try PythonPeer.run(
            """
            import sys, json, torch
            from safetensors.torch import load_file
            net = torch.nn.ModuleDict({"layers": torch.nn.ModuleList(
                [torch.nn.Linear(7, 20), torch.nn.Linear(20, 6), torch.nn.Linear(6, 4)])})
            net.load_state_dict(load_file(sys.argv[1]))
            x = torch.tensor(json.loads(sys.argv[2]), dtype=torch.float64).reshape(-1, 7)
            net.double()
            for layer in net["layers"][:-1]: x = torch.tanh(layer(x))
            print(json.dumps(torch.softmax(net["layers"][-1](x), 1).flatten().tolist()))
            """, path, "\(problem.features)")
        let expected = try JSONDecoder().decode([Double].self, from: Data(printed.utf8))
        let found = model.predictions(for: problem.features).probabilities
        #expect(found.count == expected.count)
        #expect(zip(found, expected).allSatisfy { abs(Double($0) - $1) < 1e-6 })
    }
}
