import NUMA

/// Rows of which all is known but the numbers that are not zero: these are read when there is a place for them.
protocol SparseContent: Sendable {
    /// The path as the caller gave it.
    var path: String { get }
    /// For each row, how many numbers it has.
    var counts: [UInt32] { get }

    /// Reads the numbers of rows: for each row its columns, ascending, and after these the bits of its numbers.
    /// - Parameter place: Where the numbers of a row belong, a place that no other row has; nil to skip the row.
    func readNumbers(to place: @Sendable (_ row: Int) -> UnsafeMutablePointer<UInt32>?) throws(DataError)
}

extension SparseContent {
    var rowCount: Int { counts.count }
}

extension LIBSVMFile: SparseContent {}

/// The rows of several files, those of each after those of the one before.
struct JoinedFiles: SparseContent {
    private let files: [LIBSVMFile]
    let counts: [UInt32]

    /// - Parameter files: at least one.
    init(_ files: [LIBSVMFile]) {
        self.files = files
        counts = files.count == 1 ? files[0].counts : files.flatMap(\.counts)
    }

    var path: String { files[0].path }

    func readNumbers(to place: @Sendable (_ row: Int) -> UnsafeMutablePointer<UInt32>?) throws(DataError) {
        var first = 0
        for file in files {
            try file.readNumbers { [first] row in place(first + row) }
            first += file.rowCount
        }
    }
}
