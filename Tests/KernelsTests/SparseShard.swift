import Kernels

/// Memory for what a shard of sparse rows contributes, exactly as much as it needs.
final class SparseShard {
    private let shape: SparseShape
    private let all: SentinelBuffer<Contribution>
    private let rowPlaces: SentinelBuffer<UInt32>
    private let starts: SentinelBuffer<Int>
    private let derivativeBuffer: SentinelBuffer<Float>
    private let runEnds: SentinelBuffer<UInt32>
    private let scratch: SentinelBuffer<Float>
    private let tail: SentinelBuffer<Float>

    init(_ shape: SparseShape, numberCount: Int) {
        let isTracked = shape.blockCount <= ShardContributions.mostTrackedBlocks
        self.shape = shape
        all = SentinelBuffer(count: numberCount, sentinel: Contribution(column: .max, value: 1e30))
        rowPlaces = SentinelBuffer(count: shape.head.isPoint ? 0 : numberCount, sentinel: .max)
        starts = SentinelBuffer(count: shape.blockCount + 1, sentinel: -1)
        derivativeBuffer = SentinelBuffer(count: shape.rowCount * shape.stride, sentinel: 1e30)
        runEnds = SentinelBuffer(count: isTracked ? shape.rowCount * shape.blockCount : 0, sentinel: .max)
        scratch = SentinelBuffer(count: 2 * shape.rowCount, sentinel: 1e30)
        tail = SentinelBuffer(count: shape.head.biasCount + LaneContract.laneCount, sentinel: 1e30)
        for buffer in [derivativeBuffer, scratch, tail] { buffer.base.update(repeating: .nan, count: buffer.count) }
    }

    var view: ShardContributions {
        var view = ShardContributions(
            all: all.base, rows: rowPlaces.base, blockStarts: starts.base, derivatives: derivativeBuffer.base,
            tail: tail.base)
        view.runEnds = runEnds.base
        view.scratch = scratch.base
        return view
    }

    var contributions: [Contribution] { all.contents }
    /// For each contribution its row's place in the shard; none with one output.
    var rows: [Int] { rowPlaces.contents.map { Int($0) } }
    var blockStarts: [Int] { starts.contents }
    /// For each row ∂ℓ/∂z, and zeros up to the stride.
    var derivatives: [[Float]] {
        (0..<shape.rowCount).map { Array(derivativeBuffer.contents[$0 * shape.stride..<($0 + 1) * shape.stride]) }
    }
    /// What the contributions add up to, in double precision: for each column a number for each output.
    var gradient: [Double] {
        let (derivatives, classCount) = (derivatives, shape.classCount)
        var gradient = [Double](repeating: 0, count: shape.columnCount * classCount)
        for (index, each) in contributions.enumerated() {
            for output in 0..<classCount {
                let factor = shape.head.isPoint ? 1 : Double(derivatives[rows[index]][output])
                gradient[Int(each.column) * classCount + output] += factor * Double(each.value)
            }
        }
        return gradient
    }
    var biasGradient: [Float] { Array(tail.contents.prefix(shape.classCount)) }
    var loss: Float { tail.contents[shape.head.biasCount] }

    var isIntact: Bool {
        all.isIntact && rowPlaces.isIntact && starts.isIntact && derivativeBuffer.isIntact && runEnds.isIntact
            && scratch.isIntact && tail.isIntact
    }

    /// All that it holds, as bits.
    var allBits: [[UInt32]] {
        [
            contributions.flatMap { [$0.column, $0.value.bitPattern] }, rowPlaces.contents,
            blockStarts.map { UInt32($0) }, derivatives.flatMap { bits($0) }, bits(biasGradient), [loss.bitPattern],
        ]
    }
}
