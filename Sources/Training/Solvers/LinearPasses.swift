import Datasets
import Kernels
import Models
import NUMA
import Ranks

/// The passes over the training rows that a linear model's objective needs, in double precision. Each reads every row once.
final class LinearPasses: @unchecked Sendable {  // Safe: each shard's numbers are written by one thread at a time.
    /// What the model's outputs mean.
    enum Head: Sendable, Hashable {
        /// One output with a loss.
        case point(PointLoss)
        /// Scores of classes with the cross-entropy.
        case softmax
    }

    let dataset: Dataset
    let shape: LinearShape
    let head: Head
    let workers: Workers
    let ranks: Communicator
    let kernels: SolverKernels
    /// The numbers of each row that the second derivatives are made of where the model was evaluated last: the curvature, or
    /// the probabilities of the classes.
    private let curves: NodeMemory<Double>
    /// The coefficients of sparse rows.
    private let coefficients: NodeMemory<Double>
    private let columns: SparseColumns?
    private let sums: ShardSums
    /// Where each shard's rows start among those that are held.
    private let firstRows: [Int]
    private(set) var count = 0
    /// Σ c² of the last pass: of the slopes by the scores after an evaluation.
    private(set) var squares = 0.0

    private static let bytesAtOnce = 96 << 10

    init(_ dataset: Dataset, _ shape: LinearShape, _ head: Head, machine: MachinePlan) throws(NUMAError) {
        self.dataset = dataset
        self.shape = shape
        self.head = head
        workers = machine.workers
        ranks = machine.ranks
        kernels = machine.instructionSet.kernels.solvers
        var first = 0
        var firstRows: [Int] = []
        for partition in dataset.partitions[dataset.held] {
            firstRows.append(first)
            first += partition.rowCount
        }
        self.firstRows = firstRows
        curves = try NodeMemory(count: dataset.heldRowCount * shape.outputCount)
        coefficients = try NodeMemory(count: dataset.isSparse ? dataset.heldRowCount * shape.outputCount : 0)
        columns = dataset.isSparse ? try SparseColumns(dataset, workers: machine.workers) : nil
        // A vector, the losses and the squares of the coefficients; of sparse rows the weights' sums come another way.
        sums = try ShardSums(
            width: (dataset.isSparse ? 0 : shape.biasOffset) + shape.outputCount + 2,
            shardCount: dataset.partitions.count, ranks: machine.ranks)
    }

    /// Σ w ℓ and its gradient; keeps what second derivatives are made of. Collective.
    func evaluate(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        pass(point) { block in
            switch self.head {
            case .point(let loss):
                if let column = self.shape.offsetColumn {
                    for row in 0..<block.rowCount {
                        block.scores[row] += Double(block.run.features.number(column, ofRow: row))
                    }
                }
                self.kernels.lossCurves(
                    LossCurveJob(
                        loss: loss, scores: block.scores, targets: block.run.targets, weights: block.run.weights,
                        count: block.rowCount, losses: block.losses, slopes: block.scores, curvatures: block.curves))
            case .softmax:
                let classCount = self.shape.outputCount
                self.kernels.classCurves(
                    block.scores, classCount, block.run.targets, block.rowCount, block.losses)
                block.curves.update(from: block.scores, count: block.rowCount * classCount)
                for row in 0..<block.rowCount {
                    block.scores[row * classCount + Int(block.run.targets[row])] -= 1
                    guard let weight = block.run.weights?[row] else { continue }
                    block.losses[row] = weight == 0 ? 0 : Double(weight) * block.losses[row]
                    for index in row * classCount..<(row + 1) * classCount {
                        block.scores[index] = weight == 0 ? 0 : Double(weight) * block.scores[index]
                    }
                }
            }
        }
    }

