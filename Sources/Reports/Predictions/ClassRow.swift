import Measures

/// A class and how well it is recognised; nil for ratios without a denominator.
package struct ClassRow: Sendable, Equatable {
    /// The class's name.
    let name: String
    /// Rows that are of the class.
    let rowCount: Int
    /// Rows that are predicted to be of it.
    let predictedCount: Int
    /// The share of the predicted rows that are of it.
    let precision: Double?
    /// The share of its rows that are predicted.
    let recall: Double?
    /// The harmonic mean of precision and recall.
    let f1: Double?

    init(_ name: String, _ measures: ClassMeasures) {
        self.name = name
        rowCount = measures.support
        predictedCount = measures.predictedCount
        precision = measures.precision
        recall = measures.recall
        f1 = measures.f1
    }

    /// The document.
    var json: JSONValue {
        func ratio(_ ratio: Double?) -> JSONValue { ratio.map { .number($0) } ?? .null }
        return .object([
            ("class", .string(name)), ("rows", .integer(rowCount)), ("predicted", .integer(predictedCount)),
            ("precision", ratio(precision)), ("recall", ratio(recall)), ("f1", ratio(f1)),
        ])
    }

    /// Reads the document; nil where it is not one.
    init?(_ json: JSONValue) {
        guard let name = json["class"]?.string, let count = json["rows"]?.integer,
            let predicted = json["predicted"]?.integer
        else { return nil }
        self.name = name
        rowCount = count
        predictedCount = predicted
        precision = json["precision"]?.double
        recall = json["recall"]?.double
        f1 = json["f1"]?.double
    }
}

extension ClassificationMeasures {
    /// The classes under their names.
    func rows(names: [String]) -> [ClassRow] { zip(names, classes).map { ClassRow($0, $1) } }

    /// The confusion matrix by rows: one for each actual class, with a count for each predicted one.
    var confusionRows: [[Int]]? {
        confusionMatrix.map { matrix in
            stride(from: 0, to: matrix.count, by: classes.count).map { Array(matrix[$0..<$0 + classes.count]) }
        }
    }
}

extension JSONValue {
    /// A confusion matrix by rows; null where there is none.
    static func confusionMatrix(_ rows: [[Int]]?) -> JSONValue {
        rows.map { .array($0.map { .array($0.map { .integer($0) }) }) } ?? .null
    }
}
