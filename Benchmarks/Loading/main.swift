import Foundation
import Lockstep
import Synchronization

// Times the reading of a file of rows, as training reads it: `Loading FILE [TARGETS]` prints the best of some passes in
// MB/s, with every number looked at and placed where steps find it, beside that of reading the file's bytes alone.
// `Loading --memory SHARE FILE [TARGETS]` reads it once, with that share of the rows held out, and prints how much memory
// the rows take, and how much the process had at the peak: the mapped file, which the system may drop, not counted.

var arguments = CommandLine.arguments.dropFirst()
var heldOutShare: Double?
if arguments.first == "--memory" {
    heldOutShare = arguments.dropFirst().first.flatMap { Double($0) }
    arguments = arguments.dropFirst(2)
}
guard let path = arguments.first else {
    print("usage: Loading [--memory SHARE] FILE [TARGETS]")
    exit(2)
}
let file = RowFile(path: path, targetsPath: arguments.dropFirst().first, target: "y")
let megabytes = Double(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0) / 1e6
let kernels = try InstructionSet.best().kernels
let workers = try MachinePlan(on: .current()).workers

func report(_ system: String, _ pass: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    var best = Duration.seconds(3600)
    for _ in 0..<5 { best = min(best, try clock.measure { try pass() }) }
    print("{\"system\": \"\(system)\", \"mb_per_second\": \(Int(megabytes / (best / .seconds(1))))}")
}

func readRows(holdingOut share: Double) throws -> [Dataset] {
    let source = try TableSource(file.read(targets: .number, workers: workers), targetName: "y", classes: nil)
    let split = HeldOutSplit(rowCount: source.rowCount, fraction: share, seed: 0, kernels: kernels)
    return try Dataset.consuming(
        source, parts: [.training, .validation], of: split, storage: .float32, partitionCount: 8, workers: workers,
        kernels: kernels)
}

/// Memory that the process has now, files aside, in bytes.
func anonymousMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
}

/// Looks every half millisecond how much memory the process has.
final class MemoryWatch: Sendable {
    private let state = Mutex((peak: 0, isOver: false))

    func start() {
        Thread { [self] in
            while !state.withLock({ $0.isOver }) {
                note()
                usleep(500)
            }
        }.start()
    }

    /// The most that was seen.
    func end() -> Int {
        note()
        return state.withLock {
            $0.isOver = true
            return $0.peak
        }
    }

    private func note() {
        let memory = anonymousMemory()
        state.withLock { $0.peak = max($0.peak, memory) }
    }
}

if let heldOutShare {
    let before = anonymousMemory()
    let watch = MemoryWatch()
    watch.start()
    let rows = try readRows(holdingOut: heldOutShare)
    let peak = watch.end() - before
    let byteCount = rows.reduce(0) { $0 + $1.byteCount }
    print("{\"rows_mb\": \(byteCount / 1_000_000), \"peak_mb\": \(peak / 1_000_000)}")
    exit(0)
}

func readPlainly(into memory: UnsafeMutableRawBufferPointer) throws {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
    defer { close(descriptor) }
    var count = 0
    while case let more = read(descriptor, memory.baseAddress! + count, memory.count - count), more > 0 {
        count += more
    }
}

if path.hasSuffix(".parquet") {
    let parquet = try ParquetFile(reading: path)
    try report("Lockstep, columns") {
        let table = try parquet.read(parquet.allColumns, workers: workers.count)
        precondition(table.rowCount == parquet.rowCount)
    }
    guard parquet.columns.allSatisfy({ $0.content == .numbers }) else { exit(0) }
    try report("Lockstep, rows") { _ = try readRows(holdingOut: 0) }
    exit(0)
}
try report("Lockstep") { _ = try readRows(holdingOut: 0) }
let byteCount = Int(megabytes * 1e6) + 1
try report("plain read") {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    defer { memory.deallocate() }
    try readPlainly(into: memory)
}
try report("plain read into huge pages") {
    let memory = try NodeMemory<UInt8>(count: byteCount)
    try readPlainly(into: UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: byteCount))
}