    /// Σ w ∂²ℓ · v, with the second derivatives where the model was evaluated last. Collective.
    func product(with vector: [Double]) -> [Double] {
        pass(vector) { block in
            switch self.head {
            case .point:
                for row in 0..<block.rowCount { block.scores[row] *= block.curves[row] }
            case .softmax:
                let classCount = self.shape.outputCount
                for row in 0..<block.rowCount {
                    let start = row * classCount
                    var mean = 0.0
                    for index in start..<start + classCount { mean += block.curves[index] * block.scores[index] }
                    let weight = block.run.weights.map { Double($0[row]) } ?? 1
                    for index in start..<start + classCount {
                        block.scores[index] = weight * (block.curves[index] * (block.scores[index] - mean))
                    }
                }
            }
        }.gradient
    }

    /// Consecutive rows of a shard in a pass.
    private struct Block {
        let run: RowRun
        let rowCount: Int
        /// The scores of the rows, to be replaced by their coefficients in the sum.
        let scores: UnsafeMutablePointer<Double>
        let curves: UnsafeMutablePointer<Double>
        /// The losses of the rows, to be set.
        let losses: UnsafeMutablePointer<Double>
    }

    /// The scores of each row for a vector, made to coefficients by `turn`, and Σ c [x, 1].
    private func pass(_ vector: [Double], _ turn: @escaping @Sendable (Block) -> Void) -> (
        loss: Double, gradient: [Double]
    ) {
        count += 1
        let outputCount = shape.outputCount
        vector.withUnsafeBufferPointer { vector in
            let model = LinearWeights(
                weights: vector.baseAddress!, stride: shape.stride, biases: vector.baseAddress! + shape.biasOffset,
                outputCount: outputCount)
            let held = dataset.held
            workers.perform(held.count) { index in
                let shard = held.lowerBound + index
                let position = self.workers.placement.position(of: index, among: held.count)
                self.workers.placement.withThread(at: position) { self.pass(shard, index, model, turn) }
            }
        }
        var total = sums.total(workers)
        let loss = total[total.count - 2]
        squares = total[total.count - 1]
        var gradient = [Double](repeating: 0, count: shape.count)
        let biasStart = total.count - 2 - outputCount
        for output in 0..<outputCount { gradient[shape.biasOffset + output] = total[biasStart + output] }
        if columns != nil { total = columnSums() }
        gradient.replaceSubrange(0..<shape.biasOffset, with: total[0..<shape.biasOffset])
        if let column = shape.offsetColumn { gradient[column] = 0 }
        return (loss, gradient)
    }

