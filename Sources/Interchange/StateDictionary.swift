import Files

/// Layers by the names that PyTorch gives their tensors: `weight` and `bias` in `nn.Linear`, `0.weight`, `2.weight` and
/// so on in `nn.Sequential`, where every other module is an activation.
///
/// Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html
struct StateDictionary {
    private let layers: [(weight: NamedTensor, bias: NamedTensor)]

    init(_ layers: [DenseLayer]) {
        self.layers = layers.map { ($0.weight, $0.bias) }
    }

    /// Writes the tensors in the order of the layers.
    func write(metadata: [String: String], to path: String) throws(FileError) {
        var sources: [Safetensors.Source] = []
        for (index, layer) in layers.enumerated() {
            let prefix = layers.count == 1 ? "" : "\(2 * index)."
            for (name, tensor) in [("weight", layer.weight), ("bias", layer.bias)] {
                sources.append(
                    tensor.doubles.map { .init(name: prefix + name, shape: tensor.shape, doubles: $0) }
                        ?? .init(name: prefix + name, shape: tensor.shape, values: tensor.values))
            }
        }
        try Safetensors.write(sources, metadata: metadata.merging(["format": "pt"]) { $1 }, to: path)
    }
}

extension StateDictionary {
    /// A module that was found in a file: its weight, and its bias, zeros where the file has none.
    struct Module {
        let weight: NamedTensor
        let bias: [Float]
        var inputs: Int { weight.shape[1] }
        var outputs: Int { weight.shape[0] }
    }

    /// The linear modules of a file, first to last: one of any name, or several whose names differ in a number at the
    /// end, such as `0` and `2`, `net.0` and `net.2`, or `fc1` and `fc2`.
    /// - Throws: `FileError` where there is something else, or the outputs of a module are not the inputs of the next.
    static func modules(in file: borrowing Safetensors.File) throws(FileError) -> [Module] {
        let names = try orderedNames(in: file)
        var modules: [Module] = []
        for name in names {
            let module = try module(name, in: file)
            if let last = modules.last, last.outputs != module.inputs {
                throw FileError(
                    file: file.path, place: "tensor \(OneLine.quoted(module.weight.name))",
                    found: "\(module.inputs) inputs", expected: "\(last.outputs), the outputs of the layer before")
            }
            modules.append(module)
        }
        return modules
    }

    private static func module(_ name: String, in file: borrowing Safetensors.File) throws(FileError) -> Module {
        let prefix = name.isEmpty ? "" : name + "."
        let weight = try file.tensor(prefix + "weight")
        guard weight.shape.count == 2, weight.shape.allSatisfy({ $0 > 0 }) else {
            throw FileError(
                file: file.path, place: "tensor \(OneLine.quoted(weight.name))", found: "shape \(weight.shape)",
                expected: "shape [outputs, inputs], as in torch.nn.Linear")
        }
        let bias =
            file.contains(prefix + "bias")
            ? try finite(prefix + "bias", shape: [weight.shape[0]], in: file)
            : [Float](repeating: 0, count: weight.shape[0])
        let values = try finite(weight.name, shape: weight.shape, in: file)
        return Module(weight: NamedTensor(name: weight.name, shape: weight.shape, values: values), bias: bias)
    }

    private static func finite(
        _ name: String, shape: [Int], in file: borrowing Safetensors.File
    ) throws(FileError) -> [Float] {
        let values = try file.floats(name, shape: shape)
        if let index = values.firstIndex(where: { !$0.isFinite }) {
            throw FileError(
                file: file.path, place: "tensor \(OneLine.quoted(name))", found: "\(values[index])",
                expected: "finite numbers")
        }
        return values
    }

    /// The names of the modules in the order of their numbers.
    private static func orderedNames(in file: borrowing Safetensors.File) throws(FileError) -> [String] {
        var names: Set<String> = []
        for tensor in file.tensors {
            let parts = tensor.name.split(separator: ".", omittingEmptySubsequences: false)
            guard let last = parts.last, last == "weight" || last == "bias" else {
                throw FileError(
                    file: file.path, place: "tensor \(OneLine.quoted(tensor.name))", found: "no weight or bias",
                    expected: "the state_dict() of a torch.nn.Linear, or of a torch.nn.Sequential of them")
            }
            names.insert(parts.dropLast().joined(separator: "."))
        }
        guard names.count > 1 else { return Array(names) }
        let numbered = names.compactMap(NumberedName.init).sorted { $0.number < $1.number }
        guard numbered.count == names.count, Set(numbered.map(\.prefix)).count == 1,
            Set(numbered.map(\.number)).count == names.count
        else {
            let found = names.sorted().prefix(8).map { OneLine.quoted($0) }.joined(separator: ", ")
            throw FileError(
                file: file.path, place: "modules", found: found,
                expected: "names that differ in a number at the end, as in torch.nn.Sequential")
        }
        return numbered.map(\.name)
    }

    private struct NumberedName {
        let name: String
        let prefix: Substring
        let number: Int

        init?(_ name: String) {
            let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
            guard digits > 0, let number = Int(name.suffix(digits)) else { return nil }
            (self.name, self.prefix, self.number) = (name, name.dropLast(digits), number)
        }
    }
}
