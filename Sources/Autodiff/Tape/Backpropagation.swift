extension TapeState {
    /// Computes the gradient of a node of one number, whose derivative by itself is 1.
    mutating func backward(from root: Int) {
        guard let seed = prepareBackward(from: root) else { return }
        seed.base[0] = 1
        propagate(from: root)
    }

    /// Computes the gradient of the sum of a vector's numbers, each times its weight; without weights each counts as 1.
    mutating func backwardFromSum(of root: Int, weights: UnsafePointer<Float>?) {
        guard let seed = prepareBackward(from: root) else { return }
        if let weights {
            seed.base.update(from: weights, count: seed.shape.inner)
        } else {
            seed.base.update(repeating: 1, count: seed.shape.inner)
        }
        propagate(from: root)
    }

    /// The root's gradient, zero; nil where there is nothing to do.
    private mutating func prepareBackward(from root: Int) -> Numbers? {
        evaluate(root)
        guard error == nil else { return nil }
        guard !hasRunBackward else {
            fail("backward", [nodes[root].shape], "it has run on this step already")
            return nil
        }
        hasRunBackward = true
        return nodes[root].requiresGradient ? gradient(Int32(root)) : nil
    }

    private mutating func propagate(from root: Int) {
        for index in (0...root).reversed() where nodes[index].hasGradient { propagate(nodes[index]) }
    }

    /// Whether a gradient flows to an input.
    func requiresGradient(_ place: Int32) -> Bool { place != Node.Inputs.none && nodes[Int(place)].requiresGradient }

    /// An input's gradient so far, zero where nothing was added yet.
    mutating func gradient(_ place: Int32) -> Numbers {
        let (numbers, isBegun) = gradientMemory(place)
        if !isBegun { numbers.clear() }
        return numbers
    }

    /// Memory for an input's gradient, and whether it holds a sum that is to be added to. The caller writes it.
    mutating func gradientMemory(_ place: Int32) -> (numbers: Numbers, isBegun: Bool) {
        let index = Int(place)
        if nodes[index].gradient == nil { nodes[index].gradient = numbers(like: nodes[index]).base }
        defer { nodes[index].hasGradient = true }
        return (nodes[index].gradientNumbers, nodes[index].hasGradient)
    }

    /// Adds to the gradients of a node's inputs what its own gradient says.
    private mutating func propagate(_ node: Node) {
        let g = node.gradientNumbers
        switch node.operation {
        case .input, .detach: break
        case .add, .subtract, .multiply, .divide, .maximum: propagateArithmetic(node, g)
        case .negative, .exp, .log, .sqrt, .abs, .relu, .tanh, .sigmoid, .gelu, .pow: propagateFunction(node, g)
        case .matmul(let leftIsTransposed, let rightIsTransposed):
            propagateProduct(node, g, leftIsTransposed, rightIsTransposed)
        case .linear(let weightIsTransposed, let activation):
            propagateLinear(node, g, weightIsTransposed, activation)
        default:
            if requiresGradient(node.inputs.first) || requiresGradient(node.inputs.second) { propagateOther(node, g) }
        }
    }

    private mutating func propagateOther(_ node: Node, _ g: Numbers) {
        let (first, second) = (node.inputs.first, node.inputs.second)
        switch node.operation {
        case .sumAll(let isMean): spreadAll(g, isMean, to: gradient(first))
        case .sum(let axis, let isMean): spread(g, axis, isMean, to: gradient(first))
        case .max(let axis): spreadToLargest(g, axis, input(first), to: gradient(first))
        case .softmax: propagateSoftmax(node.numbers, g, to: gradient(first))
        case .logSoftmax: propagateLogSoftmax(node, g, to: gradient(first))
        case .layerNorm: propagateNormalization(node, g, to: gradient(first))
        case .crossEntropy: propagateCrossEntropy(node, g)
        case .pointLoss(let loss): propagatePointLoss(loss, node, g)
        case .reshape: reshape(g, gradient(first)) { $0.pointee += $1 }
        case .transpose: transpose(g, gradient(first)) { $0.pointee += $1 }
        case .slice(let axis, let start): addSlice(g, axis, start, to: gradient(first))
        case .concatenate(let axis): propagateConcatenation(node, g, axis)
        case .gatherRows: addRows(g, input(second), to: gradient(first))
        case .dropout: propagateDropout(node, g, to: gradient(first))
        default: preconditionFailure("\(node.operation.name) has no gradient of this kind")
        }
    }
}
