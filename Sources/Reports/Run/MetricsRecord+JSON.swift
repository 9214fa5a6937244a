public import Training

extension MetricsRecord {
    /// The record as an object.
    public var json: JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("step", .integer(step)), ("epoch", .integer(epoch)), ("rows", .integer(rowCount)),
            ("seconds", .number(seconds)), ("train_loss", .number(trainLoss)),
            ("learning_rate", .float(learningRate)), ("rows_per_second", .number(rowsPerSecond)),
        ]
        if let validation {
            members.append(("validation_loss", .number(validation.loss)))
            members += validation.members().filter { $0.key != "loss" && $0.key != "rows" }
        }
        return .object(members)
    }
}
