public import Datasets
import Files
public import Measures

/// What an evaluation says of each class: precision, recall, F1, and which class is taken for which.
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
        let rows = zip(classes.names, measures.classes).map { name, measures in
            JSONValue.object([
                ("class", .string(name)), ("rows", .integer(measures.support)),
                ("predicted", .integer(measures.predictedCount)), ("precision", .ratio(measures.precision)),
                ("recall", .ratio(measures.recall)), ("f1", .ratio(measures.f1)),
            ])
        }
        let matrix = matrixRows.map { JSONValue.array($0.map { .array($0.map { .integer($0) }) }) }
        return [("\(prefix)classes", .array(rows)), ("\(prefix)confusion_matrix", matrix ?? .null)]
    }

    /// The classes' names, fit for a table.
    private var labels: [String] { classes.names.map { OneLine.shortened($0) } }

    /// A table of the classes, and the confusion matrix where it is not too wide.
    public var lines: [String] {
        let header = ["class", "rows", "predicted", "precision", "recall", "F1"]
        let rows = zip(labels, measures.classes).map { name, measures in
            [
                name, Format.grouped(measures.support), Format.grouped(measures.predictedCount),
                Self.text(measures.precision), Self.text(measures.recall), Self.text(measures.f1),
            ]
        }
        var lines = Self.table([header] + rows)
        if let matrix = matrixRows, classes.count <= Self.widestMatrix {
            lines.append("confusion matrix: a row for each class that is, a column for each that is predicted")
            let body = zip(labels, matrix).map { name, counts in [name] + counts.map(Format.grouped) }
            lines += Self.table([[""] + labels] + body)
        }
        return lines
    }

    private var matrixRows: [[Int]]? {
        measures.confusionMatrix.map { matrix in
            stride(from: 0, to: matrix.count, by: classes.count).map { Array(matrix[$0..<$0 + classes.count]) }
        }
    }

    private static func text(_ ratio: Double?) -> String { ratio.map { Format.metric($0) } ?? "-" }

    private static func table(_ rows: [[String]]) -> [String] {
        guard let columnCount = rows.first?.count else { return [] }
        let widths = (0..<columnCount).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }
    }
}

extension JSONValue {
    static func ratio(_ ratio: Double?) -> JSONValue { ratio.map { .number($0) } ?? .null }
}
