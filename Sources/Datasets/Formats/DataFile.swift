import Files
import NUMA

/// The content of a file of rows, inflated where its name ends in `.gz`, for all who keep it.
final class DataFile: Sendable {
    private let content: FileContent

    /// The path as the caller gave it.
    var path: String { content.path }
    /// The content's length in bytes.
    var byteCount: Int { content.byteCount }

    init(_ path: String) throws(DataError) {
        do {
            if FileFormat.isCompressed(path) {
                content = try FileContent(inflating: path, limit: AvailableMemory.bytes() ?? .max)
            } else {
                content = try FileContent(reading: path)
            }
        } catch {
            throw DataError(error)
        }
    }

    /// Lets go of a range of the content for now, where that saves memory.
    func release(_ range: Range<Int>) { content.release(range) }

    /// Lends the content for the duration of `body`.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try content.withBytes(body)
    }
}
