package import KernelTable
import TestSupport

/// What a case of the sparse kernels looks like.
struct SparseShape: CustomStringConvertible {
    var columnCount: Int
    var rowCount: Int
    /// The most numbers of a row; a row may have none.
    var mostNumbers: Int
    var head = SparseHead.point(.squared)
    /// The logarithm to base 2 of a block's columns.
    var blockBits = 0
    /// Blocks behind the last column.
    var extraBlocks = 0
    /// Numbers between two columns' weights beyond the outputs, where there are several.
    var extraStride = 0
    var scale: Float = 1

    var description: String {
        "\(columnCount) columns in \(blockCount) blocks of 2^\(blockBits), \(rowCount) rows of up to "
            + "\(mostNumbers) numbers, \(head), scale \(scale), stride \(stride)"
    }

    var blockCount: Int { (columnCount - 1) >> blockBits + 1 + extraBlocks }

    var classCount: Int {
        if case .softmax(let classCount) = head { classCount } else { 1 }
    }

    /// Numbers from one column's weights to the next one's.
    var stride: Int { head.isPoint ? 1 : head.biasCount + extraStride }

    /// One column, one row, no row, rows without numbers and rows with all of them; one block, blocks of one column,
    /// and as many blocks as are tracked and more.
    static func random(_ random: inout SplitMix) -> [SparseShape] {
        var shapes: [SparseShape] = []
        for columnCount in [1, 2, 3, 15, 16, 17, 32, 33, 64, 100, 257, 1000] {
            for mostNumbers in [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 1000] where mostNumbers <= 2 * columnCount {
                for head in heads(&random) {
                    var shape = SparseShape(
                        columnCount: columnCount, rowCount: .random(in: 0...13, using: &random),
                        mostNumbers: min(mostNumbers, columnCount), head: head)
                    shape.blockBits = .random(in: 0...10, using: &random)
                    shape.extraBlocks = .random(in: 0...1, using: &random)
                    shape.extraStride = [0, 16, 48].randomElement(using: &random)!
                    shape.scale = [1, 0.37, 0x1p-12, 3].randomElement(using: &random)!
                    shapes.append(shape)
                }
            }
        }
        return shapes
    }

    private static func heads(_ random: inout SplitMix) -> [SparseHead] {
        let classCounts = [1, 2, 3, 15, 16, 17, 33, 70].shuffled(using: &random).prefix(2)
        return PointLoss.all().map { .point($0) } + classCounts.map { .softmax(classCount: $0) }
    }
}

extension SparseHead {
    var isPoint: Bool { if case .point = self { true } else { false } }
}

extension Contribution: Equatable {
    package static func == (a: Contribution, b: Contribution) -> Bool { a.column == b.column && a.value == b.value }
}
