/// The sums of a span of steps.
public struct StepTotals: Sendable, BitwiseCopyable {
    /// Steps taken.
    public internal(set) var stepCount = 0
    /// Rows seen.
    public internal(set) var rowCount = 0
    /// Sum of the losses of all rows, each before its step.
    public internal(set) var lossSum = 0.0

    static func += (sum: inout StepTotals, span: StepTotals) {
        sum.stepCount += span.stepCount
        sum.rowCount += span.rowCount
        sum.lossSum += span.lossSum
    }
}
