import Kernels
import Models

/// A step of a model on rows of zeros: shows mistakes in the definition, and how much memory a step takes.
struct Rehearsal<Definition: ModelDefinition> {
    private let definition: Definition
    private let layout: ParameterLayout
    private let slots: [ParameterSlot]
    private let kernels: KernelTable

    init(_ definition: Definition, _ layout: ParameterLayout, _ slots: [ParameterSlot], _ kernels: KernelTable) {
        self.definition = definition
        self.layout = layout
        self.slots = slots
        self.kernels = kernels
    }

    /// Runs a training step and an evaluation with so many rows; returns how many numbers the prediction of a row has, and
    /// how many numbers of scratch the larger of the two needs.
    func run(rowCounts: [Int]) throws(TapeError) -> (outputCount: Int, scratchCount: Int) {
        var outputCount = 0
        var byteCount = Tape.minimumBytes
        for rowCount in rowCounts {
            byteCount = max(byteCount, try train(rowCount))
            let evaluation = try evaluate(rowCount)
            outputCount = evaluation.outputCount
            byteCount = max(byteCount, evaluation.byteCount)
        }
        return (outputCount, (byteCount + 63) / 64 * 16)
    }

    private func tile(_ rowCount: Int, on tape: borrowing Tape) -> Tile {
        let features = [Float](repeating: 0, count: rowCount * definition.featureCount + 16)
        let targets = [Float](repeating: 0, count: rowCount)
        // Weights take room on the tape.
        let weights = [Float](repeating: 1, count: rowCount)
        let places = (0..<UInt32(rowCount)).map { $0 }
        return features.withUnsafeBufferPointer { features in
            let rows = FeatureRows(features.baseAddress!, featureCount: definition.featureCount)
            return targets.withUnsafeBufferPointer { targets in
                weights.withUnsafeBufferPointer { weights in
                    places.withUnsafeBufferPointer { places in
                        Tile(
                            GatheredRows(
                                features: rows, targets: targets.baseAddress!, weights: weights.baseAddress!,
                                places: places.baseAddress!, count: rowCount),
                            shard: 0, on: tape)
                    }
                }
            }
        }
    }

    private func train(_ rowCount: Int) throws(TapeError) -> Int {
        let tape = Tape(kernels: kernels)
        let numbers = [Float](repeating: 0, count: layout.count)
        var gradient = numbers
        let tile = tile(rowCount, on: tape)
        try numbers.withUnsafeBufferPointer { numbers throws(TapeError) in
            try gradient.withUnsafeMutableBufferPointer { gradient throws(TapeError) in
                let parameters = Parameters(
                    slots, on: tape, numbers.baseAddress!, gradient: gradient.baseAddress!, isBegun: nil)
                try tape.backwardFromLosses(of: definition, tile, parameters) { _ in }
            }
        }
        return tape.neededBytes
    }

    private func evaluate(_ rowCount: Int) throws(TapeError) -> (outputCount: Int, byteCount: Int) {
        let tape = Tape(kernels: kernels, pass: .evaluation)
        let numbers = [Float](repeating: 0, count: layout.count)
        let tile = tile(rowCount, on: tape)
        let outputCount = try numbers.withUnsafeBufferPointer { numbers throws(TapeError) in
            let parameters = Parameters(slots, on: tape, numbers.baseAddress!, gradient: nil, isBegun: nil)
            let outputs = definition.outputs(of: tile.features, parameters, on: tape)
            let predictions = definition.predictions(from: outputs)
            let shape = predictions.shape
            _ = try predictions.evaluated("predictions")
            _ = try definition.losses(of: outputs, targets: tile.targets!, parameters, on: tape).evaluated("losses")
            guard (1...2).contains(shape.rank), shape[0] == rowCount else {
                throw TapeError(
                    operation: "predictions", shapes: [shape], reason: "expected a row for each of \(rowCount) rows")
            }
            return shape.rank == 1 ? 1 : shape[1]
        }
        return (outputCount, tape.neededBytes)
    }
}
