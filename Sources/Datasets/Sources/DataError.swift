import Files
import NUMA

/// What is wrong with a file of data: one line that names the file, the line or row and the column, what was found and expected.
///
/// For example `train.csv:17: column price: found "abc", expected a number`.
public struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path as the caller gave it.
    public let file: String

    /// The line in the file, the first being 1.
    public let line: Int?

    /// The row of a file without lines, the first being 1.
    public let row: Int?

    /// The name of the column.
    public let column: String?

    /// What was found and what was expected, or the reason that the operating system gave.
    public let problem: String

    /// Whether the machine failed, as where memory does not suffice, rather than the file being wrong.
    public let isMachineFailure: Bool

    /// An error with a problem in free words.
    public init(
        file: String, line: Int? = nil, row: Int? = nil, column: String? = nil, problem: String,
        isMachineFailure: Bool = false
    ) {
        self.file = file
        self.line = line
        self.row = row
        self.column = column
        self.problem = problem
        self.isMachineFailure = isMachineFailure
    }

    /// Something was found where something else was expected.
    public init(file: String, line: Int? = nil, row: Int? = nil, column: String? = nil, found: String, expected: String)
    {
        self.init(
            file: file, line: line, row: row, column: column, problem: "found \(found), expected \(expected)")
    }

    /// A file that cannot be read.
    init(_ error: FileError) {
        self.init(
            file: error.file, problem: [error.place, error.problem].compactMap(\.self).joined(separator: ": "),
            isMachineFailure: error.isMachineFailure)
    }

    /// There is no memory for what a file holds.
    init(file: String, _ error: NUMAError) {
        self.init(file: file, problem: "\(error)", isMachineFailure: true)
    }

    /// The error as one line, whatever the file or its name holds.
    public var description: String {
        var description = OneLine.escaped(file)
        if let line { description += ":\(line)" }
        if let row { description += ": row \(row)" }
        if let column { description += ": column \(OneLine.shortened(column))" }
        return description + ": " + OneLine.escaped(problem)
    }
}
