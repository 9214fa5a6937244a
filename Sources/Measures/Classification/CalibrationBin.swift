/// Rows whose predicted classes have about the same probability.
public struct CalibrationBin: Hashable, Sendable {
    /// How many bins of equal width there are from 0 to 1.
    public static let count = 15

    /// The number of rows, whatever they weigh.
    public internal(set) var rowCount = 0
    /// What the rows weigh.
    public internal(set) var weight = 0.0
    /// The sum of the probabilities of their predicted classes, as much as they weigh.
    public internal(set) var confidence = 0.0
    /// What the rows weigh whose class is predicted.
    public internal(set) var correctWeight = 0.0

    init() {}

    /// The bin of a probability: each holds its upper bound.
    static func index(of probability: Float) -> Int {
        guard probability > 0 else { return 0 }
        let place = Double(probability) * Double(count)
        let whole = Int(min(place, Double(count)))
        return Double(whole) == place ? whole - 1 : min(whole, count - 1)
    }

    mutating func add(_ probability: Float, isCorrect: Bool, weight: Double) {
        rowCount += 1
        self.weight += weight
        confidence += weight * Double(probability)
        if isCorrect { correctWeight += weight }
    }

    mutating func merge(_ other: CalibrationBin) {
        rowCount += other.rowCount
        weight += other.weight
        confidence += other.confidence
        correctWeight += other.correctWeight
    }
}
