import Datasets
import Files
import TestSupport
import Testing
import Training

@Suite("A model's file that is not as it should be")
struct TrainedModelMistakeTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private let weight = Safetensors.Source(name: "weight", shape: [1, 3], values: [1, 2, 3])
    private let bias = Safetensors.Source(name: "bias", shape: [1], values: [4])
    private let kind = ["model": "linear_regression"]

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
        let tensors = [weight, bias]
        try expect("metadata model: found nothing, expected linear_regression", tensors, [:])
        try expect("metadata model: found mlp, expected linear_regression", tensors, ["model": "mlp"])
        try expect("metadata model: found a\\nb, expected linear_regression", tensors, ["model": "a\nb"])
    }

    @Test("without a tensor")
    func missingTensor() throws {
        try expect(#"found "bias", expected a tensor "weight""#, [bias], kind)
        try expect(#"found "weight", expected a tensor "bias""#, [weight], kind)
        try expect(#"found no tensors, expected a tensor "weight""#, [], kind)
    }

    @Test("with a weight of another shape", arguments: [[3], [3, 1], [1, 3, 1], [1, 0], []])
    func weightShape(shape: [Int]) throws {
        let values = [Float](repeating: 1, count: shape.reduce(1, *))
        try expect(
            "weight: found shape \(shape), expected shape [1, features]",
            [.init(name: "weight", shape: shape, values: values), bias], kind)
    }

    @Test("with a bias of another shape, or of another type")
    func otherBias() throws {
        try expect(
            #"tensor "bias": found shape [2], expected [1]"#,
            [weight, .init(name: "bias", shape: [2], values: [1, 2])], kind)
        let half = Safetensors.Source(name: "bias", shape: [1], elementType: .float16) { (sink) throws(FileError) in
            let bytes: [UInt8] = [0, 0]
            try bytes.span.bytes.withUnsafeBytes(sink)
        }
        try expect(#"tensor "bias": found F16, expected F32"#, [weight, half], kind)
    }

    @Test("with names that do not fit", arguments: [#"["a","b"]"#, #"["a","b",3]"#, "a,b,c", "", #"{"a":1}"#])
    func names(json: String) throws {
        try expect(
            "metadata features: found \(json), expected a JSON array of 3 names", [weight, bias],
            kind.merging(["features": json]) { $1 })
    }

    @Test("with any byte of a parameter changed")
    func tampered() throws {
        let path = folder.file("model.safetensors")
        let problem = Problem(rowCount: 5, featureCount: 2, seed: 1)
        let trainer = try problem.trainer(
            TrainingPlan(epochCount: 1, batchSize: 5, shardCount: 1, seed: 1), learningRate: 0.1)
        try trainer.finish()
        try TrainedModel(
            model: trainer.model, parameters: trainer.parameters, featureNames: .numbered(count: 2), targetName: "y"
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
