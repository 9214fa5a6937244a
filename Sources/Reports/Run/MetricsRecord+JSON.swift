import Measures
public import Training

extension MetricsRecord {
    /// The record as an object.
    public var json: JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("step", .integer(step)), ("epoch", .integer(epoch)), ("rows", .integer(rowCount)),
            ("seconds", .number(seconds)), ("train_loss", .number(trainLoss)),
            ("learning_rate", learningRate.map { .float($0) } ?? .null), ("rows_per_second", .number(rowsPerSecond)),
        ]
        if let gradientNorm { members.append(("gradient_norm", .number(gradientNorm))) }
        if let lossUnit { members.append(("scaled_train_loss", .number(trainLoss / lossUnit))) }
        if let validation {
            members.append(("validation_loss", .number(validation.loss)))
            if let lossUnit { members.append(("scaled_validation_loss", .number(validation.loss / lossUnit))) }
            members += validation.members().filter { $0.key != Measure.loss.rawValue && $0.key != "rows" }
        }
        return .object(members)
    }
}
