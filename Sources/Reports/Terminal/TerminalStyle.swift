/// What a terminal can show.
public struct TerminalStyle: Sendable {
    /// Columns of the window; read for each line, since windows change their size.
    public var width: @Sendable () -> Int
    /// Whether it has characters beyond ASCII.
    public var hasUnicode: Bool
    /// Whether it shows colours, and its user wants them.
    public var hasColour: Bool

    /// Describes a terminal.
    public init(width: @escaping @Sendable () -> Int, hasUnicode: Bool, hasColour: Bool) {
        self.width = width
        self.hasUnicode = hasUnicode
        self.hasColour = hasColour
    }

    func accent(_ text: String) -> String { hasColour ? "\u{1B}[36m\(text)\u{1B}[0m" : text }
    func faint(_ text: String) -> String { hasColour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
