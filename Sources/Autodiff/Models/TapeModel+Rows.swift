public import Kernels
import Models

extension TapeModel {
    /// As that of step 0 and shard 0; see `Model`.
    public func sumGradient(
        over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
        into gradient: UnsafeMutablePointer<Float>
    ) {
        sumGradient(
            ofStep: 0, shard: 0, over: rows, upcoming: upcoming, prefetchDistance: prefetchDistance,
            parameters: parameters, scratch: scratch, into: gradient
        ) { _ in }
    }

    /// Sums the gradient of the losses, a tile of rows at a time; see `Model`.
    public func sumGradient(
        ofStep step: Int, shard: Int, over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
        into gradient: UnsafeMutablePointer<Float>, isWhole: (_ part: Int) -> Void
    ) {
        (gradient + layout.count).update(repeating: 0, count: ParameterLayout.lossCount)
        withUnsafeTemporaryAllocation(of: Bool.self, capacity: slots.count) { isBegun in
            isBegun.initialize(repeating: false)
            let tape = Tape(kernels: kernels, borrowing: scratch, byteCount: scratchCount * 4)
            var lossSum: Float = 0
            for first in stride(from: 0, to: rows.count, by: Self.tileRows) {
                let end = min(first + Self.tileRows, rows.count)
                let next = end < rows.count ? rows.slice(end..<min(end + Self.tileRows, rows.count)) : upcoming
                if prefetchDistance > 0, rows.features.rowBytes <= Network.prefetchedRowBytes {
                    kernels.prefetchRows(next.slice(0..<min(next.count, Self.tileRows)))
                }
                tape.begin(.training(seed: dropoutSeed, step: step))
                let tile = Tile(rows.slice(first..<end), shard: shard, on: tape)
                guard tile.rowCount > 0 else { continue }
                let tensors = Parameters(
                    slots, on: tape, parameters, gradient: gradient, isBegun: isBegun.baseAddress)
                do throws(TapeError) {
                    try tape.backwardFromLosses(of: definition, tile, tensors) { lossSum += $0 }
                } catch {
                    note(error)
                    lossSum = .nan
                    break
                }
                if let start = isBegun.baseAddress { tensors.noteGradients(in: start) }
            }
            for (slot, isBegun) in zip(slots, isBegun) where !isBegun {
                (gradient + slot.offset).update(repeating: 0, count: slot.span)
            }
            gradient[layout.count] = lossSum
        }
    }

    /// Outputs are the definition's predictions; see `Model`.
    public func predict(
        _ rows: FeatureRows, rowCount: Int, targets: UnsafePointer<Float>?, parameters: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, outputs: UnsafeMutablePointer<Float>,
        losses: UnsafeMutablePointer<Float>
    ) {
        let tape = Tape(kernels: kernels, borrowing: scratch, byteCount: scratchCount * 4)
        for first in stride(from: 0, to: rowCount, by: Self.tileRows) {
            let count = min(Self.tileRows, rowCount - first)
            tape.begin(.evaluation)
            let tile = Tile(rows.dropFirst(first), targets.map { $0 + first }, count: count, on: tape)
            let tensors = Parameters(slots, on: tape, parameters, gradient: nil, isBegun: nil)
            do throws(TapeError) {
                let sums = definition.outputs(of: tile.features, tensors, on: tape)
                let predictions = try definition.predictions(from: sums).evaluated("predictions")
                for row in 0..<count {
                    // A vector of rows is one row in memory.
                    let from = predictions.shape.rank == 1 ? predictions.base + row : predictions.row(row)
                    (outputs + (first + row) * outputCount).update(from: from, count: outputCount)
                }
                guard let targets = tile.targets else { continue }
                let values = try definition.losses(of: sums, targets: targets, tensors, on: tape).evaluated("losses")
                (losses + first).update(from: values.base, count: count)
            } catch {
                note(error)
                (outputs + first * outputCount).update(repeating: .nan, count: count * outputCount)
                if targets != nil { (losses + first).update(repeating: .nan, count: count) }
            }
        }
    }
}

/// Rows on a tape.
struct Tile {
    let features: Tensor
    let targets: Tensor?
    /// A weight for each row; nil where each counts as 1.
    let weights: UnsafePointer<Float>?
    let rowCount: Int

    /// Rows of a shard, with keys for what is random about them; those of weight 0 are left out.
    init(_ rows: GatheredRows, shard: Int, on tape: borrowing Tape) {
        let (rows, weights) = tape.rowsThatCount(rows)
        self.weights = weights
        rowCount = rows.count
        features = tape.rows(rows.features, places: rows.places, count: rows.count)
        targets = tape.input(Shape(rows.count)) { numbers in
            for row in 0..<rows.count { numbers.base[row] = rows.targets[Int(rows.places[row])] }
            numbers.clearPadding()
        }
        let keys = tape.state.pointee.arena.allocate(UInt64.self, count: rows.count)
        for row in 0..<rows.count { keys[row] = Dropout.key(ofRow: rows.names[row], in: shard) }
        tape.state.pointee.rowKeys = UnsafeBufferPointer(start: keys, count: rows.count)
    }

    /// Consecutive rows.
    init(_ features: FeatureRows, _ targets: UnsafePointer<Float>?, count: Int, on tape: borrowing Tape) {
        rowCount = count
        weights = nil
        self.features = tape.rows(features, places: nil, count: count)
        self.targets = targets.map { targets in tape.input(Shape(count)) { $0.write(targets) } }
    }
}

extension Tape {
    fileprivate func rows(_ features: FeatureRows, places: UnsafePointer<UInt32>?, count: Int) -> Tensor {
        input(Shape(count, features.featureCount)) { numbers in
            state.pointee.kernels.gatherRows(features, places, count, numbers.base, numbers.stride)
        }
    }

    /// The rows whose weight is not 0, and their weights.
    fileprivate func rowsThatCount(_ rows: GatheredRows) -> (GatheredRows, weights: UnsafePointer<Float>?) {
        guard let all = rows.weights else { return (rows, nil) }
        let places = state.pointee.arena.allocate(UInt32.self, count: rows.count)
        let names = state.pointee.arena.allocate(UInt32.self, count: rows.count)
        let weights = state.pointee.arena.allocate(Float.self, count: rows.count)
        var (rest, count) = (rows, 0)
        for row in 0..<rows.count {
            let weight = all[Int(rows.places[row])]
            guard weight != 0 else { continue }
            (places[count], names[count], weights[count]) = (rows.places[row], rows.names[row], weight)
            count += 1
        }
        (rest.places, rest.names, rest.count) = (UnsafePointer(places), UnsafePointer(names), count)
        return (rest, UnsafePointer(weights))
    }

    /// Computes the losses of a tile and the gradient of their sum, each row's times its weight; notes these losses, in
    /// order.
    func backwardFromLosses(
        of definition: some ModelDefinition, _ tile: Tile, _ parameters: Parameters, _ note: (Float) -> Void
    ) throws(TapeError) {
        let outputs = definition.outputs(of: tile.features, parameters, on: self)
        let losses = definition.losses(of: outputs, targets: tile.targets!, parameters, on: self)
        if losses.isUsable(by: "losses"), losses.node.shape != Shape(tile.rowCount) {
            state.pointee.fail("losses", [losses.node.shape], "expected a loss for each row, [\(tile.rowCount)]")
        }
        let values = try losses.evaluated("losses")
        state.pointee.backwardFromSum(of: Int(losses.index), weights: tile.weights)
        try state.pointee.throwError()
        for row in 0..<tile.rowCount { note(values.base[row] * (tile.weights?[row] ?? 1)) }
    }
}
