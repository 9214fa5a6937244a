import Models

/// A model's tensors: a line of statistics for each.
package struct TensorTable: Sendable {
    private let rows: [[String]]

    init(_ layout: ParameterLayout, _ parameters: [Float]) {
        rows = layout.tensors.map { tensor in
            let values = tensor.values(in: parameters).map(Double.init)
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            return [
                tensor.name, tensor.shape.map { "\($0)" }.joined(separator: " × "), Format.metric(mean, digits: 4),
                Format.metric(variance.squareRoot(), digits: 4), Format.metric(values.min() ?? .nan, digits: 4),
                Format.metric(values.max() ?? .nan, digits: 4),
            ]
        }
    }

    var markup: Markup {
        Page.table(["", "shape", "mean", "standard deviation", "least", "greatest"], rows)
    }
}
