import Autodiff
import Kernels
import Models

/// The four models that are written by hand elsewhere, on the tape.
struct FullyConnected: ModelDefinition {
    let featureCount: Int
    let hidden: [Int]
    let outputCount: Int
    let activation: Activation
    let task: LearningTask
    var loss = PointLoss.squared

    init(
        featureCount: Int, hidden: [Int] = [], outputCount: Int = 1, activation: Activation = .relu,
        classCount: Int? = nil, loss: PointLoss = .squared
    ) {
        self.featureCount = featureCount
        self.hidden = hidden
        self.outputCount = outputCount
        self.activation = activation
        self.loss = loss
        task = classCount.map { .classification(classCount: $0) } ?? .regression
    }

    private func prefix(_ layer: Int) -> String { hidden.isEmpty ? "" : "layers.\(layer)." }

    var parameters: [Parameter] {
        let sizes = [featureCount] + hidden + [outputCount]
        return (0...hidden.count).flatMap { layer in
            let isLast = layer == hidden.count
            let initial: Parameter.Initial =
                hidden.isEmpty ? .zeros : .layer(!isLast && activation == .relu ? .he : .xavier)
            return [
                Parameter.weight(
                    prefix(layer) + "weight", outputs: sizes[layer + 1], inputs: sizes[layer], initial: initial),
                .bias(prefix(layer) + "bias", outputs: sizes[layer + 1]),
            ]
        }
    }

    func outputs(of features: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
        var values = features
        for layer in 0...hidden.count {
            values = values.linear(
                parameters[prefix(layer) + "weight"], parameters[prefix(layer) + "bias"],
                activation: layer < hidden.count ? activation : nil)
        }
        return values
    }

    func losses(of outputs: Tensor, targets: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
        let values = outputCount == 1 ? outputs.reshaped(to: Shape(outputs.shape[0])) : outputs
        switch (task, loss) {
        case (.classification, _):
            return outputCount == 1 ? values.logisticLoss(of: targets) : values.crossEntropy(of: targets)
        case (_, .huber(let delta)): return values.huberLoss(to: targets, delta: delta)
        case (_, .absolute): return values.absoluteLoss(to: targets)
        case (_, .quantile(let level)): return values.quantileLoss(to: targets, level: level)
        default: return values.squaredLoss(to: targets)
        }
    }
}

/// Embeddings of two places, a detached branch, dropout and layer norm: what the hand-written models lack.
struct TwoTowers: ModelDefinition {
    var featureCount: Int { 7 }
    let task = LearningTask.regression
    var names = (first: "first", second: "second")

    var parameters: [Parameter] {
        [
            .table("first", count: 5, columns: 6, initial: .normal(deviation: 0.5)),
            .table("second", count: 3, columns: 6, initial: .normal(deviation: 0.5)),
            .weight("weight", outputs: 6, inputs: 5),
            .bias("bias", outputs: 6),
            .tensor("gain", shape: [6], role: .bias, initial: .constant(1)),
            .tensor("scale", shape: [], role: .bias, initial: .constant(0.5)),
            .tensor("cube", shape: [2, 3, 5], role: .weight, initial: .normal(deviation: 0.1)),
        ]
    }

    func outputs(of features: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
        let rows = features.shape[0]
        let first = parameters[names.first].gatherRows(features.slice(0..<1, axis: 1).reshaped(to: Shape(rows)))
        let second = parameters[names.second].gatherRows(features.slice(1..<2, axis: 1).reshaped(to: Shape(rows)))
        let numbers = features.slice(2..<7, axis: 1)
        let sums = numbers.linear(parameters["weight"], parameters["bias"], activation: .tanh)
            .layerNorm(gain: parameters["gain"], bias: parameters["bias"]).dropout(0.25)
        let cube = (numbers.reshaped(to: Shape(rows, 1, 5)) * parameters["cube"].mean(axis: 0)).sum(axis: 2).sum(
            axis: 1)
        return (first * second + sums.detach() * first + sums).sum(axis: 1) * parameters["scale"] + cube
    }
}
