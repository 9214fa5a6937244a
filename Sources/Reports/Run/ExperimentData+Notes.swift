import Datasets
public import Experiments

extension ExperimentData {
    /// What is to be told of rows that were read, a line each: those that were left out, and what they lose.
    public var notes: [String] {
        var notes: [String] = []
        if droppedRowCount > 0 { notes.append("left out \(Format.grouped(droppedRowCount)) rows that lack a value") }
        if untargetedRowCount > 0 {
            notes.append("left out \(Format.count(untargetedRowCount, "row")) without a target")
        }
        for column in roundedColumns {
            let isTarget = column.isEmpty || column == training.targetName
            let key = isTarget ? Schema.Data.scaleTarget.path : Schema.Data.scale.path
            notes.append(
                "column \(isTarget ? training.targetName : column): different numbers become the same in single precision; "
                    + "\(key): standard keeps them apart")
        }
        return notes + unknownNames.map { "\($0)" }
    }
}
