import Files

/// The content of a file, which several hold.
final class SharedContent: Sendable {
    /// The content.
    let bytes: FileContent

    init(_ bytes: consuming FileContent) { self.bytes = bytes }
}
