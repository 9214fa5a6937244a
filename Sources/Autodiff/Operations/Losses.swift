import Kernels

extension TapeState {
    /// The cross-entropy of each row's label; keeps the gradient by the logits.
    mutating func crossEntropy(_ logits: Numbers, _ labels: Numbers, _ result: Numbers, savingIn index: Int) {
        let classCount = logits.shape.inner
        for row in 0..<labels.shape.inner {
            guard isPlace(labels.base[row], below: classCount) else {
                return fail(
                    "crossEntropy", [logits.shape, labels.shape],
                    "label \(labels.base[row]) of row \(row), expected a class 0..<\(classCount)")
            }
        }
        let gradient = Numbers(base: floats(logits.span), shape: logits.shape, stride: logits.stride)
        gradient.copy(logits)
        kernels.softmax(
            SoftmaxJob(
                logits: gradient.base, stride: gradient.stride, rowCount: labels.shape.inner, classCount: classCount,
                labels: labels.base, losses: result.base, result: .gradient))
        gradient.clearPadding()
        result.clearPadding()
        nodes[index].saved = gradient.base
    }

    mutating func propagateCrossEntropy(_ node: Node, _ g: Numbers) {
        guard requiresGradient(node.inputs.first) else { return }
        let logits = input(node.inputs.first)
        let saved = Numbers(base: node.saved!, shape: logits.shape, stride: logits.stride)
        let target = gradient(node.inputs.first)
        for index in 0..<logits.shape.rowCount {
            let (row, sums) = (saved.row(index), target.row(index))
            let factor = Lanes(repeating: g.base[index])
            forEachVector(of: logits.shape.inner) { k, _ in
                store(lanes(at: sums + k) + factor * lanes(at: row + k), at: sums + k)
            }
        }
    }

    /// A loss of each number; keeps the derivatives by the outputs.
    mutating func pointLoss(
        _ loss: PointLoss, _ outputs: Numbers, _ targets: Numbers, _ result: Numbers, savingIn index: Int
    ) {
        let derivatives = Numbers(base: floats(result.span), shape: result.shape, stride: result.stride)
        for row in 0..<result.shape.rowCount {
            kernels.pointLosses(
                PointLossJob(
                    loss: loss, outputs: outputs.row(row), targets: targets.row(row), count: result.shape.inner,
                    stride: 1, derivatives: derivatives.row(row), losses: result.row(row)))
        }
        derivatives.clearPadding()
        result.clearPadding()
        nodes[index].saved = derivatives.base
    }

    mutating func propagatePointLoss(_ loss: PointLoss, _ node: Node, _ g: Numbers) {
        let derivatives = Numbers(base: node.saved!, shape: node.shape, stride: node.stride)
        if requiresGradient(node.inputs.first) {
            accumulate(into: gradient(node.inputs.first), g, derivatives, derivatives) { g, slope, _ in g * slope }
        }
        guard requiresGradient(node.inputs.second) else { return }
        let target = gradient(node.inputs.second)
        let (outputs, targets) = (input(node.inputs.first), input(node.inputs.second))
        switch loss {
        case .logistic:
            accumulate(into: target, g, outputs, outputs) { g, z, _ in -g * z }
        case .poisson:
            let logarithms = numbers(like: node)
            logarithms.copy(targets)
            for row in 0..<node.shape.rowCount { kernels.logarithms(logarithms.row(row), node.shape.inner) }
            accumulate(into: target, g, logarithms, outputs) { g, logarithm, z in g * (logarithm - z) }
        case .gamma:
            accumulate(into: target, g, derivatives, targets) { g, slope, y in -g * slope / y }
        case .squared, .huber, .absolute, .quantile:
            // These losses depend on the difference alone.
            accumulate(into: target, g, derivatives, derivatives) { g, slope, _ in -g * slope }
        }
    }

    /// Whether a number is a whole one from 0 and below a limit.
    func isPlace(_ number: Float, below limit: Int) -> Bool {
        number >= 0 && number < Float(limit) && number == number.rounded(.towardZero)
    }
}