    private func pass(_ shard: Int, _ index: Int, _ model: LinearWeights, _ turn: @Sendable (Block) -> Void) {
        let rowCount = dataset.partitions[shard].rowCount
        let outputCount = shape.outputCount
        let rowBytes = max(dataset.partitions[shard].rowBytes, 1)
        let atOnce = min(max(Self.bytesAtOnce / rowBytes, 16), 512)
        let isSparse = columns != nil
        sums.clear(shard)
        let out = sums[shard]
        let weightSums = isSparse ? 0 : shape.biasOffset
        let target = LinearSums(
            weights: out, stride: shape.stride, biases: out + weightSums, outputCount: outputCount)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: atOnce * (outputCount + 1)) { room in
            let losses = room.baseAddress! + atOnce * outputCount
            losses.initialize(repeating: 0, count: atOnce)
            for start in stride(from: 0, to: rowCount, by: atOnce) {
                let rows = start..<min(start + atOnce, rowCount)
                let first = (firstRows[index] + start) * outputCount
                let scores = isSparse ? coefficients.baseAddress + first : room.baseAddress!
                dataset.withRows(rows, of: shard) { run in
                    kernels.scores(run.features, rows.count, model, scores)
                    turn(
                        Block(
                            run: run, rowCount: rows.count, scores: scores, curves: curves.baseAddress + first,
                            losses: losses))
                    if isSparse {
                        for row in 0..<rows.count {
                            for output in 0..<outputCount {
                                target.biases[output] += scores[row * outputCount + output]
                            }
                        }
                    } else {
                        kernels.addRows(run.features, rows.count, scores, target)
                    }
                    for row in 0..<rows.count { out[sums.width - 2] += losses[row] }
                    for index in 0..<rows.count * outputCount { out[sums.width - 1] += scores[index] * scores[index] }
                }
            }
        }
    }

    /// Σ c x of sparse rows, column by column.
    private func columnSums() -> [Double] {
        guard let columns else { preconditionFailure("sums of dense rows") }
        let held = dataset.heldRowCount * shape.outputCount
        let maxima = [Double](unsafeUninitializedCapacity: firstRows.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            workers.perform(firstRows.count) { index in
                let end = index + 1 < self.firstRows.count ? self.firstRows[index + 1] * self.shape.outputCount : held
                var largest = 0.0
                for place in self.firstRows[index] * self.shape.outputCount..<end {
                    largest = max(largest, abs(self.coefficients.baseAddress[place]))
                }
                buffer.initializeElement(at: index, to: largest)
            }
            count = firstRows.count
        }
        let largest = ranks.allGather(numbers: [(maxima.max() ?? 0) * columns.largest]).map { $0[0] }.max() ?? 0
        guard largest.isFinite else { return [Double](repeating: .nan, count: shape.biasOffset) }
        let grid = ExactGrid(largest: largest, count: dataset.rowCount)
        var own = [Double](repeating: 0, count: shape.biasOffset)
        own.withUnsafeMutableBufferPointer { sums in
            // Safe: each iteration writes columns of its own.
            nonisolated(unsafe) let sums = sums.baseAddress!
            let view = columns.view
            workers.perform(columns.pieces.count * shape.outputCount) { item in
                let (output, piece) = item.quotientAndRemainder(dividingBy: columns.pieces.count)
                self.kernels.columnProducts(
                    view, columns.pieces[piece], self.coefficients.baseAddress + output, self.shape.outputCount, grid,
                    sums + output * self.shape.stride)
            }
        }
        // Sums on a grid are exact, in whatever order.
        let all = ranks.allGather(numbers: own)
        return all.dropFirst().reduce(all[0]) { sum($0, 1, $1) }
    }

    /// How columns are shifted and scaled. Collective.
    func columnScales() -> ColumnScales {
        if let columns {
            return columns.scales(rowCount: dataset.rowCount, stride: shape.stride, workers: workers, ranks: ranks)
        }
        return dataset.scaling == nil
            ? ColumnScales(of: dataset, stride: shape.stride, ranks: ranks) : ColumnScales(unscaled: shape.stride)
    }

    /// The curvature of a row's loss by an output, where the model was evaluated last: w ℓ'', or w p (1 − p) of a class.
    private func curvature(ofRow row: Int, inHeldShard index: Int, _ output: Int) -> Double {
        let place = (firstRows[index] + row) * shape.outputCount + output
        switch head {
        case .point: return curves.baseAddress[place]
        case .softmax:
            let probability = curves.baseAddress[place]
            let weight = dataset.partitions[dataset.held.lowerBound + index].weights.map { Double($0[row]) } ?? 1
            return weight * probability * (1 - probability)
        }
    }

    /// The curvatures of every so many rows of each shard by an output, in the shards' order. Collective.
    func curvatures(every step: Int, _ output: Int) -> [Double] {
        let own = (0..<dataset.held.count).flatMap { index in
            let rowCount = dataset.partitions[dataset.held.lowerBound + index].rowCount
            return stride(from: 0, to: rowCount, by: step).map { curvature(ofRow: $0, inHeldShard: index, output) }
        }
        return ranks.allGather(numbers: own).flatMap { $0 }
    }

    /// The mean curvature of the rows. Collective.
    func meanCurvature() -> Double {
        let own = (0..<dataset.held.count).map { index in
            let rowCount = dataset.partitions[dataset.held.lowerBound + index].rowCount
            return (0..<rowCount).reduce(0.0) { sum, row in
                (0..<shape.outputCount).reduce(sum) { $0 + curvature(ofRow: row, inHeldShard: index, $1) }
            }
        }
        let count = Double(dataset.rowCount * shape.outputCount)
        let mean = ranks.allGather(numbers: own).joined().reduce(0, +) / count
        return max(mean, 1e-12)
    }
}
