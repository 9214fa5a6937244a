import Kernels

extension TapeState {
    /// Computes a node's value, and before it those that it needs and that are not there yet, in the order of recording.
    mutating func evaluate(_ root: Int) {
        guard error == nil, !nodes[root].isEvaluated else { return }
        for index in 0...root { nodes[index].isNeeded = false }
        nodes[root].isNeeded = true
        for index in (0...root).reversed() where nodes[index].isNeeded && !nodes[index].isEvaluated {
            let nodes = nodes
            nodes[index].inputs.forEach { nodes[$0].isNeeded = true }
        }
        for index in 0...root where nodes[index].isNeeded && !nodes[index].isEvaluated {
            compute(index)
            guard error == nil else { return }
            nodes[index].isEvaluated = true
        }
    }

    func input(_ place: Int32) -> Numbers { nodes[Int(place)].numbers }

    private mutating func compute(_ index: Int) {
        let node = nodes[index]
        if case .detach = node.operation {
            nodes[index].value = nodes[Int(node.inputs.first)].value
            nodes[index].stride = nodes[Int(node.inputs.first)].stride
            return
        }
        let result = numbers(like: node)
        nodes[index].value = result.base
        let first = input(node.inputs.first)
        switch node.operation {
        case .input, .detach: preconditionFailure("an input without a value")
        case .add: combine(first, input(node.inputs.second), into: result) { $0 + $1 }
        case .subtract: combine(first, input(node.inputs.second), into: result) { $0 - $1 }
        case .multiply: combine(first, input(node.inputs.second), into: result) { $0 * $1 }
        case .divide: combine(first, input(node.inputs.second), into: result) { $0 / $1 }
        case .maximum:
            combine(first, input(node.inputs.second), into: result) { a, b in a.replacing(with: b, where: .!(a .>= b)) }
        case .negative, .exp, .log, .sqrt, .abs, .relu, .tanh, .sigmoid, .gelu, .pow:
            apply(node.operation, first, result, savingIn: index)
        case .sumAll(let isMean): sumAll(first, result, isMean)
        case .sum(let axis, let isMean): sum(first, axis, result, isMean)
        case .max(let axis): largest(first, axis, result)
        case .softmax: softmax(first, result)
        case .logSoftmax: logSoftmax(first, result, savingIn: index)
        case .layerNorm(let epsilon): normalize(first, result, epsilon, savingIn: index)
        case .crossEntropy: crossEntropy(first, input(node.inputs.second), result, savingIn: index)
        case .pointLoss(let loss): pointLoss(loss, first, input(node.inputs.second), result, savingIn: index)
        case .matmul(let leftIsTransposed, let rightIsTransposed):
            multiply(first, leftIsTransposed, input(node.inputs.second), rightIsTransposed, result)
        case .linear(let weightIsTransposed, let activation):
            linear(node, weightIsTransposed, activation, result, savingIn: index)
        case .reshape: reshape(first, result) { $0.pointee = $1 }
        case .transpose: transpose(first, result) { $0.pointee = $1 }
        case .slice(let axis, let start): slice(first, axis, start, result)
        case .concatenate(let axis): concatenate(first, input(node.inputs.second), axis, result)
        case .gatherRows: gatherRows(first, input(node.inputs.second), result)
        case .dropout(let probability, let ordinal): drop(first, result, probability, ordinal, savingIn: index)
        }
    }
}
