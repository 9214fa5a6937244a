extension Schema {
    /// The numbers that a key accepts; a bound that is missing bounds nothing.
    package struct NumberRange: Sendable, Equatable {
        private struct Bound: Sendable, Equatable {
            let number: Double
            let isIncluded: Bool
        }

        private var lower: Bound?
        private var upper: Bound?

        package static let any = NumberRange()

        private init() {}

        /// Numbers from `lower` on, and below `upper` if there is one.
        init(from lower: Double, below upper: Double? = nil) {
            self.lower = Bound(number: lower, isIncluded: true)
            self.upper = upper.map { Bound(number: $0, isIncluded: false) }
        }

        /// Numbers from `lower` to `upper`, both included.
        init(from lower: Double, through upper: Double) {
            self.lower = Bound(number: lower, isIncluded: true)
            self.upper = Bound(number: upper, isIncluded: true)
        }

        /// Numbers above `lower`, up to and including `upper` if there is one.
        init(above lower: Double, through upper: Double? = nil) {
            self.lower = Bound(number: lower, isIncluded: false)
            self.upper = upper.map { Bound(number: $0, isIncluded: true) }
        }

        func contains(_ number: Double) -> Bool {
            guard number.isFinite else { return false }
            if let lower, lower.isIncluded ? number < lower.number : number <= lower.number { return false }
            if let upper, upper.isIncluded ? number > upper.number : number >= upper.number { return false }
            return true
        }

        /// The bounds as JSON Schema names them.
        package var bounds: [(keyword: String, number: Double)] {
            [
                lower.map { ($0.isIncluded ? "minimum" : "exclusiveMinimum", $0.number) },
                upper.map { ($0.isIncluded ? "maximum" : "exclusiveMaximum", $0.number) },
            ].compactMap(\.self)
        }

        /// `a number of at least 0 and below 1`.
        var description: String {
            let bounds = [
                lower.map { ($0.isIncluded ? "of at least " : "above ") + Numerals.text($0.number) },
                upper.map { ($0.isIncluded ? "at most " : "below ") + Numerals.text($0.number) },
            ]
            return (["a number"] + [bounds.compactMap(\.self).joined(separator: " and ")])
                .filter { !$0.isEmpty }.joined(separator: " ")
        }
    }
}
