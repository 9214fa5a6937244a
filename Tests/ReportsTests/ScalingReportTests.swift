import Foundation
import Kernels
import Reports
import Studies
import Testing
import Training

@Suite("A scaling study's report")
struct ScalingReportTests {
    private static let digest = Digest("sha256:" + String(repeating: "0123456789abcdef", count: 4))

    private static func point(_ workers: Int, _ seconds: [Double], bound: Double, _ digest: Digest?) -> ScalingPoint {
        ScalingPoint(
            workerCount: workers, stepCount: 100, rowCount: 1000, seconds: seconds, bound: bound, digest: digest)
    }

    /// With one worker 1000 rows took 2 s in the middle one of three runs; the digest of four workers is not clear.
    private func report(isWeak: Bool = false, cacheBytes: Int? = nil) throws -> ScalingReport {
        let table = ScalingTable(
            points: [
                Self.point(1, [2, 1, 4], bound: 1000, Self.digest), Self.point(2, [1.25], bound: 2000, Self.digest),
                Self.point(4, [1], bound: 2500, nil),
            ], isWeak: isWeak)
        return ScalingReport(
            table, name: "a <b>", machine: MachinePlan(workerCount: 4, instructionSet: try .best()), byteCount: 4096,
            cacheBytes: cacheBytes)
    }

    @Test("has a line for each number of workers, beside the first")
    func lines() throws {
        #expect(
            try report(cacheBytes: 1 << 20).lines.map { $0.split(separator: "  ").map { $0.trimmed } } == [
                [
                    "workers", "rows/s", "slowest … fastest", "speed-up", "efficiency", "step", "overhead",
                    "of the bound", "digest",
                ],
                ["1", "500", "250 … 1 k", "1.00", "1.00", "20 ms", "0 µs", "0.50", "0123456789ab"],
                // Twice the workers would take 10 ms a step.
                ["2", "800", "800 … 800", "1.60", "0.80", "12.5 ms", "2.5 ms", "0.40", "0123456789ab"],
                ["4", "1 k", "1 k … 1 k", "2.00", "0.50", "10 ms", "5 ms", "0.40", "differs"],
                ["the rows (4 KiB) fit the last-level cache (1 MiB): the bound is the cache's"],
                ["the digests differ"],
            ])
        // A step of a weak study is to take as long with all numbers of workers.
        let weak = try report(isWeak: true).lines
        #expect(
            weak[2].contains(" -7500 ms") || weak[2].contains("-7.5 ms") || weak[2].contains("-7500 µs"), "\(weak[2])")
        #expect(weak.last == "rows, batch and shards grow with the workers, so the digests differ")
    }

    @Test("is a document with the same numbers")
    func json() throws {
        let text = try report().json.compact
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["name"] as? String == "a <b>" && object["weak"] as? Bool == false)
        #expect(object["same_bits"] as? Bool == false && object["training_bytes"] as? Int == 4096)
        let points = try #require(object["points"] as? [[String: Any]])
        func numbers(_ key: String) -> [Double] { points.map { $0[key] as? Double ?? .nan } }
        #expect(numbers("workers") == [1, 2, 4] && numbers("rows_per_second") == [500, 800, 1000])
        #expect(numbers("speed_up") == [1, 1.6, 2] && numbers("efficiency") == [1, 0.8, 0.5])
        #expect(numbers("step_seconds") == [0.02, 0.0125, 0.01])
        #expect(zip(numbers("step_overhead_seconds"), [0, 0.0025, 0.005]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(
            numbers("bound_rows_per_second") == [1000, 2000, 2500] && numbers("share_of_bound") == [0.5, 0.4, 0.4])
    }

    @Test("has a chart of what was measured, beside the ideal and the bound")
    func chart() throws {
        let chart = try report().chart
        let picture = try Element(parsing: chart.svg)
        let reading = PlotReading(picture)
        reading.expectMarksInOrder()
        let names = picture.all("text").suffix(3).map(\.text)
        #expect(names == ["measured", "ideal", "reading rows in order"])
        let curves = picture.all("polyline").map(reading.points)
        reading.expect(curves[0], [(1, 500), (2, 800), (4, 1000)])
        reading.expect(curves[1], [(1, 500), (2, 1000), (4, 2000)])
        reading.expect(curves[2], [(1, 1000), (2, 2000), (4, 2500)])
        #expect(picture.all("text").prefix(2).map(\.text) == ["a <b>", "rows/s"])
        #expect(chart.xLabel == "workers")
    }
}

extension StringProtocol {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
