import Datasets
import Files
import Training

/// Where predictions go, some rows at a time, and in which form.
final class PredictionOutput {
    /// A form, and the file's path where there is one.
    enum Form {
        case standardOutput
        case csv(String)
        case npy(String)
        case safetensors(String)

        /// The form that a path ends with; no path is standard output.
        init(path: String?) throws(Failure) {
            guard let path else {
                self = .standardOutput
                return
            }
            if path.hasSuffix(".csv") {
                self = .csv(path)
            } else if path.hasSuffix(".npy") {
                self = .npy(path)
            } else if path.hasSuffix(".safetensors") {
                self = .safetensors(path)
            } else {
                throw .usage("--output: found \(path), expected a name that ends in .csv, .npy or .safetensors")
            }
        }
    }

    private let form: Form
    private let model: TrainedModel
    private let onlyProbabilities: Bool
    private let text: PredictionText
    private var file: AtomicFile?
    /// Values and probabilities so far, for formats that begin with their number.
    private var values: [Double] = []
    private var probabilities: [Float] = []

    init(_ form: Form, of model: TrainedModel, onlyProbabilities: Bool) throws {
        self.form = form
        self.model = model
        self.onlyProbabilities = onlyProbabilities
        text = PredictionText(of: model, onlyProbabilities: onlyProbabilities)
        if case .csv(let path) = form { file = try AtomicFile(replacing: path) }
    }

    private var isBegun = false

    /// Takes the predictions for the next rows.
    func add(_ predictions: Predictions) throws {
        switch form {
        case .standardOutput, .csv:
            // The header waits for the first rows: without them nothing is printed.
            if !isBegun { try write(text.header) }
            isBegun = true
            try write(text.lines(predictions))
        case .npy, .safetensors:
            if !onlyProbabilities { values += text.numbers(predictions) }
            probabilities += predictions.probabilities
        }
    }

    /// Puts the file in its place.
    func finish() throws {
        switch form {
        case .standardOutput: break
        case .csv: try file.take()?.commit()
        case .npy(let path):
            if onlyProbabilities {
                try NPY.write(probabilities, shape: probabilityShape, to: path)
            } else if text.numbersFitFloat {
                try NPY.write(values.map { Float($0) }, shape: [values.count], to: path)
            } else {
                try NPY.write(doubles: values, shape: [values.count], to: path)
            }
        case .safetensors(let path):
            var tensors: [Safetensors.Source] = []
            if !onlyProbabilities {
                tensors.append(
                    text.numbersFitFloat
                        ? .init(name: "predictions", shape: [values.count], values: values.map { Float($0) })
                        : .init(name: "predictions", shape: [values.count], doubles: values))
            }
            if model.classes != nil {
                tensors.append(.init(name: "probabilities", shape: probabilityShape, values: probabilities))
            }
            try Safetensors.write(
                tensors, metadata: ["model_digest": model.digest.description, "target": model.targetName], to: path)
        }
    }

    private var probabilityShape: [Int] {
        let classCount = model.classes?.count ?? 1
        return [probabilities.count / classCount, classCount]
    }

    private func write(_ text: String) throws {
        if file == nil { try Console.write(text) } else { try file?.append(text) }
    }
}
