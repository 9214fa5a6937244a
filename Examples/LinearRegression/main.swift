// Linear regression from scratch: data, model, loss, minibatch descent and the training loop, written out on a tape.

import Lockstep
import Options

let kernels = try Options().kernels

// The data: y = 2 x₁ − 3.4 x₂ + 4.2 + noise.
let source = SyntheticRegression(
    seed: 42, rowCount: 1000, featureCount: 2, weights: [2, -3.4], bias: 4.2, noise: 0.01, kernels: kernels)
let rows = source.read(0..<source.rowCount)

// The model: ŷ = x·w + b.
var weight: [Float] = [0, 0]
var bias: [Float] = [0]

// The loss: half the mean squared error of a minibatch.
func loss(_ x: Tensor, _ y: Tensor, _ w: Tensor, _ b: Tensor) -> Tensor {
    (x.matmul(w) + b - y).squared().mean() * 0.5
}

// Minibatch descent: a step against the gradient.
func descend(_ parameters: inout [Float], along gradient: [Float], learningRate: Float) {
    for index in parameters.indices { parameters[index] -= learningRate * gradient[index] }
}

let batchSize = 10
let tape = Tape(kernels: kernels)
for epoch in 1...3 {
    var lossSum: Float = 0
    for start in stride(from: 0, to: source.rowCount, by: batchSize) {
        tape.begin(.training(seed: 0, step: start))
        let x = tape.constant(Array(rows.features[start * 2..<(start + batchSize) * 2]), Shape(batchSize, 2))
        let y = tape.constant(Array(rows.targets[start..<start + batchSize]), Shape(batchSize, 1))
        let w = tape.variable(weight, Shape(2, 1))
        let b = tape.variable(bias, Shape(1))
        let batchLoss = loss(x, y, w, b)
        try batchLoss.backward()
        descend(&weight, along: try w.gradient, learningRate: 0.03)
        descend(&bias, along: try b.gradient, learningRate: 0.03)
        // The number leaves the tape; what is done with it has no gradient.
        lossSum += try batchLoss.detach().scalar
    }
    print("epoch \(epoch): loss \(lossSum / Float(source.rowCount / batchSize))")
}
print("weight \(weight), bias \(bias[0])")
print("digest \((weight + bias).withUnsafeBytes { Digest(of: $0) })")
