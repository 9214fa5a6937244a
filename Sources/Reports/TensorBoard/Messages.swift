import FoundationEssentials
import SwiftProtobuf

extension Message {
    /// The message as it is written. None of those here has a required field or is near 2 GiB, all that can fail.
    var bytes: [UInt8] {
        guard let bytes: [UInt8] = try? serializedBytes() else { preconditionFailure("a message too large") }
        return bytes
    }
}

extension Tensorboard_Event {
    /// Whether it says that a run has ended, which is no longer true of a run that goes on.
    var isSessionEnd: Bool { summary.value.contains { $0.tag == Tensorboard_Summary.Value.sessionEndTag } }
}

extension Tensorboard_Summary.Value {
    static let sessionStartTag = "_hparams_/session_start_info"
    static let sessionEndTag = "_hparams_/session_end_info"
    private static let plugin = "hparams"

    /// The hyperparameters that a run begins with.
    /// - Parameter settings: keys and values; numbers and truth values become such.
    static func sessionStart(of settings: [(path: String, value: String)]) -> Self {
        hyperparameters(sessionStartTag) {
            for (path, value) in settings {
                $0.sessionStart.hyperparameters[path] =
                    if let number = Double(value.replacing("_", with: "")), number.isFinite {
                        Google_Protobuf_Value(numberValue: number)
                    } else if let truth = Bool(value) {
                        Google_Protobuf_Value(boolValue: truth)
                    } else {
                        Google_Protobuf_Value(stringValue: value)
                    }
            }
            $0.sessionStart.startSeconds = wallTime()
        }
    }

    /// A run's end.
    static var sessionEnd: Self {
        hyperparameters(sessionEndTag) {
            $0.sessionEnd.status = .success
            $0.sessionEnd.endSeconds = wallTime()
        }
    }

    private static func hyperparameters(_ tag: String, _ fill: (inout Tensorboard_HyperparameterData) -> Void) -> Self {
        var data = Tensorboard_HyperparameterData()
        fill(&data)
        return .with {
            $0.tag = tag
            $0.metadata.pluginData.pluginName = plugin
            $0.metadata.pluginData.content = Data(data.bytes)
        }
    }
}

extension Tensorboard_Histogram {
    private static let binCount = 30

    /// The histogram of these numbers in bins of equal width, without those that are not finite.
    init(of numbers: [Float]) {
        self.init()
        let finite = numbers.filter(\.isFinite)
        min = Double(finite.min() ?? 0)
        max = Double(finite.max() ?? 0)
        num = Double(finite.count)
        // Some width where all numbers are the same.
        let width = Swift.max((max - min) / Double(Self.binCount), abs(max) * 1e-6, 1e-12)
        bucketLimit = (1...Self.binCount).map { min + Double($0) * width }
        if max > min { bucketLimit[Self.binCount - 1] = max }
        bucket = [Double](repeating: 0, count: Self.binCount)
        for number in finite {
            let number = Double(number)
            sum += number
            sumSquares += number * number
            bucket[Swift.min(Int((number - min) / width), Self.binCount - 1)] += 1
        }
    }
}
