/// Rows to be written into panels of eight columns: of each panel row after row, eight numbers each.
public struct PanelJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// The rows.
    public var features: FeatureRows
    /// Rows of the job, and of a panel.
    public var rowCount: Int
    /// A factor for each row.
    public var factors: UnsafePointer<Double>
    /// What is subtracted from each feature.
    public var offsets: UnsafePointer<Double>
    /// What each feature is then multiplied by.
    public var scales: UnsafePointer<Double>
    /// Where panel 0 begins.
    public var panels: UnsafeMutablePointer<Double>

    /// Describes a job.
    public init(
        features: FeatureRows, rowCount: Int, factors: UnsafePointer<Double>, offsets: UnsafePointer<Double>,
        scales: UnsafePointer<Double>, panels: UnsafeMutablePointer<Double>
    ) {
        self.features = features
        self.rowCount = rowCount
        self.factors = factors
        self.offsets = offsets
        self.scales = scales
        self.panels = panels
    }
}
