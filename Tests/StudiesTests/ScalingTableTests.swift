import Studies
import Testing
import Training

@Suite("A scaling table")
struct ScalingTableTests {
    private let digest = [UInt8]([7]).withUnsafeBytes(Digest.init(of:))
    private let other = [UInt8]([8]).withUnsafeBytes(Digest.init(of:))

    private func point(_ workers: Int, steps: Int, seconds: [Double], _ digest: Digest?) -> ScalingPoint {
        ScalingPoint(
            workerCount: workers, stepCount: steps, rowCount: 1000, seconds: seconds, bound: 4000, digest: digest)
    }

    @Test("tells the median, the slowest and the fastest run")
    func runs() {
        let point = point(2, steps: 10, seconds: [0.5, 2, 1], digest)
        #expect(point.rowsPerSecond == 1000 && point.slowest == 500 && point.fastest == 2000)
        #expect(point.stepSeconds == 0.1 && point.shareOfBound == 0.25)
    }

    @Test("compares with its first point")
    func strong() {
        let table = ScalingTable(
            points: [
                point(2, steps: 10, seconds: [4], digest), point(4, steps: 10, seconds: [2], digest),
                point(8, steps: 10, seconds: [1.5], digest),
            ], isWeak: false)
        #expect(table.points.map(table.idealSpeedUp) == [1, 2, 4])
        #expect(table.points.map(table.speedUp) == [1, 2, 4 / 1.5])
        #expect(table.points.map(table.efficiency) == [1, 1, 1 / 1.5])
        // 0.15 s a step, where a quarter of 0.4 s is ideal.
        #expect(table.stepOverhead(table.points[1]) == 0)
        #expect(abs(table.stepOverhead(table.points[2]) - 0.05) < 1e-12)
    }

    @Test("of experiments that grow has the same step time for its ideal")
    func weak() {
        let points = [(1, 1000), (2, 2000)].map { workers, rows in
            ScalingPoint(
                workerCount: workers, stepCount: 10, rowCount: rows, seconds: [workers == 1 ? 1 : 1.25], bound: 1e6,
                digest: workers == 1 ? digest : other)
        }
        let table = ScalingTable(points: points, isWeak: true)
        #expect(table.speedUp(points[1]) == 1.6 && table.efficiency(points[1]) == 0.8)
        #expect(abs(table.stepOverhead(points[1]) - 0.025) < 1e-12)
        #expect(table.hasSameBits == nil)
    }

    @Test("says whether all runs came to the same")
    func bits() {
        func table(_ digests: [Digest?]) -> ScalingTable {
            ScalingTable(points: digests.map { point(1, steps: 1, seconds: [1], $0) }, isWeak: false)
        }
        #expect(table([digest, digest]).hasSameBits == true)
        #expect(table([digest, other]).hasSameBits == false)
        #expect(table([digest, nil]).hasSameBits == false)
        #expect(table([nil, nil]).hasSameBits == false)
    }
}
