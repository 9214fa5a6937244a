/// Mean and squared deviations of some numbers, by a sum of deviations in each block and an update that joins blocks,
/// so that nothing cancels where the mean is far from 0.
///
/// Source: Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing sample variances,
/// Stanford STAN-CS-79-773 (1979).
struct Spread: Hashable, Sendable {
    private(set) var count = 0
    private(set) var mean = 0.0
    /// Σ(x − x̄)².
    private(set) var squares = 0.0

    init() {}

    init(count: Int, mean: Double, squares: Double) {
        self.count = count
        self.mean = mean
        self.squares = squares
    }

    /// The spread of one block of `count` numbers, at least one.
    init(count: Int, value: (Int) -> Double) {
        self.count = count
        for index in 0..<count { mean += value(index) }
        mean /= Double(count)
        for index in 0..<count {
            let deviation = value(index) - mean
            squares += deviation * deviation
        }
    }

    mutating func merge(_ other: Spread) {
        guard other.count > 0 else { return }
        let together = Double(count + other.count)
        let apart = other.mean - mean
        squares += other.squares + apart * apart * (Double(count) * Double(other.count) / together)
        mean += apart * (Double(other.count) / together)
        count += other.count
    }
}
