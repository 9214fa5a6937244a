// Softmax regression from scratch: classes instead of a number, and the cross-entropy instead of the squared error.

import Lockstep
import Options

let kernels = try Options().kernels

// The data: points around a centre for each of four classes.
let (classCount, featureCount, trainingCount) = (4, 6, 4000)
let source = SyntheticClusters(
    seed: 42, rowCount: 5000, featureCount: featureCount, classCount: classCount, noise: 1,
    kernels: kernels)
let training = source.read(0..<trainingCount)
let test = source.read(trainingCount..<source.rowCount)

// The model: a logit for each class.
var weight = [Float](repeating: 0, count: classCount * featureCount)
var bias = [Float](repeating: 0, count: classCount)

func logits(_ x: Tensor, _ w: Tensor, _ b: Tensor) -> Tensor { x.linear(w, b) }

func descend(_ parameters: inout [Float], along gradient: [Float], learningRate: Float) {
    for index in parameters.indices { parameters[index] -= learningRate * gradient[index] }
}

// The share of the rows whose largest logit is at their label.
func accuracy(of scores: [Float], _ labels: [Float]) -> Double {
    let correct = labels.indices.count { row in
        let scores = scores[row * classCount..<(row + 1) * classCount]
        return scores.firstIndex(of: scores.max()!)! - scores.startIndex == Int(labels[row])
    }
    return Double(correct) / Double(labels.count)
}

let batchSize = 50
let tape = Tape(kernels: kernels)
for epoch in 1...5 {
    var lossSum: Float = 0
    for start in stride(from: 0, to: trainingCount, by: batchSize) {
        tape.begin(.training(seed: 0, step: start))
        let rows = start..<start + batchSize
        let x = tape.constant(
            Array(training.features[rows.lowerBound * featureCount..<rows.upperBound * featureCount]),
            Shape(batchSize, featureCount))
        let labels = tape.constant(Array(training.targets[rows]), Shape(batchSize))
        let w = tape.variable(weight, Shape(classCount, featureCount))
        let b = tape.variable(bias, Shape(classCount))
        let loss = logits(x, w, b).crossEntropy(of: labels).mean()
        try loss.backward()
        descend(&weight, along: try w.gradient, learningRate: 0.1)
        descend(&bias, along: try b.gradient, learningRate: 0.1)
        lossSum += try loss.detach().scalar
    }
    tape.begin(.evaluation)
    let scores = try logits(
        tape.constant(test.features, Shape(test.targets.count, featureCount)),
        tape.constant(weight, Shape(classCount, featureCount)), tape.constant(bias, Shape(classCount))
    ).values
    let testAccuracy = accuracy(of: scores, test.targets)
    print("epoch \(epoch): loss \(lossSum / Float(trainingCount / batchSize)), test accuracy \(testAccuracy)")
}
print("digest \((weight + bias).withUnsafeBytes { Digest(of: $0) })")
