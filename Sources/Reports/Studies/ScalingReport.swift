import Kernels
import NUMA
public import Studies
public import Training

/// A scaling table as people and programs read it.
public struct ScalingReport: Sendable {
    private let table: ScalingTable
    private let name: String
    private let machine: MachinePlan
    private let cacheBytes: Int?
    private let byteCount: Int

    /// - Parameters:
    ///   - table: what was measured.
    ///   - name: the experiment's name.
    ///   - machine: the machine plan that all points share, apart from their workers.
    ///   - byteCount: bytes of the training rows, of the first point where they differ.
    ///   - cacheBytes: bytes of the machine's last-level cache; nil where that is not known.
    public init(_ table: ScalingTable, name: String, machine: MachinePlan, byteCount: Int, cacheBytes: Int?) {
        self.table = table
        self.name = name
        self.machine = machine
        self.byteCount = byteCount
        self.cacheBytes = cacheBytes
    }

    private static let columns = [
        "workers", "rows/s", "slowest … fastest", "speed-up", "efficiency", "step", "overhead", "of the bound",
        "digest",
    ]

    /// The table in columns, and notes on it.
    public var lines: [String] {
        let ranks = table.hasRanks
        let columns = (ranks ? ["ranks"] : []) + Self.columns
        let rows =
            [columns]
            + table.points.map { point in
                (ranks ? [Format.grouped(point.rankCount)] : []) + [
                    Format.grouped(point.workerCount), Format.short(point.rowsPerSecond),
                    "\(Format.short(point.slowest)) … \(Format.short(point.fastest))",
                    Format.fixed(table.speedUp(point), 2), Format.fixed(table.efficiency(point), 2),
                    Format.seconds(point.stepSeconds), Format.seconds(table.stepOverhead(point)),
                    Format.fixed(point.shareOfBound, 2),
                    point.digest.map { String("\($0)".dropFirst("sha256:".count).prefix(12)) } ?? "differs",
                ]
            }
        return TextTable.lines(rows) + notes
    }

    private var notes: [String] {
        var notes: [String] = []
        if let cacheBytes, byteCount <= cacheBytes {
            notes.append(
                "the rows (\(Format.bytes(byteCount))) fit the last-level cache (\(Format.bytes(cacheBytes))): "
                    + "the bound is the cache's")
        }
        switch table.hasSameBits {
        case nil: notes.append("rows, batch and shards grow with the workers, so the digests differ")
        case true?: notes.append("same bits in all runs")
        case false?: notes.append("the digests differ")
        }
        return notes
    }

    /// The document of `scale.json`.
    public var json: JSONValue {
        .object([
            ("name", .string(name)),
            ("weak", .bool(table.isWeak)),
            ("same_bits", table.hasSameBits.map { .bool($0) } ?? .null),
            ("instruction_set", .string(machine.instructionSet.rawValue)),
            ("memory_nodes", .array(machine.placement.nodes.map { .integer($0.id) })),
            ("training_bytes", .integer(byteCount)),
            ("last_level_cache_bytes", cacheBytes.map { .integer($0) } ?? .null),
            ("points", .array(table.points.map(point))),
        ])
    }

    private func point(_ point: ScalingPoint) -> JSONValue {
        .object(
            (table.hasRanks ? [("ranks", .integer(point.rankCount))] : []) + [
                ("workers", .integer(point.workerCount)),
                ("rows_per_second", .number(point.rowsPerSecond)),
                ("seconds", .array(point.seconds.map { .number($0) })),
                ("speed_up", .number(table.speedUp(point))),
                ("efficiency", .number(table.efficiency(point))),
                ("steps", .integer(point.stepCount)),
                ("rows", .integer(point.rowCount)),
                ("step_seconds", .number(point.stepSeconds)),
                ("step_overhead_seconds", .number(table.stepOverhead(point))),
                ("bound_rows_per_second", .number(point.bound)),
                ("share_of_bound", .number(point.shareOfBound)),
                ("digest", point.digest.map { .string("\($0)") } ?? .null),
            ])
    }

    /// Rows a second over workers, with the ideal line and the bound.
    public var chart: LineChart {
        func curve(_ name: String, _ style: LineChart.Series.Style, _ y: (ScalingPoint) -> Double) -> LineChart.Series {
            LineChart.Series(
                name: name, points: table.points.map { (x: Double($0.workerCount), y: y($0)) }, style: style)
        }
        let base = table.points[0].rowsPerSecond
        return LineChart(
            title: table.isWeak ? "\(name), growing with its workers" : name, xLabel: "workers", yLabel: "rows/s",
            xTicks: table.points.map { Double($0.workerCount) },
            series: [
                curve("measured", .measured, \.rowsPerSecond),
                curve("ideal", .ideal) { base * table.idealSpeedUp($0) },
                curve("reading rows in order", .limit, \.bound),
            ])
    }
}
