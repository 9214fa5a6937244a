import Datasets
import Files
import Models
import Training

extension TrainedModel {
    /// Writes what the model is and, for each layer, its activation, its weights, a row for each output, and its biases.
    /// Numbers have the fewest digits that give the same float32 again.
    func writeJSON(to path: String) throws(FileError) {
        var file = try AtomicFile(replacing: path)
        try file.append("{\n")
        try file.append("  \"model\": \(JSONText.quoted(architecture.kind.rawValue)),\n")
        try file.append("  \"digest\": \(JSONText.quoted("\(digest)")),\n")
        try file.append("  \"features\": \(Self.list(featureNames.all.map(JSONText.quoted))),\n")
        try file.append("  \"target\": \(JSONText.quoted(targetName)),\n")
        if let classes {
            try file.append("  \"classes\": \(Self.list(classes.names.map(JSONText.quoted))),\n")
        }
        try file.append("  \"layers\": [\n")
        let layers = layers
        for (index, layer) in layers.enumerated() {
            try Self.write(layer, to: &file)
            try file.append(index + 1 < layers.count ? ",\n" : "\n")
        }
        try file.append("  ]\n}\n")
        try file.commit()
    }

    private static func write(_ layer: DenseLayer, to file: inout AtomicFile) throws(FileError) {
        try file.append("    {\n      \"activation\": \(JSONText.quoted(layer.output.name)),\n      \"weight\": [\n")
        let weights = layer.weight.texts
        for output in 0..<layer.outputs {
            let row = weights[output * layer.inputs..<(output + 1) * layer.inputs]
            let comma = output + 1 < layer.outputs ? "," : ""
            try file.append("        \(list(Array(row)))\(comma)\n")
        }
        try file.append("      ],\n      \"bias\": \(list(layer.bias.texts))\n    }")
    }

    private static func list(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }
}
