/// Where a user finds the rows of a source.
public indirect enum RowOrigin: Sendable, Equatable {
    /// By their number alone.
    case numbers
    /// In a file, one line each, the first row being on this line.
    case lines(file: String, first: Int)
    /// In a file, by their number, the first row being this one, counted from 0.
    case rows(file: String, first: Int = 0)
    /// In several places, those of each after those of the one before.
    case parts([Part])

    /// Where some of the rows are.
    public struct Part: Sendable, Equatable {
        /// Where they are.
        public let origin: RowOrigin
        /// How many they are.
        public let rowCount: Int
    }

    /// The name of a row, whose index counts from 0.
    public func name(ofRow index: Int) -> String {
        let place = place(ofRow: index)
        guard let file = place.file else { return "row \(index + 1)" }
        return place.line.map { "\(file):\($0)" } ?? "\(file): row \((place.row ?? index) + 1)"
    }

    /// The file of a row, and its line there or else its number, which counts from 0.
    func place(ofRow index: Int) -> (file: String?, line: Int?, row: Int?) {
        switch self {
        case .numbers: return (nil, nil, index)
        case .lines(let file, let first): return (file, first + index, nil)
        case .rows(let file, let first): return (file, nil, first + index)
        case .parts(let parts):
            var rest = index
            for part in parts {
                if rest < part.rowCount { return part.origin.place(ofRow: rest) }
                rest -= part.rowCount
            }
            return (nil, nil, index)
        }
    }

    /// The origin of the rows from one on.
    func dropFirst(_ count: Int) -> RowOrigin {
        switch self {
        case .numbers: return .numbers
        case .lines(let file, let first): return .lines(file: file, first: first + count)
        case .rows(let file, let first): return .rows(file: file, first: first + count)
        case .parts(let parts):
            var (rest, count) = (parts[...], count)
            while let part = rest.first, part.rowCount <= count {
                count -= part.rowCount
                rest = rest.dropFirst()
            }
            guard let part = rest.first else { return .parts([]) }
            let first = Part(origin: part.origin.dropFirst(count), rowCount: part.rowCount - count)
            return .parts([first] + rest.dropFirst())
        }
    }
}
