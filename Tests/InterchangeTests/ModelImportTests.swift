import Datasets
import Files
import Interchange
import Kernels
import Models
import TestSupport
import Testing
import Training

@Suite("Imported models")
struct ModelImportTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func read(_ name: String, _ change: (inout ImportOptions) -> Void = { _ in }) throws -> TrainedModel {
        var options = ImportOptions()
        change(&options)
        return try TrainedModel(importing: folder.file(name), options, kernels: kernels)
    }

    /// Writes tensors of zeros by name and shape, and numbers in some.
    private func put(_ shapes: KeyValuePairs<String, [Int]>, values: [String: [Float]] = [:]) throws {
        let sources = shapes.map { name, shape in
            Safetensors.Source(
                name: name, shape: shape, values: values[name] ?? [Float](repeating: 0, count: shape.reduce(1, *)))
        }
        try Safetensors.write(sources, to: folder.file("a"))
    }

    @Test("are the exported ones again, to the bit and the name", arguments: Example.all)
    func roundTrip(_ example: Example) throws {
        try example.model.export(as: .safetensors, to: folder.file("a.safetensors"))
        let model = try read("a.safetensors")
        #expect(model.architecture == example.architecture && model.digest == example.model.digest)
        #expect(model.featureNames == example.model.featureNames && model.classes == example.model.classes)
        #expect(model.targetName == "größe")
    }

    @Test(
        "predict as PyTorch does", .needs(.python("torch", "safetensors")),
        arguments: Activation.allCases)
    func torch(_ activation: Activation) throws {
        let module = [.relu: "ReLU", .tanh: "Tanh", .sigmoid: "Sigmoid", .gelu: "GELU"][activation]!
        let program = """
            import os, sys, torch
            from torch import nn
            from safetensors.torch import save_file
            os.chdir(sys.argv[1])
            torch.manual_seed(7)
            model = nn.Sequential(nn.Linear(5, 11), nn.\(module)(), nn.Linear(11, 6, bias=False), nn.\(module)(),
                                  nn.Linear(6, 3))
            x = torch.randn(20, 5)
            save_file(model.state_dict(), "net.safetensors")
            save_file({"x": x, "p": model(x).softmax(1).detach()}, "rows")
            """
        try PythonPeer.run(program, folder.path)
        let model = try read("net.safetensors") { $0.activation = activation }
        let rows = try Safetensors.File(reading: folder.file("rows"))
        let found = model.predictions(for: try rows.floats("x")).probabilities
        let error = zip(found, try rows.floats("p")).map { abs($0 - $1) }.max()
        #expect(try #require(error) < 1e-6 && found.count == 60)
        #expect(model.classes?.names == ["0", "1", "2"] && model.featureNames == .numbered(count: 5))
    }

    @Test("of one layer are regressions, logistic ones on request, and softmax regressions")
    func oneLayer() throws {
        try put(["fc.weight": [1, 2], "fc.bias": [1]], values: ["fc.weight": [2, -1], "fc.bias": [0.5]])
        let regression = try read("a") { $0.target = "price" }
        #expect(regression.architecture == .linearRegression(.squared) && regression.targetName == "price")
        #expect(regression.predictions(for: [1, 1, 3, -2]).values == [1.5, 8.5])
        let logistic = try read("a") {
            $0.kind = "logistic_regression"
            $0.classes = ["no", "yes"]
            $0.features = ["w", "d"]
        }
        #expect(logistic.classes?.names == ["no", "yes"] && logistic.featureNames == .named(["w", "d"]))
        #expect(logistic.predictions(for: [1, 1, -3, -2]).values == [1, 0])
        try put(["weight": [2, 1]], values: ["weight": [1, -1]])
        let softmax = try read("a")
        #expect(softmax.architecture == .softmaxRegression && softmax.predictions(for: [5, -5]).values == [0, 1])
    }

    @Test("have their layers in the order of the numbers, not of the text")
    func order() throws {
        try put([
            "net.10.weight": [3, 5], "net.10.bias": [3], "net.2.bias": [4], "net.2.weight": [4, 2],
            "net.9.weight": [5, 4], "net.9.bias": [5],
        ])
        let model = try read("a") { $0.activation = .tanh }
        #expect(model.architecture == Example.mlp([4, 5], .tanh) && model.featureNames.count == 2)
    }

    private func expectMistake(
        _ message: String, _ change: (inout ImportOptions) -> Void = { _ in },
        location: SourceLocation = #_sourceLocation
    ) {
        var options = ImportOptions()
        change(&options)
        let path = folder.file("a")
        do {
            _ = try TrainedModel(importing: path, options, kernels: kernels)
            Issue.record("accepted", sourceLocation: location)
        } catch {
            #expect(error.description == "\(path): \(message)", sourceLocation: location)
        }
    }

    @Test("must be what can be read")
    func files() throws {
        try put([:])
        expectMistake("found no tensors, expected the weights of at least one layer")
        try put(["0.weight": [2, 3], "1.running_mean": [2]])
        expectMistake(
            "tensor \"1.running_mean\": found no weight or bias, "
                + "expected the state_dict() of a torch.nn.Linear, or of a torch.nn.Sequential of them")
        try put(["0.weight": [2, 3], "2.weight": [1, 4]])
        expectMistake("tensor \"2.weight\": found 4 inputs, expected 2, the outputs of the layer before")
        try put(["0.weight": [8, 1, 3, 3]])
        expectMistake(
            "tensor \"0.weight\": found shape [8, 1, 3, 3], expected shape [outputs, inputs], as in torch.nn.Linear")
        try put(["weight": [2, 3], "bias": [3]])
        expectMistake("tensor \"bias\": found shape [3], expected [2]")
        try put(["bias": [3]])
        expectMistake("found \"bias\", expected a tensor \"weight\"")
        try put(["encoder.weight": [2, 3], "head.weight": [1, 2]])
        expectMistake(
            "modules: found \"encoder\", \"head\", expected names that differ in a number at the end, "
                + "as in torch.nn.Sequential")
        try put(["weight": [1, 2]], values: ["weight": [1, .infinity]])
        expectMistake("tensor \"weight\": found inf, expected finite numbers")
        try put(["weight": [10_001, 1]])
        expectMistake("last layer: found 10001 outputs, expected at most 10000 classes")
    }

    @Test("must fit what is said of them")
    func options() throws {
        try put(["0.weight": [4, 3], "2.weight": [2, 4]])
        expectMistake("activation: found none, expected relu or tanh or sigmoid or gelu (--activation)")
        expectMistake("kind of model: found logistic_regression, expected mlp, since layers are 2 and outputs 2") {
            $0.kind = "logistic_regression"
        }
        expectMistake("--classes: found 3 names, expected 2 different ones") {
            $0.activation = .relu
            $0.classes = ["a", "b", "c"]
        }
        expectMistake("--classes: found 2 names, expected 2 different ones") {
            $0.activation = .relu
            $0.classes = ["a", "a"]
        }
        expectMistake("--features: found 1 names, expected 3 different ones") {
            $0.activation = .relu
            $0.features = ["a"]
        }
        try put(["weight": [1, 4]])
        expectMistake("--classes: found names of classes, expected none for a regression") { $0.classes = ["a", "b"] }
        expectMistake(
            "kind of model: found mlp, expected linear_regression or logistic_regression, "
                + "since layers are 1 and outputs 1"
        ) { $0.kind = "mlp" }
    }
}
