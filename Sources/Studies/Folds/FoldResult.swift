public import Measures

/// What a fold of a cross-validation came to.
public struct FoldResult: Sendable, Equatable {
    /// The fold's number, from 1.
    public let number: Int
    /// Rows that were trained on.
    public let trainingRowCount: Int
    /// Rows of the fold.
    public let rowCount: Int
    /// The measures on the rows of the fold; nil where the training diverged.
    public let measures: MeasuredValues?
    /// Seconds of training.
    public let seconds: Double
    /// The digest of the parameters; nil where the training diverged.
    public let digest: String?

    /// Collects a result.
    public init(
        number: Int, trainingRowCount: Int, rowCount: Int, measures: MeasuredValues?, seconds: Double, digest: String?
    ) {
        self.number = number
        self.trainingRowCount = trainingRowCount
        self.rowCount = rowCount
        self.measures = measures
        self.seconds = seconds
        self.digest = digest
    }
}
