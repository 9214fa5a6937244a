/// The size of the pictures that rows are, as `28x28` says it.
public struct ImageShape: Hashable, Sendable, CustomStringConvertible {
    /// Lines of pixels.
    public let lineCount: Int
    /// Pixels of a line.
    public let columnCount: Int

    /// So many lines of so many pixels; nil where one is not positive.
    public init?(lineCount: Int, columnCount: Int) {
        guard lineCount > 0, columnCount > 0 else { return nil }
        self.lineCount = lineCount
        self.columnCount = columnCount
    }

    /// Reads `28x28`; nil where it is another text.
    public init?(_ text: String) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let lines = Int(parts[0]), let columns = Int(parts[1]), lines < 1 << 20,
            columns < 1 << 20
        else { return nil }
        self.init(lineCount: lines, columnCount: columns)
    }

    /// The number of pixels.
    public var pixelCount: Int { lineCount * columnCount }

    /// Lines, an x and columns.
    public var description: String { "\(lineCount)x\(columnCount)" }
}
