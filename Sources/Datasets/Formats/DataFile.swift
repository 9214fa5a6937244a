import Files
import NUMA

/// The content of a file of rows, shared by all who hold it: in memory, decompressed where it is compressed, or left in the
/// file and read a piece at a time.
final class DataFile: Sendable {
    private enum Content {
        case memory(SharedContent)
        case file(RandomAccessFile)
    }

    private let content: Content

    /// The path as the caller gave it.
    let path: String
    /// The content's length in bytes.
    let byteCount: Int
    /// Whether it is left in the file.
    var isLeftInFile: Bool { if case .file = content { true } else { false } }

    /// Opens the file at a path.
    /// - Parameter isLeftInFile: whether nothing of it is to take memory; then it must be a regular file, not compressed.
    init(_ path: String, isLeftInFile: Bool = false) throws(DataError) {
        self.path = path
        do {
            if isLeftInFile {
                let file = try RandomAccessFile(reading: path)
                content = .file(file)
                byteCount = file.byteCount
            } else {
                let limit = AvailableMemory.bytes() ?? .max
                let whole =
                    try PipeContents.isPipe(path)
                    ? PipeContents.content(of: path, limit: limit)
                    : SharedContent(FileContent(decompressing: path, limit: limit))
                byteCount = whole.bytes.byteCount
                content = .memory(whole)
            }
        } catch {
            throw DataError(error)
        }
    }

    /// Its format: what the end of its name says or else its content.
    var format: FileFormat {
        FileFormat(endOf: path)
            ?? withBytes(0..<min(byteCount, FileFormat.startByteCount)) { FileFormat(contentStart: $0) }
    }

    /// Whether it is mapped from a file, which may be read in any order.
    var isMapped: Bool { if case .memory(let memory) = content { memory.bytes.isMapped } else { false } }

    /// The same file with nothing of it in memory; nil where it is not mapped.
    func unmapped() throws(DataError) -> DataFile? {
        guard case .memory(let memory) = content else { return nil }
        do {
            return try memory.bytes.unmapped().map { DataFile(path: path, $0) }
        } catch {
            throw DataError(error)
        }
    }

    /// Drops a range of the content from memory until it is read again, where that saves memory.
    func release(_ range: Range<Int>) {
        if case .memory(let memory) = content { memory.bytes.release(range) }
    }

    /// Takes over content that was in a file.
    init(path: String, _ content: consuming FileContent) {
        self.path = path
        byteCount = content.byteCount
        self.content = .memory(SharedContent(content))
    }

    private init(path: String, _ file: RandomAccessFile) {
        self.path = path
        byteCount = file.byteCount
        content = .file(file)
    }

    /// Lends consecutive bytes for the duration of `body`.
    func withBytes<Result: ~Copyable, Failure: Error>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch content {
        case .memory(let memory):
            return try memory.bytes.withBytes { (bytes) throws(Failure) in
                try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
        case .file(let file):
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: range.count, alignment: 16)
            defer { buffer.deallocate() }
            file.read(from: range.lowerBound, into: buffer)
            return try body(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Lends the whole content for the duration of `body`; where it is left in the file, at most `limit` bytes of it.
    func withBytes<Result: ~Copyable, Failure: Error>(
        atMost limit: Int = .max, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withBytes(0..<(isLeftInFile ? min(limit, byteCount) : byteCount), body)
    }

    /// Copies bytes from `offset` on until the buffer is full.
    func copy(from offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
        switch content {
        case .memory(let memory):
            memory.bytes.withBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + buffer.count]))
            }
        case .file(let file):
            file.read(from: offset, into: buffer)
        }
    }

    /// Asks the system to read a range of bytes soon, where it is left in the file.
    func readAhead(_ range: Range<Int>) {
        if case .file(let file) = content { file.readAhead(range) }
    }

    /// Runs a reader of the file, and believes neither its result nor its error where the file has changed meanwhile.
    func reading<Result>(_ body: () throws(DataError) -> Result) throws(DataError) -> Result {
        let result: Result
        do {
            result = try body()
        } catch {
            try check()
            throw error
        }
        try check()
        return result
    }

    /// - Throws: `DataError` where the file has changed since it was opened, or could not be read.
    func check() throws(DataError) {
        do {
            switch content {
            case .memory(let memory): try memory.bytes.check()
            case .file(let file): try file.check()
            }
        } catch {
            throw DataError(error)
        }
    }
}
