import Datasets
import Kernels
import NUMA
import TestSupport
import Testing
import Training

@Suite("The fingerprint of rows")
struct RowFingerprintTests {
    private let problem = Problem(rowCount: 1500, featureCount: 5, seed: 4)

    private func fingerprint(
        _ problem: Problem, partitions: Int = 4, workers: Int = 2
    ) throws -> RowFingerprint {
        RowFingerprint(of: try problem.dataset(partitionCount: partitions), workers: Workers(count: workers))
    }

    @Test("is the same whatever the number of partitions and workers, and reads back from its text")
    func same() throws {
        let first = try fingerprint(problem)
        for partitions in [1, 3, 1500] {
            for workers in [1, 2, 7] {
                #expect(try fingerprint(problem, partitions: partitions, workers: workers) == first)
            }
        }
        #expect(RowFingerprint("\(first)") == first && first.difference(from: first) == nil)
        for text in [
            "", "5", "-1-all-1-2-3", "1-all-1-2", "1-most-1-2-3", "1-all-1-2-3-4", "1-all-G-2-3", "1-all-01-2-3",
        ] {
            #expect(RowFingerprint(text) == nil, "\(text)")
        }
    }

    @Test("says what was changed")
    func differences() throws {
        let first = try fingerprint(problem)
        func difference(_ change: (inout Problem) -> Void) throws -> String? {
            var other = problem
            change(&other)
            return try fingerprint(other).difference(from: first)
        }
        #expect(try difference { $0.features[7003] = $0.features[7003].nextUp } == "other features")
        #expect(try difference { $0.features[0] = -0.0 * abs($0.features[0]) } == "other features")
        #expect(try difference { $0.targets[1499] += 1 } == "other targets, weights or classes")
        #expect(try difference { $0.targets = $0.targets.map { -$0 } } == "other targets, weights or classes")
        // Two rows change places.
        #expect(
            try difference {
                for column in 0..<5 { $0.features.swapAt(column, 10 + column) }
            } == "other features")
        // Two columns change places.
        #expect(
            try difference {
                for row in 0..<1500 { $0.features.swapAt(row * 5, row * 5 + 1) }
            } == "other features")
        var shorter = problem
        shorter.features.removeLast(5)
        shorter.targets.removeLast()
        #expect(try fingerprint(shorter).difference(from: first) == "1499 rows, not 1500")
        let renamed = try Dataset(
            everyRowOf: TableSource(
                featureNames: ["feature 1", "feature 0"] + (2..<5).map { "feature \($0)" }, targetName: "target",
                features: problem.features, targets: problem.targets, classes: nil),
            storage: .float32, partitionCount: 4, workers: Workers(count: 1), kernels: kernels)
        #expect(
            RowFingerprint(of: renamed, workers: .one).difference(from: first)
                == "other columns, or columns in another order")
    }

    @Test("of every single changed number is another one, for every width", arguments: [1, 2, 15, 16, 17, 33])
    func sensitivity(width: Int) throws {
        let small = Problem(rowCount: 3, featureCount: width, seed: 1)
        var found: Set<RowFingerprint> = [try fingerprint(small, partitions: 1)]
        for place in small.features.indices {
            var other = small
            other.features[place] = 9
            found.insert(try fingerprint(other, partitions: 1))
        }
        #expect(found.count == small.features.count + 1)
    }

    @Test("of rows that are read when asked for agrees with those in memory on what both looked at")
    func streamed() throws {
        let source = TableSource(
            featureNames: (0..<5).map { "feature \($0)" }, targetName: "target", features: problem.features,
            targets: problem.targets, classes: nil)
        let streamed = try Dataset(
            everyRowOf: source, storage: .float32, isStreamed: true, partitionCount: 4, workers: .one, kernels: kernels)
        let fingerprint = RowFingerprint(of: streamed, workers: .one)
        #expect(try fingerprint.difference(from: self.fingerprint(problem)) == nil)
        #expect(fingerprint == RowFingerprint(of: streamed, workers: Workers(count: 3)))
    }
}
