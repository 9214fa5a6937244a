/// Rows of several matrices of as many features, one after the other.
struct JoinedMatrix: FeatureMatrix {
    private let matrices: [any FeatureMatrix]
    /// The first row of each matrix, and after them the number of all.
    private let firstRows: [Int]

    /// - Parameter matrices: at least one.
    init(_ matrices: [any FeatureMatrix]) {
        self.matrices = matrices
        firstRows = matrices.reduce(into: [0]) { $0.append($0.last! + $1.rowCount) }
    }

    var rowCount: Int { firstRows[matrices.count] }
    var columnCount: Int { matrices[0].columnCount }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) { write(rows: row..<row + 1, to: features) }

    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        forEachPart(of: rows) { matrix, some, first in
            matrix.write(rows: some, to: features + (first - rows.lowerBound) * columnCount)
        }
    }

    func readAhead(rows: Range<Int>) { forEachPart(of: rows) { matrix, some, _ in matrix.readAhead(rows: some) } }

    var releasableRuns: [Range<Int>]? {
        var runs: [Range<Int>] = []
        for (matrix, first) in zip(matrices, firstRows) {
            guard let some = matrix.releasableRuns else { return nil }
            runs += some.map { $0.lowerBound + first..<$0.upperBound + first }
        }
        return runs
    }

    func release(_ run: Range<Int>) { forEachPart(of: run) { matrix, some, _ in matrix.release(some) } }

    func check() throws(DataError) { for matrix in matrices { try matrix.check() } }

    /// Calls `body` with each matrix that has some of these rows, their places in it, and the first one's place here.
    private func forEachPart(
        of rows: Range<Int>, _ body: (_ matrix: any FeatureMatrix, _ rows: Range<Int>, _ first: Int) -> Void
    ) {
        var index = index(ofMatrixWith: rows.lowerBound)
        var row = rows.lowerBound
        while row < rows.upperBound {
            let end = min(firstRows[index + 1], rows.upperBound)
            if row < end { body(matrices[index], row - firstRows[index]..<end - firstRows[index], row) }
            row = max(row, end)
            index += 1
        }
    }

    private func index(ofMatrixWith row: Int) -> Int {
        var (low, high) = (0, matrices.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if firstRows[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }
}
