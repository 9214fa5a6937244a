import TestSupport

/// Rows most of whose numbers are zero, some of which have none, as a LIBSVM file and as a CSV file.
struct SparseText {
    let columnCount: Int
    let rows: [(target: String, numbers: [(column: Int, value: String)])]

    /// A line for each row, with indices from 0 or 1 on.
    func libsvm(firstIndex: Int = 1) -> String {
        rows.map { row in
            ([row.target] + row.numbers.map { "\($0.column + firstIndex):\($0.value)" }).joined(separator: " ") + "\n"
        }.joined()
    }

    /// A header, and each row with its zeros and with its target behind.
    var csv: String {
        let header = ((1...columnCount).map { "x\($0)" } + ["y"]).joined(separator: ",")
        return header + "\n"
            + rows.map { row in
                var fields = [String](repeating: "0", count: columnCount)
                for (column, value) in row.numbers { fields[column] = value }
                return (fields + [row.target]).joined(separator: ",") + "\n"
            }.joined()
    }

    /// Each row's features, in double precision.
    var features: [[Double]] {
        rows.map { row in
            var features = [Double](repeating: 0, count: columnCount)
            for (column, value) in row.numbers { features[column] = Double(value)! }
            return features
        }
    }
}

extension SparseText {
    /// - Parameter mostNumbers: the most that a row has, but for one row that has all; a row may have none.
    init(rowCount: Int, columnCount: Int, mostNumbers: Int, classCount: Int?, seed: UInt64 = 1) {
        var random = SplitMix(state: seed)
        func hundredths(_ most: Int) -> Double { Double(Int.random(in: -most...most, using: &random)) / 100 }
        let truth = (0..<columnCount).map { _ in hundredths(100) }
        let rows = (0..<rowCount).map { row in
            let count = row == 1 ? columnCount : Int.random(in: 0...mostNumbers, using: &random)
            let columns = (0..<columnCount).shuffled(using: &random).prefix(count).sorted()
            let numbers = columns.map { (column: $0, value: hundredths(200)) }
            let score = numbers.reduce(hundredths(20)) { $0 + truth[$1.column] * $1.value }
            let label = classCount.map { count in
                // Each class has a row at least.
                row < count ? row : min(max(Int((score + Double(count) / 2).rounded(.down)), 0), count - 1)
            }
            return (
                target: label.map { "\($0)" } ?? "\(score)",
                numbers: numbers.map { (column: $0.column, value: "\($0.value)") }
            )
        }
        self.init(columnCount: columnCount, rows: rows)
    }
}
