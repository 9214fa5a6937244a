import Files
import Glibc

/// A message of a TensorBoard file.
///
/// Source of the field numbers: tensorflow/core/util/event.proto
struct TensorBoardEvent {
    private(set) var message = ProtobufMessage()

    /// The first event of a file, which says by what rules the others are written.
    static var version: TensorBoardEvent {
        var event = TensorBoardEvent()
        event.message.add(3, "brain.Event:2")
        return event
    }

    private init() { message.add(1, Self.secondsNow) }

    /// What is known about a step.
    init(_ values: [SummaryValue], step: Int) {
        self.init()
        // Proto3 leaves out a number that is zero.
        if step != 0 { message.add(2, step) }
        var summary = ProtobufMessage()
        for value in values { summary.add(1, value.message) }
        message.add(5, summary)
    }

    /// Whether the message stands in a file that a run at this step goes on with: it is of no later step, and does not
    /// say that the run has ended. False where the bytes are no message.
    static func isKept(_ bytes: ArraySlice<UInt8>, at step: Int) -> Bool {
        guard let event = ProtobufFields(bytes), event.integer(2) ?? 0 <= step else { return false }
        let values = event.bytes(5).compactMap { ProtobufFields($0) }.flatMap { $0.bytes(1) }
        let tags = values.compactMap { ProtobufFields($0) }.flatMap { $0.bytes(1) }
        return !tags.contains(Array(SummaryValue.sessionEndTag.utf8)[...])
    }

    /// Seconds since 1 January 1970.
    static var secondsNow: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
