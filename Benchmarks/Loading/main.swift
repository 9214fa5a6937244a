import Foundation
import Lockstep

// Times the reading of a file of rows, as training reads it: `Loading FILE [TARGETS]` prints the best of some passes in
// MB/s, with every number looked at and placed where steps find it, beside that of reading the file's bytes alone.

let arguments = CommandLine.arguments.dropFirst()
guard let path = arguments.first else {
    print("usage: Loading FILE [TARGETS]")
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

func readPlainly(into memory: UnsafeMutableRawBufferPointer) throws {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
    defer { close(descriptor) }
    var count = 0
    while case let more = read(descriptor, memory.baseAddress! + count, memory.count - count), more > 0 {
        count += more
    }
}

try report("Lockstep") {
    let source = try TableSource(file.read(targets: .number, workers: workers), targetName: "y", classes: nil)
    let rows = try Dataset.consuming(
        everyRowOf: source, storage: .float32, partitionCount: 8, workers: workers, kernels: kernels)
    precondition(rows.rowCount == source.rowCount)
}
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
