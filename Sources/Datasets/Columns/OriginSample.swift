/// The first numbers of a table's columns, from which origins are chosen: the same whoever reads the rest.
struct OriginSample {
    /// How many rows are looked at.
    static let rowCount = 256
    /// Numbers get an origin where a float32 of their magnitude keeps less than this share of their differences.
    private static let neededShare = 0x1p-20

    /// For each column its first numbers, those that are missing as NaN.
    let columns: [[Float]]
    /// The first targets; none where these are no numbers.
    let targets: [Float]

    /// A number near those of a column; 0 where they are not large beside their differences.
    static func origin(of numbers: [Float]) -> Double {
        var (least, greatest) = (Float.infinity, -Float.infinity)
        for number in numbers where !number.isNaN {
            least = min(least, number)
            greatest = max(greatest, number)
        }
        guard least <= greatest else { return 0 }
        let ulp = Double(max(abs(least), abs(greatest)).ulp)
        guard ulp > (Double(greatest) - Double(least)) * neededShare else { return 0 }
        return Double(Float((Double(least) + Double(greatest)) / 2))
    }

    /// Whether numbers need no origin, since they are whole numbers that a float32 holds.
    /// - Parameters:
    ///   - rounded: the numbers, rounded to float32.
    ///   - exact: the same numbers, counted from the origin.
    ///   - origin: the origin.
    static func areHeld(_ rounded: [Float], exact: [Float], countedFrom origin: Double) -> Bool {
        zip(rounded, exact).allSatisfy { rounded, exact in
            rounded.isNaN
                || rounded == rounded.rounded() && rounded.ulp <= 1
                    && Float(Double(rounded) - origin) == exact
        }
    }

    /// Whether numbers that were counted from an origin are more than when they were not.
    static func losesNumbers(_ rounded: [Float], exact: [Float]) -> Bool {
        Set(rounded.map(\.bitPattern)).count < Set(exact.map(\.bitPattern)).count
    }
}
