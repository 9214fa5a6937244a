import Datasets
import NUMA
import TestSupport
import Testing

@Suite("Targets on a common scale")
struct TargetScalingTests {
    private func table(_ targets: [Float], weights: [Float]? = nil) -> TableSource {
        TableSource(
            featureNames: ["a"], targetName: "y", features: targets.map { $0 / 2 }, targets: targets, weights: weights)
    }

    @Test("have the mean and the deviation of the training rows, by weight", arguments: [1, 2, 64, 65, 3000])
    func numbers(count: Int) throws {
        var random = SplitMix(state: UInt64(count))
        let targets = (0..<count).map { _ in Float.random(in: 1000...1010, using: &random) }
        let weights = (0..<count).map { Float(1 + $0 % 3) }
        let parts = try split(count, count > 1 ? 0.3 : 0)
        for isWeighted in [false, true] {
            let source = table(targets, weights: isWeighted ? weights : nil)
            let found = TargetScaling(of: source, part: .training, of: parts, workers: fourWorkers)
            let rows = parts.rows(of: .training, in: 0..<parts.count(of: .training))
            let pairs = rows.map { (y: Double(targets[$0]), w: isWeighted ? Double(weights[$0]) : 1) }
            let total = pairs.reduce(0) { $0 + $1.w }
            let mean = pairs.reduce(0) { $0 + $1.w * $1.y } / total
            let variance = pairs.reduce(0) { $0 + $1.w * ($1.y - mean) * ($1.y - mean) } / total
            #expect(abs(found.mean - mean) < 1e-10)
            #expect(abs(found.scale - (rows.count > 1 ? variance.squareRoot() : 1)) < 1e-10)
            let alone = TargetScaling(of: source, part: .training, of: parts, workers: .one)
            #expect(alone == found)
        }
    }

    @Test("are what a dataset holds, and go back to the target's unit")
    func kept() throws {
        let scaling = try #require(TargetScaling(mean: 10, scale: 4))
        let scaled = ScaledSource(table([2, 10, 16]), by: nil, target: scaling)
        let rows = try dataset(scaled, of: split(3, 0), partitionCount: 2)
        #expect(rows.rows.map(\.target) == [-2, 0, 1.5] && rows.rows.map(\.features) == [[1], [5], [8]])
        #expect(rows.targetScaling == scaling && rows.scaling == nil)
        #expect(scaled.labels(of: [2, 0]).targets == [1.5, -2])
        #expect(scaled.read(1..<3).targets == [0, 1.5])
        #expect([-2, 0, 1.5].map(scaling.unscaled) == [2, 10, 16])
    }

    @Test("need a number, and a scale above 0", arguments: [(0, 0), (0, -1), (.nan, 1), (0, .infinity)])
    func refused(numbers: (mean: Double, scale: Double)) {
        #expect(TargetScaling(mean: numbers.mean, scale: numbers.scale) == nil)
    }
}
