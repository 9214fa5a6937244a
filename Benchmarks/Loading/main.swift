import Foundation
import Lockstep

// Times the reading of a file of rows, as training reads it: `Loading FILE [TARGETS]` prints the best of some passes in
// MB/s, beside that of reading the file's bytes alone.

let arguments = CommandLine.arguments.dropFirst()
guard let path = arguments.first else {
    print("usage: Loading FILE [TARGETS]")
    exit(2)
}
let file = RowFile(path: path, targetsPath: arguments.dropFirst().first, target: "y")
let megabytes = Double(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0) / 1e6

func best(of passes: Int, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var best = Duration.seconds(3600)
    for _ in 0..<passes { best = min(best, try clock.measure { try body() }) }
    return best / .seconds(1)
}

let seconds = try best(of: 3) {
    let rows = try file.read(targets: .number)
    precondition(rows.features().count == rows.rowCount * rows.featureNames.count)
}
let plain = try best(of: 3) {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
    defer { close(descriptor) }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(megabytes * 1e6) + 1, alignment: 64)
    defer { memory.deallocate() }
    var count = 0
    while case let more = read(descriptor, memory.baseAddress! + count, memory.count - count), more > 0 {
        count += more
    }
}
print("{\"system\": \"Lockstep\", \"mb_per_second\": \(Int(megabytes / seconds))}")
print("{\"system\": \"plain read\", \"mb_per_second\": \(Int(megabytes / plain))}")
