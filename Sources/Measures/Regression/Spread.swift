/// Mean and squared deviations of some numbers, by a sum of deviations in each block and an update that joins blocks,
/// so that nothing cancels where the mean is far from 0.
///
/// Source: Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing sample variances,
/// Stanford STAN-CS-79-773 (1979). A number of weight 2 counts as two, one of weight 0 as none.
struct Spread: Hashable, Sendable {
    /// Σw, the count of numbers without weights.
    private(set) var weight = 0.0
    /// x̄ = Σwx / Σw.
    private(set) var mean = 0.0
    /// Σw(x − x̄)².
    private(set) var squares = 0.0

    init() {}

    init(weight: Double, mean: Double, squares: Double) {
        self.weight = weight
        self.mean = mean
        self.squares = squares
    }

    /// The spread of one block of `count` numbers. What has no weight may be no number.
    init(count: Int, weight weightOf: (Int) -> Double, value: (Int) -> Double) {
        for index in 0..<count where weightOf(index) > 0 {
            weight += weightOf(index)
            mean += weightOf(index) * value(index)
        }
        guard weight > 0 else { return }
        mean /= weight
        for index in 0..<count where weightOf(index) > 0 {
            let deviation = value(index) - mean
            squares += weightOf(index) * (deviation * deviation)
        }
    }

    mutating func merge(_ other: Spread) {
        guard other.weight > 0 else { return }
        let together = weight + other.weight
        let apart = other.mean - mean
        squares += other.squares + apart * apart * (weight * other.weight / together)
        mean += apart * (other.weight / together)
        weight = together
    }
}
