import Kernels
import TestSupport

/// Sparse rows of a partition, the places of a shard in it, with repeats, and parameters. Rows that are not among the
/// places, and what is in memory before the partition, hold NaN. All that kernels read ends where memory does.
struct SparseProblem {
    let shape: SparseShape
    let places: [UInt32]
    /// Some more places, to be prefetched only.
    let upcomingPlaces: [UInt32]
    /// The rows of the partition, in order.
    let partition: [SparseContract.Row]
    let targets: [Float]
    /// For each output a weight for each column.
    let weights: [[Float]]
    let biases: [Float]
    private let numberMemory: GuardedRows<UInt32>
    private let startMemory: GuardedRows<Int>
    private let targetMemory: GuardedRows<Float>
    private let weightMemory: GuardedRows<Float>
    private let biasMemory: GuardedRows<Float>

    init(_ shape: SparseShape, _ random: inout SplitMix) {
        let partitionSize = max(shape.rowCount, 1)
        let last = UInt32(partitionSize - 1)
        // The partition's last row is among them, since it is the one that ends where memory does.
        let places = (0..<shape.rowCount).map { $0 == 0 ? last : UInt32.random(in: 0...last, using: &random) }
            .shuffled(using: &random)
        let picked = Set(places)
        partition = (0..<partitionSize).map { place in
            let count = Int.random(in: 0...shape.mostNumbers, using: &random)
            let columns = (0..<shape.columnCount).shuffled(using: &random).prefix(count).sorted()
            return columns.map { column in
                (column, picked.contains(UInt32(place)) ? .random(in: -2...2, using: &random) : .nan)
            }
        }
        targets = (0..<partitionSize).map { place in
            guard picked.contains(UInt32(place)) else { return .nan }
            switch shape.head {
            case .point(let loss): return loss.target(scale: 1, &random)
            case .softmax(let classCount): return Float(Int.random(in: 0..<classCount, using: &random))
            }
        }
        var size: Float = 2
        // Their exponential must not overflow.
        if case .point(let loss) = shape.head, loss.link == .log { size /= Float(max(shape.mostNumbers, 1)) }
        weights = (0..<shape.classCount).map { _ in
            (0..<shape.columnCount).map { _ in .random(in: -size...size, using: &random) }
        }
        biases = (0..<shape.classCount).map { _ in .random(in: -2...2, using: &random) }
        self.shape = shape
        self.places = places
        upcomingPlaces = (0..<Int.random(in: 0...20, using: &random)).map { _ in
            UInt32.random(in: 0...last, using: &random)
        }

        let before = Int.random(in: 0...3, using: &random)
        var numbers = [UInt32](repeating: Float.nan.bitPattern, count: 2 * before)
        var starts = [before]
        for row in partition {
            numbers += row.map { UInt32($0.column) } + row.map(\.value.bitPattern)
            starts.append(starts.last! + row.count)
        }
        numberMemory = GuardedRows(numbers)
        startMemory = GuardedRows(starts)
        targetMemory = GuardedRows(targets)
        var padded = [Float](repeating: 0, count: LaneContract.padded(shape.columnCount * shape.stride))
        for (output, weights) in weights.enumerated() {
            for (column, weight) in weights.enumerated() { padded[column * shape.stride + output] = weight }
        }
        weightMemory = GuardedRows(padded)
        biasMemory = GuardedRows(biases + [Float](repeating: 0, count: shape.head.biasCount - biases.count))
    }

    /// The rows at the places.
    var rows: [SparseContract.Row] { places.map { partition[Int($0)] } }

    /// Whether a row has a number that is none.
    func hasNaN(_ place: Int) -> Bool { partition[place].contains { $0.value.isNaN } }

    /// The partition's rows.
    var features: FeatureRows {
        FeatureRows(sparse: numberMemory.base, starts: startMemory.base, featureCount: shape.columnCount)
    }

    var model: SparseModelView {
        SparseModelView(
            head: shape.head, weights: weightMemory.base, stride: shape.stride, scale: shape.scale,
            bias: biasMemory.base)
    }

    /// For each output what it is the sum of, in double precision.
    func terms(of row: SparseContract.Row) -> [[Double]] {
        zip(weights, biases).map { weights, bias in
            row.map { Double(shape.scale) * Double($0.value) * Double(weights[$0.column]) } + [Double(bias)]
        }
    }

    /// How far outputs may be off that are such sums: there is a rounding for each number, four for the sums that take
    /// turns, one for the scale and one for the bias.
    func bound(of terms: [Double]) -> Double {
        Double(terms.count + 6) * 0x1.02p-24 * terms.map(abs).reduce(0, +)
    }

    /// What the kernel makes of the rows at the places, over memory that held NaN.
    func gradient(_ set: InstructionSet, prefetchDistance: Int = 0, withUpcoming: Bool = false) -> SparseShard {
        let shard = SparseShard(shape, numberCount: rows.reduce(0) { $0 + $1.count })
        func gathered(_ places: GuardedRows<UInt32>) -> GatheredRows {
            GatheredRows(
                features: features, targets: targetMemory.base, places: places.base, count: places.count)
        }
        let places = GuardedRows(places), upcoming = GuardedRows(withUpcoming ? upcomingPlaces : [])
        withExtendedLifetime((self, places, upcoming)) {
            set.kernels.sparseGradient(
                SparseGradientJob(
                    rows: gathered(places), upcoming: gathered(upcoming), prefetchDistance: prefetchDistance,
                    model: model, blockBits: shape.blockBits, blockCount: shape.blockCount, result: shard.view))
        }
        return shard
    }

    /// The outputs of all rows of the partition, as predictions are made of them.
    func outputs(_ set: InstructionSet) -> SentinelBuffer<Float> {
        let outputs = SentinelBuffer<Float>(count: partition.count * shape.stride, sentinel: 1e30)
        withExtendedLifetime(self) {
            if shape.head.isPoint {
                set.kernels.linearPredictions(
                    features, partition.count, weightMemory.base, biases[0], outputs.base)
            } else {
                set.kernels.sparseLogits(features, partition.count, model, outputs.base)
            }
        }
        return outputs
    }
}
