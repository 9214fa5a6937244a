package import Kernels

/// Consecutive rows in memory that outlives it.
package struct RowRun {
    /// The features.
    package let features: FeatureRows
    /// A target for each row.
    package let targets: UnsafePointer<Float>
    /// A weight for each row; nil where each counts as 1.
    package let weights: UnsafePointer<Float>?
}
