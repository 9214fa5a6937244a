import Files

/// Something that TensorBoard shows of a step, under a tag.
///
/// Source of the field numbers: tensorflow/core/framework/summary.proto
struct SummaryValue {
    private(set) var message = ProtobufMessage()

    private init(tag: String) { message.add(1, tag) }

    /// A number.
    init(tag: String, _ number: Float) {
        self.init(tag: tag)
        message.add(2, number)
    }

    /// How numbers are distributed.
    init(tag: String, _ histogram: TensorBoardHistogram) {
        self.init(tag: tag)
        message.add(5, histogram.message)
    }
}

// What the plugin for hyperparameters shows. Source of the field numbers: tensorboard/plugins/hparams/plugin_data.proto
extension SummaryValue {
    static let sessionEndTag = "_hparams_/session_end_info"
    private static let sessionStartTag = "_hparams_/session_start_info"
    private static let succeeded = 1

    /// The hyperparameters that a run begins with.
    /// - Parameter settings: keys and values; numbers and truth values become such.
    static func sessionStart(of settings: [(path: String, value: String)]) -> SummaryValue {
        var start = ProtobufMessage()
        for (path, value) in settings {
            var entry = ProtobufMessage()
            entry.add(1, path)
            entry.add(2, hyperparameter(value))
            start.add(1, entry)
        }
        start.add(5, TensorBoardEvent.secondsNow)
        var data = ProtobufMessage()
        data.add(3, start)
        return SummaryValue(tag: sessionStartTag, hyperparameters: data)
    }

    /// A run's end.
    static var sessionEnd: SummaryValue {
        var end = ProtobufMessage()
        end.add(1, succeeded)
        end.add(2, TensorBoardEvent.secondsNow)
        var data = ProtobufMessage()
        data.add(4, end)
        return SummaryValue(tag: sessionEndTag, hyperparameters: data)
    }

    /// A value as `google.protobuf.Value`.
    private static func hyperparameter(_ text: String) -> ProtobufMessage {
        var value = ProtobufMessage()
        if let number = Double(text.replacing("_", with: "")), number.isFinite {
            value.add(2, number)
        } else if let truth = Bool(text) {
            value.add(4, truth)
        } else {
            value.add(3, text)
        }
        return value
    }

    private init(tag: String, hyperparameters: ProtobufMessage) {
        self.init(tag: tag)
        var plugin = ProtobufMessage()
        plugin.add(1, "hparams")
        plugin.add(2, hyperparameters)
        var metadata = ProtobufMessage()
        metadata.add(1, plugin)
        message.add(9, metadata)
    }
}
