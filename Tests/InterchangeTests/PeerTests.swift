import Datasets
import Files
import Foundation
import Interchange
import Kernels
import Models
import TestSupport
import Testing
import Training

/// What other software makes of exported models, beside what Lockstep predicts.
@Suite("Exported models give the same predictions")
struct PeerTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Writes rows and predictions for a Python program, which finds them as `x`, `values` and `probabilities`.
    private func predict(_ example: Example) throws -> String {
        let predictions = example.model.predictions(for: example.rows)
        let classCount = example.model.classes?.count ?? 0
        try Safetensors.write(
            [
                .init(name: "x", shape: [example.rowCount, example.featureCount], values: example.rows),
                .init(name: "values", shape: [example.rowCount], values: predictions.values.map { Float($0) }),
                .init(
                    name: "probabilities", shape: [example.rowCount, classCount], values: predictions.probabilities),
            ], to: folder.file("expected"))
        return """
            import os, sys, numpy
            from safetensors.numpy import load_file
            os.chdir(sys.argv[1])
            expected = load_file("expected")
            x, values, probabilities = expected["x"], expected["values"], expected["probabilities"]
            def difference(found, wanted):
                assert found.shape == wanted.shape, (found.shape, wanted.shape)
                return float((abs(found - wanted) / numpy.maximum(1, abs(wanted))).max())

            """
    }

    private func run(_ program: String) throws -> [String] {
        try PythonPeer.run(program, folder.path).split(separator: "\n").map(String.init)
    }

    @Test(
        "onnxruntime", .needs(.python("onnx", "onnxruntime", "safetensors")),
        arguments: Example.all + Example.means + Example.scaled + Example.missing)
    func onnx(_ example: Example) throws {
        try example.model.export(as: .onnx, to: folder.file("a.onnx"))
        let lines = try run(
            predict(example) + """
                import onnx, onnxruntime, json
                model = onnx.load("a.onnx")
                onnx.checker.check_model(model, full_check=True)
                about = {p.key: p.value for p in model.metadata_props}
                session = onnxruntime.InferenceSession("a.onnx", providers=["CPUExecutionProvider"])
                found = session.run(None, {"features": x})
                if probabilities.shape[1] == 0:
                    print(difference(found[0][:, 0], values))
                else:
                    classes = numpy.array(json.loads(about["classes"]))
                    assert (found[0].astype(str) == classes[values.astype(int)]).all(), found[0]
                    print(difference(found[1], probabilities))
                print(about["digest"])
                print(" ".join(o.name for o in session.get_outputs()))
                print(json.loads(about["features"])[-1])
                """)
        #expect(try #require(Double(lines[0])) < 1e-6)
        #expect(lines[1] == "\(example.model.digest)")
        #expect(lines[2] == (example.classNames == nil ? "prediction" : "label probabilities"))
        #expect(lines[3] == example.model.featureNames.all.last)
    }

    @Test("NumPy", .needs(.python("numpy", "safetensors")), arguments: Example.all + Example.scaled + [Example.far])
    func numpy(_ example: Example) throws {
        try example.model.export(as: .numpy, to: folder.file("a.npz"))
        let lines = try run(
            predict(example) + """
                import math, zipfile
                assert zipfile.ZipFile("a.npz").testzip() is None
                m = numpy.load("a.npz")
                f = {"relu": lambda z: z.clip(0), "tanh": numpy.tanh, "sigmoid": lambda z: 1 / (1 + numpy.exp(-z)),
                     "gelu": lambda z: z * (1 + numpy.vectorize(math.erf)(z / 2 ** 0.5)) / 2,
                     "softmax": lambda z: numpy.exp(z) / numpy.exp(z).sum(1, keepdims=True), "identity": lambda z: z}
                a, names = x.astype(float), [n[:-6] for n in m.files if n.endswith("weight")]
                for name, activation in zip(names, m["activations"], strict=True):
                    a = f[str(activation)](a @ m[name + "weight"].T + m[name + "bias"])
                if probabilities.shape[1] == 0:
                    print(difference(a[:, 0], values))
                else:
                    a = a if a.shape[1] > 1 else numpy.hstack([1 - a, a])
                    assert (a.argmax(1) == values).all()
                    print(difference(a, probabilities))
                    print("|".join(m["classes"]))
                print(str(m["digest"]), m["features"][-1], str(m["target"]))
                """)
        #expect(try #require(Double(lines[0])) < 2e-6)
        if let names = example.classNames { #expect(lines[1] == names.joined(separator: "|")) }
        let last = example.model.featureNames.all.last!
        #expect(lines.last == "\(example.model.digest) \(last) größe")
    }

    @Test(
        "torch.nn, with the README's lines", .needs(.python("torch", "safetensors")))
    func torch() throws {
        let example = Example(Example.mlp([16], .relu), features: 4, classes: ["setosa", "versicolor", "virginica"])
        try example.model.export(as: .safetensors, to: folder.file("flowers.safetensors"))
        let lines = try run(
            predict(example) + "x = __import__('torch').tensor(x)\n" + Readme.code(holding: "torch.nn.Sequential(")
                + "\nprint(difference(probabilities.detach().numpy(), expected[\"probabilities\"]))")
        #expect(try #require(Double(lines[0])) < 1e-6)
    }

    @Test(
        "torch.nn, whatever the model", .needs(.python("torch", "safetensors")),
        arguments: Example.all + Example.scaled)
    func modules(_ example: Example) throws {
        try example.model.export(as: .safetensors, to: folder.file("a.safetensors"))
        let lines = try run(
            predict(example) + """
                import torch, safetensors.torch
                tensors = safetensors.torch.load_file("a.safetensors")
                with safetensors.safe_open("a.safetensors", "pt") as file:
                    about = file.metadata()
                f = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid, "gelu": torch.nn.GELU}
                weights = [t for n, t in tensors.items() if n.endswith("weight")]
                modules = [torch.nn.Linear(w.shape[1], w.shape[0]) for w in weights]
                for index in range(len(modules) - 1, 0, -1):
                    modules.insert(index, f[about["activation"]]())
                model = torch.nn.Sequential(*modules) if len(modules) > 1 else modules[0]
                model.load_state_dict(tensors)
                z = model(torch.tensor(x)).detach()
                if probabilities.shape[1] == 0:
                    print(difference(z[:, 0].numpy(), values))
                else:
                    p = z.softmax(1) if z.shape[1] > 1 else torch.hstack([1 - z.sigmoid(), z.sigmoid()])
                    print(difference(p.numpy(), probabilities))
                """)
        #expect(try #require(Double(lines[0])) < 2e-6)
    }

    @Test("JSON, in double precision", arguments: Example.all + [Example.far])
    func json(_ example: Example) throws {
        try example.model.export(as: .json, to: folder.file("a.json"))
        let document = try JSONDecoder().decode(
            DecodedModel.self, from: Data(contentsOf: URL(fileURLWithPath: folder.file("a.json"))))
        #expect(document.digest == "\(example.model.digest)" && document.classes == example.classNames)
        #expect(document.features == example.model.featureNames.all && document.target == "größe")
        let predictions = example.model.predictions(for: example.rows)
        for row in 0..<example.rowCount {
            let start = row * example.featureCount
            let outputs = document.outputs(example.rows[start..<start + example.featureCount].map(Double.init))
            guard let classNames = example.classNames else {
                #expect(abs(outputs[0] - predictions.values[row]) < 5e-6)
                continue
            }
            let probabilities = outputs.count == 1 ? [1 - outputs[0], outputs[0]] : outputs
            for (index, probability) in probabilities.enumerated() {
                let found = predictions.probabilities[row * classNames.count + index]
                #expect(abs(probability - Double(found)) < 2e-6)
            }
        }
    }
}

/// A model as a reader of its JSON knows it.
private struct DecodedModel: Decodable {
    struct Layer: Decodable {
        let activation: String
        let weight: [[Double]]
        let bias: [Double]
    }

    let model: String
    let digest: String
    let features: [String]
    let target: String
    let classes: [String]?
    let layers: [Layer]

    func outputs(_ features: [Double]) -> [Double] {
        layers.reduce(features) { inputs, layer in
            let sums = zip(layer.weight, layer.bias).map { row, bias in
                zip(row, inputs).reduce(bias) { $0 + $1.0 * $1.1 }
            }
            switch layer.activation {
            case "relu": return sums.map { max($0, 0) }
            case "tanh": return sums.map { tanh($0) }
            case "sigmoid": return sums.map { 1 / (1 + exp(-$0)) }
            case "gelu": return sums.map { $0 * erfc(-$0 / 2.0.squareRoot()) / 2 }
            case "exp": return sums.map { exp($0) }
            case "softmax":
                let total = sums.reduce(0) { $0 + exp($1) }
                return sums.map { exp($0) / total }
            default: return sums
            }
        }
    }
}
