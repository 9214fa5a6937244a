import Datasets
import Kernels
import TestSupport
import Testing

@Suite struct HeldOutSplitTests {
    private func split(_ rowCount: Int, _ fraction: Double, seed: UInt64 = 1) throws -> HeldOutSplit {
        HeldOutSplit(rowCount: rowCount, fraction: fraction, seed: seed, kernels: try InstructionSet.best().kernels)
    }

    private func rows(_ split: HeldOutSplit, _ part: HeldOutSplit.Part) -> [Int] {
        split.rows(of: part, in: 0..<split.count(of: part))
    }

    @Test(
        arguments: [1, 2, 3, 7, 10, 63, 64, 65, 999, 1000, 10_007],
        [0, 0.001, 0.1, 0.2, 0.25, 1.0 / 3, 0.5, 0.75, 0.9, 0.999])
    func partsAreDisjointAndCoverAllRows(_ rowCount: Int, _ fraction: Double) throws {
        let split = try split(rowCount, fraction)
        let (training, validation) = (rows(split, .training), rows(split, .validation))
        #expect(abs(Double(validation.count) - fraction * Double(rowCount)) <= 0.5)
        #expect(split.validationCount == validation.count && split.rowCount == rowCount)
        #expect((training + validation).sorted() == Array(0..<rowCount))
    }

    @Test(arguments: [
        (1000, 0.2, 200), (10, 0.25, 3), (10, 0.24, 2), (3, 0.5, 2), (1, 0.4, 0), (1_000_000, 0.1, 100_000),
    ])
    func countsAreRounded(_ rowCount: Int, _ fraction: Double, _ validationCount: Int) throws {
        let split = try split(rowCount, fraction)
        #expect(split.count(of: .validation) == validationCount)
        #expect(split.count(of: .training) == rowCount - validationCount)
    }

    @Test(arguments: [1, 5, 1000])
    func withoutValidationTheRowsKeepTheirOrder(_ rowCount: Int) throws {
        let split = try split(rowCount, 0)
        #expect(rows(split, .training) == Array(0..<rowCount))
        #expect(rows(split, .validation) == [])
    }

    /// Which rows are held out hangs on the seed and on nothing else.
    @Test func seedsDecide() throws {
        let first = rows(try split(1000, 0.2, seed: 1), .validation)
        #expect(rows(try split(1000, 0.2, seed: 1), .validation) == first)
        for set in InstructionSet.available {
            let other = HeldOutSplit(rowCount: 1000, fraction: 0.2, seed: 1, kernels: set.kernels)
            #expect(rows(other, .validation) == first, "\(set)")
        }
        for seed: UInt64 in [0, 2, 3, 1 << 32, 1 << 63] {
            let other = rows(try split(1000, 0.2, seed: seed), .validation)
            // Two random fifths have 40 rows of 1000 in common, with variance 25.6 (hypergeometric): 5 sigma.
            let common = Set(first).intersection(other).count
            #expect(abs(common - 40) <= 25, "seed \(seed): \(common) rows in common")
        }
    }

    @Test func chunksGiveWhatTheWholeGives() throws {
        var random = SplitMix(state: 3)
        for (rowCount, fraction) in [(1, 0.5), (100, 0.2), (1000, 0.37), (1000, 0), (4099, 0.01)] {
            let split = try split(rowCount, fraction)
            for part in [HeldOutSplit.Part.training, .validation] {
                let whole = rows(split, part)
                var chunks: [Int] = []
                while chunks.count < whole.count {
                    let end = min(chunks.count + Int.random(in: 0...60, using: &random), whole.count)
                    chunks += split.rows(of: part, in: chunks.count..<end)
                }
                #expect(chunks == whole, "\(rowCount) rows, \(fraction), \(part)")
            }
        }
    }

    /// A file is often sorted: held out rows must come from all of it. Their places in the file are uniform by
    /// Kolmogorov's and Smirnov's test, p > 1e-6, and each third of the file gives its share, 6 sigma (hypergeometric).
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func validationRowsAreSpread(_ seed: UInt64) throws {
        let (n, held) = (30_000.0, 6_000.0)
        let validation = rows(try split(Int(n), held / n, seed: seed), .validation)
        let distance = Statistics.kolmogorov(validation.map { (Double($0) + 0.5) / n }) { $0 }
        #expect(distance < Statistics.kolmogorovLimit, "distance \(distance)")
        let variance = held * (1 / 3) * (2 / 3) * (n - held) / (n - 1)
        for third in 0..<3 {
            let count = Double(validation.count { $0 / 10_000 == third })
            #expect(abs(count - held / 3) < 6 * variance.squareRoot(), "third \(third): \(count)")
        }
    }

