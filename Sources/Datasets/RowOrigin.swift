/// Where a user finds the rows of a source.
public enum RowOrigin: Sendable, Equatable {
    /// By their number alone.
    case numbers
    /// In a file, one line each, the first row being on this line.
    case lines(file: String, first: Int)
    /// In a file, by their number.
    case rows(file: String)

    /// The name of a row, whose index counts from 0.
    public func name(ofRow index: Int) -> String {
        switch self {
        case .numbers: "row \(index + 1)"
        case .lines(let file, let first): "\(file):\(first + index)"
        case .rows(let file): "\(file): row \(index + 1)"
        }
    }
}
