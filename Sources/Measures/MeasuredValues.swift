/// What the measures of some rows came to, by name. Measures that were not taken, or are of other targets, are missing.
public struct MeasuredValues: Hashable, Sendable {
    private var values: [Measure: MeasuredValue] = [:]

    /// No measures.
    public init() {}

    /// What a measure came to; nil where it was not taken.
    public subscript(_ measure: Measure) -> MeasuredValue? {
        get { values[measure] }
        set { values[measure] = newValue }
    }

    /// All of them, in the order of the vocabulary.
    public var entries: [(measure: Measure, value: MeasuredValue)] {
        Measure.allCases.compactMap { measure in values[measure].map { (measure, $0) } }
    }
}
