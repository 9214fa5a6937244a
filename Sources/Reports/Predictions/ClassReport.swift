public import Datasets
import Files
public import Measures

/// The evaluation of each class: precision, recall, F1, and which class is taken for which.
public struct ClassReport: Sendable {
    private static let widestMatrix = 20
    private let measures: ClassificationMeasures
    private let classes: ClassLabels

    /// A report of measures of as many classes.
    public init(_ measures: ClassificationMeasures, classes: ClassLabels) {
        precondition(measures.classes.count == classes.count, "measures of other classes")
        self.measures = measures
        self.classes = classes
    }

    /// `classes`, an array of objects in the classes' order, and `confusion_matrix`, whose rows are the actual classes
    /// and whose columns the predicted ones, or null where it would be too large.
    public func members(prefix: String = "") -> [(key: String, value: JSONValue)] {
        let rows = measures.rows(names: classes.names).map(\.json)
        return [
            ("\(prefix)classes", .array(rows)),
            ("\(prefix)confusion_matrix", .confusionMatrix(measures.confusionRows)),
        ]
    }

    /// The classes' names, short enough for a table.
    private var labels: [String] { classes.names.map { OneLine.shortened($0) } }

    /// A table of the classes, and the confusion matrix where it is not too wide.
    public var lines: [String] {
        let header = ["class", "rows", "predicted", "precision", "recall", "F1"]
        let rows = measures.rows(names: labels).map { row in
            [
                row.name, Format.grouped(row.rowCount), Format.grouped(row.predictedCount), Self.text(row.precision),
                Self.text(row.recall), Self.text(row.f1),
            ]
        }
        var lines = TextTable.lines([header] + rows, leftColumns: 1)
        if let matrix = measures.confusionRows, classes.count <= Self.widestMatrix {
            lines.append("confusion matrix: a row for each class that is, a column for each that is predicted")
            let body = zip(labels, matrix).map { name, counts in [name] + counts.map(Format.grouped) }
            lines += TextTable.lines([[""] + labels] + body, leftColumns: 1)
        }
        return lines
    }

    private static func text(_ ratio: Double?) -> String { ratio.map { Format.metric($0) } ?? "-" }
}
