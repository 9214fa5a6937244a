/// What decision thresholds come to: rows with at least that score are said to be of the class.
public struct ThresholdCurve: Hashable, Sendable {
    /// One threshold.
    public struct Point: Hashable, Sendable {
        /// The least score of rows that are said to be of the class.
        public let threshold: Float
        /// What the rows weigh that are of the class and are said to be: true positives.
        public let found: Double
        /// What the rows weigh that are not of the class and are said to be: false positives.
        public let mistaken: Double

        /// A point of a curve.
        public init(threshold: Float, found: Double, mistaken: Double) {
            self.threshold = threshold
            self.found = found
            self.mistaken = mistaken
        }
    }

    /// What the rows of the class weigh.
    public let positiveWeight: Double
    /// What the other rows weigh.
    public let negativeWeight: Double
    /// Thresholds from high to low, each a score of a row: all of them, or where these are many those after which the true
    /// or the false positive rate comes into the next of 256 parts.
    public private(set) var points: [Point] = []
    private var last: Point?
    /// What the next point that is kept has to reach.
    private var nextFound = 0.0
    private var nextMistaken = 0.0

    private static let partCount = 256.0

    /// A curve of these points.
    public init(positiveWeight: Double, negativeWeight: Double, points: [Point] = []) {
        self.positiveWeight = positiveWeight
        self.negativeWeight = negativeWeight
        self.points = points
    }

    mutating func append(threshold: Float, found: Double, mistaken: Double) {
        let point = Point(threshold: threshold, found: found, mistaken: mistaken)
        guard points.isEmpty || found >= nextFound || mistaken >= nextMistaken else {
            last = point
            return
        }
        last = nil
        points.append(point)
        nextFound = Self.next(found, of: positiveWeight)
        nextMistaken = Self.next(mistaken, of: negativeWeight)
    }

    /// Where the next part of a whole begins.
    private static func next(_ weight: Double, of whole: Double) -> Double {
        guard whole > 0 else { return .infinity }
        return ((partCount * weight / whole).rounded(.down) + 1) * whole / partCount
    }

    /// The least threshold is always there.
    mutating func end() {
        if let last { points.append(last) }
        last = nil
    }
}
