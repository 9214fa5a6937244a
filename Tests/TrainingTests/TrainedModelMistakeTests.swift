import Datasets
import Files
import Kernels
import Models
import TestSupport
import Testing
import Training

@Suite("A model's file that is not as it should be")
struct TrainedModelMistakeTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private let weight = tensor("weight", [1, 3])
    private let bias = tensor("bias", [1])
    private let kind = ["model": "linear_regression"]
    private let labels = #"["1","2","3"]"#

    /// A tensor of ones.
    private static func tensor(_ name: String, _ shape: [Int]) -> Safetensors.Source {
        .init(name: name, shape: shape, values: [Float](repeating: 1, count: shape.reduce(1, *)))
    }

    private static func tensors(_ shapes: [(name: String, shape: [Int])]) -> [Safetensors.Source] {
        shapes.map { tensor($0.name, $0.shape) }
    }

    /// Writes a file and expects that reading it fails with this message, behind the file's name.
    private func expect(
        _ message: String, _ sources: [Safetensors.Source], _ metadata: [String: String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let path = folder.file("model.safetensors")
        try Safetensors.write(sources, metadata: metadata, to: path)
        expect(message, reading: path, sourceLocation: sourceLocation)
    }

    private func expect(_ message: String, reading path: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) {
            try TrainedModel(reading: path, kernels: kernels)
        }
        #expect(error?.description == "\(path): \(message)", sourceLocation: sourceLocation)
    }

    @Test("of another kind")
    func otherKind() throws {
        let kinds = "linear_regression or logistic_regression or softmax_regression or mlp"
        let tensors = [weight, bias]
        try expect("metadata model: found nothing, expected \(kinds)", tensors, [:])
        try expect("metadata model: found forest, expected \(kinds)", tensors, ["model": "forest"])
        try expect("metadata model: found a\\nb, expected \(kinds)", tensors, ["model": "a\nb"])
    }

    @Test("without a tensor")
    func missingTensor() throws {
        try expect(#"found "bias", expected a tensor "weight""#, [bias], kind)
        try expect(#"found "weight", expected a tensor "bias""#, [weight], kind)
        try expect(#"found no tensors, expected a tensor "weight""#, [], kind)
    }

    @Test("with a weight that is no matrix with columns", arguments: [[3], [1, 3, 1], [1, 0], []])
    func weightShape(shape: [Int]) throws {
        try expect(
            "weight: found shape \(shape), expected shape [outputs, inputs]", [Self.tensor("weight", shape), bias], kind
        )
    }

    @Test("with a bias of another shape, or of another type")
    func otherBias() throws {
        try expect(#"tensor "bias": found shape [2], expected [1]"#, [weight, Self.tensor("bias", [2])], kind)
        let half = Safetensors.Source(name: "bias", shape: [1], elementType: .float16) { (sink) throws(FileError) in
            let bytes: [UInt8] = [0, 0]
            try bytes.span.bytes.withUnsafeBytes(sink)
        }
        try expect(#"tensor "bias": found F16, expected F32"#, [weight, half], kind)
    }

    @Test("with more outputs than its kind has")
    func otherOutputs() throws {
        try expect(
            #"tensor "weight": found shape [3, 1], expected [1, 1]"#,
            Self.tensors([("weight", [3, 1]), ("bias", [1])]),
            kind)
        try expect(
            #"tensor "weight": found shape [2, 4], expected [1, 4]"#,
            Self.tensors([("weight", [2, 4]), ("bias", [2])]),
            ["model": "logistic_regression", "classes": #"["0","1"]"#])
        try expect(
            #"tensor "weight": found shape [2, 4], expected [3, 4]"#,
            Self.tensors([("weight", [2, 4]), ("bias", [2])]),
            ["model": "softmax_regression", "classes": labels])
        try expect(
            #"tensor "bias": found shape [4], expected [3]"#, Self.tensors([("weight", [3, 4]), ("bias", [4])]),
            ["model": "softmax_regression", "classes": labels])
    }

    @Test("with names that do not fit", arguments: [#"["a","b"]"#, #"["a","b",3]"#, "a,b,c", "", #"{"a":1}"#])
    func names(json: String) throws {
        try expect(
            "metadata features: found \(json), expected a JSON array of 3 names", [weight, bias],
            kind.merging(["features": json]) { $1 })
    }

    // MARK: Classes and losses

    @Test("with classes that are none", arguments: [nil, #"["1"]"#, "[]", #"["1","1"]"#, "[1,2]", "1,2", ""])
    func classes(json: String?) throws {
        for (model, count) in [("softmax_regression", "at least two"), ("logistic_regression", "two")] {
            var metadata = ["model": model]
            metadata["classes"] = json
            try expect(
                "metadata classes: found \(json ?? "nothing"), expected a JSON array of \(count) different names",
                [weight, bias], metadata)
        }
        var metadata = ["model": "mlp", "activation": "relu", "loss": "cross_entropy"]
        metadata["classes"] = json
        try expect(
            "metadata classes: found \(json ?? "nothing"), expected a JSON array of at least two different names",
            Self.tensors([("layers.0.weight", [2, 3]), ("layers.0.bias", [2])]), metadata)
    }

    @Test("with three classes of two")
    func threeClasses() throws {
        try expect(
            "metadata classes: found \(labels), expected a JSON array of two different names", [weight, bias],
            ["model": "logistic_regression", "classes": labels])
    }

    @Test("with a loss that its kind does not have")
    func losses() throws {
        try expect(
            "metadata loss: found cross_entropy, expected squared or huber or absolute or quantile or poisson or gamma",
            [weight, bias],
            kind.merging(["loss": "cross_entropy"]) { $1 })
        for delta in ["0", "-1", "inf", "nan", "wide"] {
            try expect(
                "metadata huber_delta: found \(delta), expected a number above 0", [weight, bias],
                kind.merging(["loss": "huber", "huber_delta": delta]) { $1 })
        }
        let losses = "squared or huber or absolute or quantile or poisson or gamma or cross_entropy"
        let layer = Self.tensors([("layers.0.weight", [2, 3]), ("layers.0.bias", [2])])
        try expect("metadata loss: found nothing, expected \(losses)", layer, ["model": "mlp", "activation": "tanh"])
        try expect(
            "metadata activation: found elu, expected relu or tanh or sigmoid or gelu", layer,
            ["model": "mlp", "activation": "elu", "loss": "squared"])
        try expect(
            "metadata activation: found nothing, expected relu or tanh or sigmoid or gelu", layer, ["model": "mlp"])
    }

    // MARK: Layers

    private let network = [
        "model": "mlp", "activation": "relu", "loss": "cross_entropy", "classes": #"["1","2","3"]"#,
    ]

    @Test("with layers that do not fit together")
    func layers() throws {
        let good: [(name: String, shape: [Int])] = [
            ("layers.0.weight", [5, 4]), ("layers.0.bias", [5]), ("layers.1.weight", [3, 5]), ("layers.1.bias", [3]),
        ]
        let path = folder.file("model.safetensors")
        try Safetensors.write(Self.tensors(good), metadata: network, to: path)
        #expect(try TrainedModel(reading: path, kernels: kernels).featureNames.count == 4)

        func expect(_ message: String, _ change: (inout [(name: String, shape: [Int])]) -> Void) throws {
            var shapes = good
            change(&shapes)
            try self.expect(message, Self.tensors(shapes), network)
        }
        try expect(#"tensor "layers.1.weight": found shape [3, 6], expected [3, 5]"#) { $0[2].shape = [3, 6] }
        try expect(#"tensor "layers.0.bias": found shape [6], expected [5]"#) { $0[1].shape = [6] }
        try expect(#"tensor "layers.1.weight": found shape [4, 5], expected [3, 5]"#) { $0[2].shape = [4, 5] }
        try expect(#"tensor "layers.1.bias": found shape [2], expected [3]"#) { $0[3].shape = [2] }
        try expect("layers.0.weight: found shape [20], expected shape [outputs, inputs]") { $0[0].shape = [20] }
        try expect(
            #"found "layers.0.weight", "layers.1.weight", "layers.1.bias", expected a tensor "layers.0.bias""#
        ) { $0.remove(at: 1) }
    }

    // MARK: The file

    @Test("with any byte of a parameter changed")
    func tampered() throws {
        let path = folder.file("model.safetensors")
        let problem = Problem(rowCount: 5, featureCount: 2, seed: 1)
        let trainer = try problem.trainer(
            TrainingPlan(epochCount: 1, batchSize: 5, shardCount: 1, seed: 1), learningRate: 0.1)
        try trainer.finish()
        try TrainedModel(
            architecture: .linearRegression(.squared), parameters: trainer.parameters,
            featureNames: .numbered(count: 2), targetName: "y", classes: nil, kernels: kernels
        ).save(to: path)
        let bytes = try folder.bytes("model.safetensors")
        let written = trainer.digest.description
        for distance in 1...12 {
            var tampered = bytes
            tampered[bytes.count - distance] ^= 0x40
            try folder.put(tampered, in: "model.safetensors")
            let parameters = tampered.suffix(12).withUnsafeBytes { Digest(of: $0) }
            expect("metadata digest: found parameters with \(parameters), expected \(written)", reading: path)
        }
    }

    @Test("with any byte of a scale changed")
    func tamperedScales() throws {
        let path = folder.file("model.safetensors")
        let scaling = try #require(
            FeatureScaling(offsets: [1, 2], scales: [3, 4], fills: [5, 6], origins: [7, 8]))
        try TrainedModel(
            architecture: .linearRegression(.squared), parameters: [Float](repeating: 0, count: 32),
            featureNames: .numbered(count: 2), targetName: "y", classes: nil, scaling: scaling,
            targetScaling: TargetScaling(mean: 9, scale: 10, origin: 11), kernels: kernels
        ).save(to: path)
        let bytes = try folder.bytes("model.safetensors")
        #expect(try TrainedModel(reading: path, kernels: kernels).scaling == scaling)
        // Three numbers of the model come last, eight and three of the scales before them.
        for distance in stride(from: 13, through: 12 + 11 * 8, by: 3) {
            var tampered = bytes
            tampered[bytes.count - distance] ^= 1
            try folder.put(tampered, in: "model.safetensors")
            let error = #expect(throws: FileError.self) { try TrainedModel(reading: path, kernels: kernels) }
            #expect(error?.description.contains("metadata checksum: found scales or metadata with") == true)
        }
    }

    @Test("that is not there, or cut short")
    func cutShort() throws {
        expect("cannot open: no such file", reading: folder.file("none"))
        let path = folder.file("model.safetensors")
        try Safetensors.write([weight, bias], metadata: kind, to: path)
        let bytes = try folder.bytes("model.safetensors")
        for count in [0, 7, 100, bytes.count - 1] {
            try folder.put(Array(bytes.prefix(count)), in: "model.safetensors")
            let error = #expect(throws: FileError.self) { try TrainedModel(reading: path, kernels: kernels) }
            #expect(error?.file == path && error?.description.contains("\n") == false, "\(count) bytes")
        }
    }
}
