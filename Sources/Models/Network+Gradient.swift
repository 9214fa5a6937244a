public import Kernels

extension Network {
    /// Sums the gradient of the head's loss by backpropagation, a tile of rows at a time; see `Model`.
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

    /// Each layer is a part.
    public var gradientParts: [Int] { layers.map(\.weight.offset) }

    /// The same in every step; a layer's gradient is complete in the last tile, after those of the layers that follow it.
    public func sumGradient(
        ofStep step: Int, shard: Int, over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, scratch memory: UnsafeMutablePointer<Float>,
        into gradient: UnsafeMutablePointer<Float>, isWhole: (_ part: Int) -> Void
    ) {
        (gradient + layout.count).update(repeating: 0, count: ParameterLayout.lossCount)
        guard rows.count > 0 else {
            gradient.update(repeating: 0, count: layout.count)
            for layer in layers.dropFirst().reversed() { isWhole(layer.weight.offset) }
            return
        }
        (memory + scratch.ones).update(repeating: 1, count: NetworkScratch.tileRows)
        var lossSum: Float = 0
        var first = 0
        while first < rows.count {
            let end = min(first + NetworkScratch.tileRows, rows.count)
            let next = end < rows.count ? rows.slice(end..<min(end + NetworkScratch.tileRows, rows.count)) : upcoming
            if prefetchDistance > 0, rows.features.rowBytes <= Self.prefetchedRowBytes {
                kernels.prefetchRows(next.slice(0..<min(next.count, NetworkScratch.tileRows)))
            }
            let tile = Tile(
                network: self, rows: rows.slice(first..<end), shard: shard, step: step, memory: memory,
                parameters: parameters)
            tile.forward()
            lossSum = tile.addLosses(to: lossSum)
            tile.backward(into: gradient, begins: first == 0) { part in if end == rows.count { isWhole(part) } }
            first = end
        }
        gradient[layout.count] = lossSum
    }

    /// The hardware's own prefetcher fetches most of a longer row in time, and further requests only get in its way.
    package static var prefetchedRowBytes: Int { 1024 }

    /// Outputs are class probabilities, or predictions; see `Model`.
    public func predict(
        _ rows: FeatureRows, rowCount: Int, targets: UnsafePointer<Float>?, parameters: UnsafePointer<Float>,
        scratch memory: UnsafeMutablePointer<Float>, outputs: UnsafeMutablePointer<Float>,
        losses: UnsafeMutablePointer<Float>
    ) {
        let sparse = rows.starts == nil ? nil : sparseView(parameters, scale: 1)
        let stride = sparse?.stride ?? scratch.outputStrides.last!
        let logits = memory + scratch.outputs.last!
        var first = 0
        while first < rowCount {
            let count = min(NetworkScratch.tileRows, rowCount - first)
            if let sparse {
                kernels.sparseLogits(rows.dropFirst(first), count, sparse, logits)
            } else {
                feedForward(
                    inputs(rows.dropFirst(first), places: nil, rowCount: count, memory), rowCount: count, memory,
                    parameters
                ) { kernels.activate(activation, $1, $2) }
            }
            switch head {
            case .softmax(let classCount):
                kernels.softmax(
                    SoftmaxJob(
                        logits: logits, stride: stride, rowCount: count, classCount: classCount,
                        labels: targets.map { $0 + first }, losses: targets == nil ? nil : losses + first,
                        result: .probabilities))
            case .regression(let loss):
                guard let targets else { break }
                kernels.pointLosses(
                    PointLossJob(
                        loss: loss, outputs: logits, targets: targets + first, count: count, stride: stride,
                        derivatives: nil, losses: losses + first))
            }
            for row in 0..<count {
                (outputs + (first + row) * outputCount).update(from: logits + row * stride, count: outputCount)
            }
            if let regressionLoss { kernels.predict(outputs + first, count, link: regressionLoss.link) }
            first += count
        }
    }

    /// Rows as float32: where they are for a layer that reads them once or twice; next to each other in scratch for one
    /// that reads them again and again, or where they are stored otherwise.
    @inline(__always)
    fileprivate func inputs(
        _ features: FeatureRows, places: UnsafePointer<UInt32>?, rowCount: Int, _ memory: UnsafeMutablePointer<Float>
    ) -> RowMatrix {
        guard features.storage != .float32 || features.starts != nil || layers[0].weight.order == .byInput else {
            let base = features.base.assumingMemoryBound(to: Float.self)
            return RowMatrix(base, stride: features.featureCount, places: places)
        }
        kernels.gatherRows(features, places, rowCount, memory + scratch.rows, scratch.rowStride)
        return RowMatrix(memory + scratch.rows, stride: scratch.rowStride)
    }

    /// The sums of the last layer, and the values of those before.
    fileprivate func feedForward(
        _ inputs: RowMatrix, rowCount: Int, _ memory: UnsafeMutablePointer<Float>, _ parameters: UnsafePointer<Float>,
        activate: (_ layer: Int, _ sums: UnsafeMutablePointer<Float>, _ count: Int) -> Void
    ) {
        var inputs = inputs
        for index in layers.indices {
            let (result, stride) = (memory + scratch.outputs[index], scratch.outputStrides[index])
            layers[index].forward(
                inputs, rowCount: rowCount, parameters: parameters, result: result, stride: stride, kernels)
            if index + 1 < layers.count { activate(index, result, rowCount * stride) }
            inputs = RowMatrix(result, stride: stride)
        }
    }
}

/// Some rows of a shard on their way forward and back.
private struct Tile {
    let network: Network
    let rows: GatheredRows
    let shard: Int
    let step: Int
    let memory: UnsafeMutablePointer<Float>
    let parameters: UnsafePointer<Float>
    let inputs: RowMatrix

