import Datasets
import Reports

/// What is told of a file's rows when they have been read.
struct RowNotes {
    private var untargetedRowCount = 0
    private var unknownNames: [UnknownNames] = []

    /// Takes a piece of the rows.
    mutating func add(_ rows: FileRows) {
        untargetedRowCount += rows.untargetedRowCount
        unknownNames.add(rows.unknownNames)
    }

    /// Takes the rows of a LIBSVM file that are kept sparse.
    mutating func add(_ rows: SparseFile) { unknownNames.add(rows.unknownNames) }

    /// Tells it on standard error, if there is anything to tell.
    func say() {
        if untargetedRowCount > 0 {
            Console.say("lockstep: left out \(Format.count(untargetedRowCount, "row")) without a target")
        }
        for names in unknownNames { Console.say("lockstep: \(names)") }
    }
}
