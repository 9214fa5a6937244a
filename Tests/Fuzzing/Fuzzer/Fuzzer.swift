import CFuzzer
import Glibc
import Lockstep

/// Reads what libFuzzer comes up with as a file of the format that FUZZ_FORMAT names. Any error is fine; a trap, an
/// access out of bounds or a hang is not.
@main
enum Fuzzer {
    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(
            LLVMFuzzerRunDriver(&count, &arguments) { start, count in
                try? read(UnsafeBufferPointer(start: start, count: count))
                return 0
            })
    }
}

private func read(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    guard format != "yaml" else {
        _ = try Configuration(yaml: String(decoding: bytes, as: UTF8.self), file: "fuzz.yaml")
        return
    }
    put(bytes, in: path)
    try read(path)
}

private let format = getenv("FUZZ_FORMAT").map { String(cString: $0) } ?? ""
private let path = "/dev/shm/lockstep-fuzz-\(getpid()).\(format)"

private func put(_ bytes: UnsafeBufferPointer<UInt8>, in path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0, write(file, bytes.baseAddress, bytes.count) == bytes.count else {
        fatalError("cannot write \(path)")
    }
    close(file)
}

private func read(_ path: String) throws {
    let file = RowFile(path: path, target: "y")
    switch format {
    case "model":
        _ = try TrainedModel(reading: path, kernels: InstructionSet.best().kernels)
    case "parquet":
        let file = try ParquetFile(reading: path)
        for index in file.columns.indices {
            _ = try? file.read([.init(column: index, as: .numbers)], workers: 1, limit: 1 << 28)
            _ = try? file.read([.init(column: index, as: .names)], workers: 1, limit: 1 << 28)
        }
        // As many rows as are read again and again without memory's end.
        guard file.rowCount <= 1 << 20 else { return }
        var rows = RowFile(path: path, target: "i")
        rows.columns.categorical = file.columns.filter { $0.content == .names }.map(\.name)
        rows.columns.missing = .kept
        copy(try rows.read(targets: .number, workers: .one))
        copy(try rows.read(targets: .label, areLeftInFile: true, workers: .one))
    case "npy", "npy.gz", "idx", "safetensors":
        copy(try file.read(targets: nil, workers: .one))
    default:
        copy(try file.read(targets: .number, workers: .one))
        _ = try file.read(targets: .label, workers: .one).classes()
    }
}

/// A few bytes of LIBSVM can stand for more zeros than there is memory, of which commands copy some at a time.
private func copy(_ rows: FileRows) {
    guard rows.rowCount * rows.featureNames.count <= 1 << 24 else { return }
    _ = rows.features()
}