    init(
        network: Network, rows: GatheredRows, shard: Int, step: Int, memory: UnsafeMutablePointer<Float>,
        parameters: UnsafePointer<Float>
    ) {
        self.network = network
        self.rows = rows
        self.shard = shard
        self.step = step
        self.memory = memory
        self.parameters = parameters
        inputs = network.inputs(rows.features, places: rows.places, rowCount: rows.count, memory)
    }

    private var scratch: NetworkScratch { network.scratch }
    private var kernels: KernelTable { network.kernels }

    func forward() {
        let keepsSlopes = !scratch.slopes.isEmpty
        network.feedForward(inputs, rowCount: rows.count, memory, parameters) { layer, sums, count in
            if keepsSlopes {
                activate(layer, sums, count)
            } else {
                kernels.activate(network.activation, sums, count)
            }
        }
    }

    /// Replaces a hidden layer's sums by its outputs, and keeps what the gradient by these is multiplied by.
    private func activate(_ layer: Int, _ sums: UnsafeMutablePointer<Float>, _ count: Int) {
        let (slopes, activation) = (memory + scratch.slopes[layer], network.activation)
        if let dropout = network.dropout {
            writeFactors(of: dropout, layer, to: slopes)
            (memory + scratch.factors).update(from: slopes, count: count)
        } else {
            slopes.update(repeating: 1, count: count)
        }
        if activation.derivesFromSums { kernels.activationGradient(activation, sums, slopes, count) }
        kernels.activate(activation, sums, count)
        if !activation.derivesFromSums { kernels.activationGradient(activation, sums, slopes, count) }
        if network.dropout != nil { multiply(sums, by: memory + scratch.factors, count) }
    }

    private func writeFactors(of dropout: Dropout, _ layer: Int, to factors: UnsafeMutablePointer<Float>) {
        let drawn = Dropout.Factors(dropout, step: step, layer: UInt32(layer), kernels: kernels)
        let (outputs, stride) = (network.hidden[layer], scratch.outputStrides[layer])
        for row in 0..<rows.count {
            let start = factors + row * stride
            drawn.write(ofRow: Dropout.key(ofRow: rows.names[row], in: shard), from: 0, count: outputs, to: start)
            (start + outputs).update(repeating: 0, count: stride - outputs)
        }
    }

    private func multiply(_ numbers: UnsafeMutablePointer<Float>, by factors: UnsafePointer<Float>, _ count: Int) {
        for index in 0..<count { numbers[index] *= factors[index] }
    }

    /// Turns the last layer's sums into the errors ∂ℓ/∂z, and adds the rows' losses in order.
    func addLosses(to sum: Float) -> Float {
        let targets = memory + scratch.targets
        for row in 0..<rows.count { targets[row] = rows.targets[Int(rows.places[row])] }
        let (sums, stride) = (memory + scratch.outputs.last!, scratch.outputStrides.last!)
        let losses = memory + scratch.losses
        switch network.head {
        case .softmax(let classCount):
            kernels.softmax(
                SoftmaxJob(
                    logits: sums, stride: stride, rowCount: rows.count, classCount: classCount, labels: targets,
                    losses: losses, result: .gradient))
        case .regression(let loss):
            kernels.pointLosses(
                PointLossJob(
                    loss: loss, outputs: sums, targets: targets, count: rows.count, stride: stride,
                    derivatives: sums, losses: losses))
        }
        if rows.weights != nil { weigh(losses) }
        var sum = sum
        for row in 0..<rows.count { sum += losses[row] }
        return sum
    }

    /// Multiplies errors and losses by the rows' weights. What rows of weight 0 are inside the network is cleared: it
    /// may be infinite, and the products with their errors would be no numbers.
    private func weigh(_ losses: UnsafeMutablePointer<Float>) {
        kernels.weighRows(
            RowWeightJob(
                rows: rows, derivatives: memory + scratch.outputs.last!, stride: scratch.outputStrides.last!,
                count: network.outputCount, losses: losses))
        guard let weights = rows.weights else { return }
        for row in 0..<rows.count where weights[Int(rows.places[row])] == 0 {
            for (start, stride) in zip(scratch.outputs, scratch.outputStrides).dropLast() {
                (memory + start + row * stride).update(repeating: 0, count: stride)
            }
            for (start, stride) in zip(scratch.slopes, scratch.outputStrides) {
                (memory + start + row * stride).update(repeating: 0, count: stride)
            }
        }
    }

    func backward(into gradient: UnsafeMutablePointer<Float>, begins: Bool, hasAdded: (_ layer: Int) -> Void) {
        let layers = network.layers
        var errors = RowMatrix(memory + scratch.outputs.last!, stride: scratch.outputStrides.last!)
        var buffers = scratch.errors
        for index in layers.indices.reversed() {
            let values =
                index == 0
                ? inputs : RowMatrix(memory + scratch.outputs[index - 1], stride: scratch.outputStrides[index - 1])
            layers[index].addGradient(
                rows: values, errors: errors, rowCount: rows.count, ones: memory + scratch.ones, begins: begins,
                into: gradient, kernels)
            guard index > 0 else { break }
            hasAdded(layers[index].weight.offset)
            let result = memory + buffers.0
            layers[index].backward(
                errors, rowCount: rows.count, parameters: parameters, result: result, stride: values.stride, kernels)
            let count = rows.count * values.stride
            if scratch.slopes.isEmpty {
                kernels.activationGradient(network.activation, values.base, result, count)
            } else {
                multiply(result, by: memory + scratch.slopes[index - 1], count)
            }
            errors = RowMatrix(result, stride: values.stride)
            buffers = (buffers.1, buffers.0)
        }
    }
}
