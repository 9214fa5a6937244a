import Kernels
import TestSupport

/// The three kernels that multiply matrices.
enum Product: CaseIterable {
    case plain, transposedLeft, transposedRight

    func run(_ set: InstructionSet, _ job: ProductJob) {
        switch self {
        case .plain: set.kernels.multiply(job)
        case .transposedLeft: set.kernels.multiplyTransposedLeft(job)
        case .transposedRight: set.kernels.multiplyTransposedRight(job)
        }
    }
}

/// What a case of the products looks like.
struct ProductShape: CustomStringConvertible {
    enum Start: CaseIterable { case zeros, row, result }
    enum Picked: CaseIterable { case none, left, right }

    let rowCount: Int
    let columnCount: Int
    let depth: Int
    let start: Start
    let picked: Picked

    var description: String {
        "\(rowCount) x \(columnCount), depth \(depth), start \(start), picked rows \(picked)"
    }

    /// Every block of rows, vector of columns and piece of the depth, full and not; the largest is cut to what a
    /// reference can follow.
    static func random(_ product: Product, _ random: inout SplitMix) -> [ProductShape] {
        let rowCounts = [0] + Array(1...13) + [95, 96, 97, 100, 193]
        let columnCounts = [0, 1, 2, 3, 15, 16, 17, 18, 31, 32, 33, 48, 70, 130]
        let depths = [0, 1, 2, 15, 16, 17, 31, 33, 127, 128, 129, 255, 256, 257, 300, 513, 1000]
        var shapes: [ProductShape] = []
        func add(_ rowCount: Int, _ columnCount: Int, _ depth: Int) {
            let picks: [Picked] = product == .transposedLeft ? [.none, .left, .right] : [.none, .left]
            shapes.append(
                ProductShape(
                    rowCount: rowCount, columnCount: columnCount,
                    depth: min(depth, 150_000 / max(rowCount * columnCount, 1)),
                    start: Start.allCases.randomElement(using: &random)!, picked: picks.randomElement(using: &random)!))
        }
        for rowCount in rowCounts {
            for depth in depths { add(rowCount, columnCounts.randomElement(using: &random)!, depth) }
            for columnCount in columnCounts { add(rowCount, columnCount, depths.randomElement(using: &random)!) }
        }
        // Two columns of the right factor are more than the first-level cache holds.
        add(5, 19, 4500)
        return shapes
    }
}

/// A matrix in guarded memory: rows that are dense or apart, or picked from more rows in any order, with repeats.
final class StoredMatrix {
    /// What lies behind rows, and in rows that are not picked.
    private let garbage: Float
    private let numbers: [[Float]]
    private let stride: Int
    private let places: [UInt32]?
    private let memory: GuardedRows<Float>

    init(
        rows: Int, columns: Int, isPicked: Bool, garbage: Float, _ random: inout SplitMix
    ) {
        self.garbage = garbage
        stride = columns + [0, 1, 16, 23].randomElement(using: &random)!
        let storedCount = isPicked ? rows + 3 : rows
        let places = (0..<rows).map {
            isPicked ? UInt32.random(in: 0..<UInt32(storedCount), using: &random) : UInt32($0)
        }
        var stored = [Float](repeating: garbage, count: storedCount * stride)
        for place in Set(places).sorted() {
            for column in 0..<columns { stored[Int(place) * stride + column] = .random(in: -2...2, using: &random) }
        }
        let stride = stride
        numbers = places.map { Array(stored[Int($0) * stride..<Int($0) * stride + columns]) }
        self.places = isPicked ? places : nil
        memory = GuardedRows(stored, slack: garbage)
    }

    subscript(row: Int, column: Int) -> Float { numbers[row][column] }

    func withRows(_ body: (RowMatrix) -> Void) {
        defer { withExtendedLifetime(memory) {} }
        guard let places else { return body(RowMatrix(memory.base, stride: stride)) }
        // An empty array has no address of its own, and none is read.
        (places + [0]).withUnsafeBufferPointer {
            body(RowMatrix(memory.base, stride: stride, places: $0.baseAddress!))
        }
    }
}

/// Two factors and a result. What lies behind rows that are read in whole vectors is huge; what must never be read is NaN.
struct ProductProblem {
    let product: Product
    let shape: ProductShape
    private let left: StoredMatrix
    private let right: StoredMatrix
    private let startRow: [Float]
    private let before: [Float]
    private let resultStride: Int

    init(_ product: Product, _ shape: ProductShape, _ random: inout SplitMix) {
        self.product = product
        self.shape = shape
        let huge: Float = .random(using: &random) ? 3e38 : -3e38
        left = StoredMatrix(
            rows: product == .transposedLeft ? shape.depth : shape.rowCount,
            columns: product == .transposedLeft ? shape.rowCount : shape.depth, isPicked: shape.picked == .left,
            garbage: product == .transposedRight ? huge : .nan, &random)
        right = StoredMatrix(
            rows: product == .transposedRight ? shape.columnCount : shape.depth,
            columns: product == .transposedRight ? shape.depth : shape.columnCount, isPicked: shape.picked == .right,
            garbage: huge, &random)
        let padded = LaneContract.padded(shape.columnCount)
        resultStride = padded + [0, 5, 16].randomElement(using: &random)!
        startRow = (0..<max(padded, 1)).map { _ in .random(in: -2...2, using: &random) }
        before = (0..<shape.rowCount * resultStride).map { _ in .random(in: -2...2, using: &random) }
    }

    /// What the kernel leaves in the result, row by row, and whether it wrote only what it may.
    func result(_ set: InstructionSet) -> (rows: [[Float]], isIntact: Bool) {
        let result = SentinelBuffer(before, sentinel: 1e30)
        left.withRows { left in
            right.withRows { right in
                startRow.withUnsafeBufferPointer { startRow in
                    let start: ProductJob.Start =
                        switch shape.start {
                        case .zeros: .zeros
                        case .row: .row(startRow.baseAddress!)
                        case .result: .result
                        }
                    product.run(
                        set,
                        ProductJob(
                            left: left, right: right, rowCount: shape.rowCount, columnCount: shape.columnCount,
                            depth: shape.depth, start: start, result: result.base, resultStride: resultStride))
                }
            }
        }
        let written = result.contents
        let mayChange = product == .transposedRight ? shape.columnCount : LaneContract.padded(shape.columnCount)
        let isIntact = written.indices.allSatisfy {
            $0 % resultStride < mayChange || written[$0].bitPattern == before[$0].bitPattern
        }
        let rows = (0..<shape.rowCount).map { row in
            Array(written[row * resultStride..<row * resultStride + shape.columnCount])
        }
        return (rows, isIntact && result.isIntact)
    }

    /// What the sum of a number of the result begins with.
    func start(_ row: Int, _ column: Int) -> Float? {
        switch shape.start {
        case .zeros: nil
        case .row: startRow[column]
        case .result: before[row * resultStride + column]
        }
    }

    /// The factors of a number of the result, in the order of the depth.
    func factors(_ row: Int, _ column: Int) -> (left: [Float], right: [Float]) {
        let steps = 0..<shape.depth
        return (
            steps.map { product == .transposedLeft ? left[$0, row] : left[row, $0] },
            steps.map { product == .transposedRight ? right[column, $0] : right[$0, column] }
        )
    }
}
