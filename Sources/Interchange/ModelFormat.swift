import Datasets
public import Files
public import Training
public import Vocabulary

/// The formats that a model is written in for other software.
public enum ModelFormat: String, Term {
    /// A graph from features to predictions, for onnxruntime and others.
    case onnx
    /// The tensors by the names that `torch.nn.Linear` or `torch.nn.Sequential` gives them.
    case safetensors
    /// An archive of arrays for `numpy.load`.
    case numpy
    /// A text with the weights of each layer.
    case json

    /// What it is, in a few words.
    public var summary: String {
        switch self {
        case .onnx: "a graph that onnxruntime and others run"
        case .safetensors: "tensors by the names of a PyTorch nn.Linear or nn.Sequential"
        case .numpy: "an archive of arrays for numpy.load"
        case .json: "text: the weights, biases and activation of each layer"
        }
    }

    /// How the names of such files end.
    public var fileExtension: String {
        switch self {
        case .onnx: "onnx"
        case .safetensors: "safetensors"
        case .numpy: "npz"
        case .json: "json"
        }
    }
}

extension TrainedModel {
    /// Writes the model for other software, as the whole of the file at `path`, atomically.
    /// - Throws: `FileError` where the file cannot be written, the model is too large for the format, or a parameter is
    ///   not finite.
    public func export(as format: ModelFormat, to path: String) throws(FileError) {
        guard layers.allSatisfy({ ($0.weight.values + $0.bias.values).allSatisfy(\.isFinite) }) else {
            throw FileError(
                file: path, place: "cannot write", found: "a parameter that is no number", expected: "numbers")
        }
        switch format {
        case .onnx: try writeONNX(to: path)
        case .safetensors: try StateDictionary(layers).write(metadata: metadata, to: path)
        case .numpy: try NPZ.write(numpyArrays, to: path)
        case .json: try writeJSON(to: path)
        }
    }

    /// The tensors by the model's own names, and as texts what is to know of them.
    private var numpyArrays: [NPZ.Array] {
        let layers = layers
        var arrays = layers.flatMap { [$0.weight, $0.bias] }.map { tensor in
            tensor.doubles.map { NPZ.Array(tensor.name, shape: tensor.shape, doubles: $0) }
                ?? NPZ.Array(tensor.name, shape: tensor.shape, values: tensor.values)
        }
        arrays += [
            NPZ.Array("activations", texts: layers.map(\.output.name)),
            NPZ.Array("features", texts: featureNames.all),
            NPZ.Array("target", text: targetName),
            NPZ.Array("digest", text: "\(digest)"),
        ]
        if let classes { arrays.append(NPZ.Array("classes", texts: classes.names)) }
        return arrays
    }
}
