import Foundation
import TestSupport

/// Rows of three features whose classes are clusters, in files with the label among the columns.
struct Flowers {
    struct Row {
        let features: [Double]
        let label: Int
    }

    static let labels = [1, 2, 3]

    /// A model's section of the configuration, and how it is trained.
    static let models: [String: String] = [
        "logistic_regression": "model: {kind: logistic_regression}\noptimizer: {learning_rate: 0.5}\n",
        "softmax_regression": "model: {kind: softmax_regression}\noptimizer: {learning_rate: 0.5, momentum: 0.9}\n",
        "mlp": """
        model: {kind: mlp, hidden: [16, 4], activation: tanh, loss: cross_entropy}
        optimizer: {kind: adam, learning_rate: 0.02, gradient_clip_norm: 1}

        """,
    ]

    let training: [Row]
    let unseen: [Row]

    /// - Parameter labels: of the classes, two of them for a logistic regression.
    init(labels: [Int] = labels) {
        var random = SplitMix(state: 3)
        func rows(_ count: Int) -> [Row] {
            (0..<count).map { index in
                let label = labels[index % labels.count]
                let centre = [2 * Double(label), Double(label * label) / 2, 0]
                let point = centre.map { $0 + random.uniform() + random.uniform() }
                // Four digits, so that the text is the number.
                return Row(features: point.map { ($0 * 1e4).rounded() / 1e4 }, label: label)
            }
        }
        (training, unseen) = (rows(600), rows(211))
    }

    /// Those that a kind of model can tell apart.
    init(for model: String) {
        self.init(labels: model == "logistic_regression" ? [2, 3] : Self.labels)
    }

    /// Writes `train.csv`, `test.csv` and, without labels, `new.csv`, and the configuration `a.yaml`.
    func write(to folder: ScratchFolder, model: String) throws {
        for (name, rows) in [("train.csv", training), ("test.csv", unseen)] {
            try folder.write(Self.text(rows), to: name)
        }
        let lines = unseen.map { "\($0.features[2]),\($0.features[0]),x,\($0.features[1])" }
        try folder.write((["depth,width,note,height"] + lines).joined(separator: "\n") + "\n", to: "new.csv")
        try folder.write(
            """
            name: flowers
            data: {file: {train: train.csv, test: test.csv, target: kind}, validation_fraction: 0.2}
            training: {epochs: 20, batch_size: 64, shards: 3}
            \(Self.models[model] ?? "")
            """, to: "a.yaml")
    }

    static func text(_ rows: [Row]) -> String {
        let lines = rows.map { "\($0.features[0]),\($0.label),\($0.features[1]),\($0.features[2])" }
        return (["width,kind,height,depth"] + lines).joined(separator: "\n") + "\n"
    }
}

/// A classifier in double precision, with the numbers of a model's file.
struct ClassifierByHand {
    private let file: TensorFile
    private let layers: [String]

    init(_ file: TensorFile) {
        self.file = file
        let count = file.shapes.keys.count { $0.hasPrefix("layers.") } / 2
        layers = count == 0 ? [""] : (0..<count).map { "layers.\($0)." }
    }

    /// The probability of each class.
    func probabilities(_ features: [Double]) -> [Double] {
        var values = features
        for (index, layer) in layers.enumerated() {
            values = sums(layer, values)
            if index + 1 < layers.count { values = values.map(activate) }
        }
        // Two classes of which the first has the logit 0.
        if values.count == 1 { values = [0, values[0]] }
        let powers = values.map { exp($0 - values.max()!) }
        return powers.map { $0 / powers.reduce(0, +) }
    }

    /// W a + b, with W by rows, one for each output.
    private func sums(_ layer: String, _ inputs: [Double]) -> [Double] {
        guard let weights = file.values[layer + "weight"], let biases = file.values[layer + "bias"] else { return [] }
        return biases.enumerated().map { output, bias in
            inputs.enumerated().reduce(Double(bias)) { sum, input in
                sum + Double(weights[output * inputs.count + input.offset]) * input.element
            }
        }
    }

    private func activate(_ sum: Double) -> Double {
        switch file.metadata["activation"] {
        case "relu": max(0, sum)
        case "tanh": tanh(sum)
        default: 1 / (1 + exp(-sum))
        }
    }
}