    /// Over many seeds each row is held out equally often. A seed holds out exactly a fifth, so Σ (O − E)²/E, divided by
    /// 1 − 1/5 for drawing without replacement and scaled by (n − 1)/n, is chi-square with n − 1 degrees; p > 1e-6.
    @Test func everyRowIsEquallyLikely() throws {
        let (n, seeds) = (50, 20_000)
        var counts = [Int](repeating: 0, count: n)
        for seed in 0..<UInt64(seeds) {
            for row in rows(try split(n, 0.2, seed: seed), .validation) { counts[row] += 1 }
        }
        let statistic = Statistics.chiSquare(counts, expected: Array(repeating: Double(seeds) / 5, count: n))
        let tail = Statistics.chiSquareTail(
            statistic / 0.8 * Double(n - 1) / Double(n), degreesOfFreedom: n - 1)
        #expect(tail > Statistics.significance, "p = \(tail)")
    }

    @Test(
        arguments: [1, 2, 3, 10, 64, 1000, 10_007],
        [(0, 0.1), (0.1, 0), (0.2, 0.3), (0.5, 0.49), (1.0 / 3, 1.0 / 3)] as [(Double, Double)])
    func threePartsCoverAllRows(_ rowCount: Int, _ fractions: (Double, Double)) throws {
        let split = HeldOutSplit(
            rowCount: rowCount, fraction: fractions.0, testFraction: fractions.1, seed: 1,
            kernels: try InstructionSet.best().kernels)
        let parts = HeldOutSplit.Part.allCases.map { rows(split, $0) }
        #expect(parts.flatMap(\.self).sorted() == Array(0..<rowCount))
        #expect(abs(Double(split.validationCount) - fractions.0 * Double(rowCount)) <= 0.5)
        #expect(abs(Double(split.testCount) - fractions.1 * Double(rowCount)) <= 1)
    }

    /// Rows for a test are taken from those to train on: the rows to validate on stay.
    @Test func aTestLeavesTheValidationRows() throws {
        let kernels = try InstructionSet.best().kernels
        let with = HeldOutSplit(rowCount: 1000, fraction: 0.2, testFraction: 0.1, seed: 1, kernels: kernels)
        #expect(rows(with, .validation) == rows(try split(1000, 0.2), .validation))
    }

    @Test(arguments: [(0.2, 0), (0.25, 0.1), (0, 0.3), (0.1, 0.1), (0.5, 0.4)] as [(Double, Double)])
    func eachClassIsHeldOutInProportion(_ fractions: (Double, Double)) throws {
        var random = SplitMix(state: 4)
        for sizes in [[50, 50], [90, 9, 1], [1, 1, 1, 1], [1000, 0, 3], [7, 13, 5, 41]] {
            var classes = sizes.enumerated().flatMap { [Float](repeating: Float($0), count: $1) }
            classes.shuffle(using: &random)
            var splits = InstructionSet.available.map {
                HeldOutSplit(
                    stratifying: classes, fraction: fractions.0, testFraction: fractions.1, seed: 5,
                    kernels: $0.kernels)
            }
            splits.append(try stratified(classes, fractions, seed: 6))
            for split in splits {
                let parts = HeldOutSplit.Part.allCases.map { rows(split, $0) }
                #expect(parts.flatMap(\.self).sorted() == Array(classes.indices))
                for part in HeldOutSplit.Part.allCases {
                    let whole = rows(split, part)
                    #expect(whole == whole.sorted() && whole == whole.indices.map { split.row($0, of: part) })
                }
                for (number, size) in sizes.enumerated() {
                    func count(_ part: HeldOutSplit.Part) -> Double {
                        Double(rows(split, part).count { classes[$0] == Float(number) })
                    }
                    #expect(abs(count(.validation) - fractions.0 * Double(size)) < 1, "class \(number) of \(sizes)")
                    #expect(abs(count(.test) - fractions.1 * Double(size)) <= 1, "class \(number) of \(sizes)")
                }
                #expect(abs(Double(split.validationCount) - fractions.0 * Double(classes.count)) <= 0.5)
            }
            #expect(rows(splits[0], .validation) == rows(try stratified(classes, fractions, seed: 5), .validation))
        }
        let many = [Float](repeating: 0, count: 1000) + [Float](repeating: 1, count: 1000)
        let seeds = try [5, 6].map { rows(try stratified(many, (0.2, 0.1), seed: $0), .training) }
        #expect(seeds[0] != seeds[1])
    }

    private func stratified(_ classes: [Float], _ fractions: (Double, Double), seed: UInt64) throws -> HeldOutSplit {
        HeldOutSplit(
            stratifying: classes, fraction: fractions.0, testFraction: fractions.1, seed: seed,
            kernels: try InstructionSet.best().kernels)
    }
}
