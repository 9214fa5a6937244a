import Datasets
import Interchange
import Kernels
import Models
import TestSupport
import Testing
import Training

@Suite("Exported files")
struct ExportTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("have the same bytes every time, and replace what was there", arguments: ModelFormat.allCases)
    func bytes(_ format: ModelFormat) throws {
        for example in Example.all {
            try folder.put([1, 2, 3], in: "a")
            try example.model.export(as: format, to: folder.file("a"))
            try example.model.export(as: format, to: folder.file("b"))
            #expect(try folder.bytes("a") == folder.bytes("b"))
        }
        #expect(try folder.names == ["a", "b"])
    }

    @Test("are not made of numbers that nobody can use", arguments: ModelFormat.allCases)
    func notFinite(_ format: ModelFormat) throws {
        let example = Example(.linearRegression(.squared), features: 2)
        var parameters = example.model.parameters
        parameters[1] = .nan
        let model = TrainedModel(
            architecture: example.architecture, parameters: parameters, featureNames: .numbered(count: 2),
            targetName: "y", classes: nil, kernels: kernels)
        #expect(throws: (any Error).self) { try model.export(as: format, to: folder.file("a")) }
        #expect(try folder.names.isEmpty)
    }
}
