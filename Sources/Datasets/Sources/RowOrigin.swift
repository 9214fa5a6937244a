/// Where a user finds the rows of a source.
public enum RowOrigin: Sendable, Equatable {
    /// By their number alone.
    case numbers
    /// In a file, one line each, the first row being on this line.
    case lines(file: String, first: Int)
    /// In a file, by their number, the first row being this one, counted from 0.
    case rows(file: String, first: Int = 0)

    /// The name of a row, whose index counts from 0.
    public func name(ofRow index: Int) -> String {
        switch self {
        case .numbers: "row \(index + 1)"
        case .lines(let file, let first): "\(file):\(first + index)"
        case .rows(let file, let first): "\(file): row \(first + index + 1)"
        }
    }

    /// The origin of the rows from one on.
    func dropFirst(_ count: Int) -> RowOrigin {
        switch self {
        case .numbers: .numbers
        case .lines(let file, let first): .lines(file: file, first: first + count)
        case .rows(let file, let first): .rows(file: file, first: first + count)
        }
    }
}
