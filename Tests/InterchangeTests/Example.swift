import Datasets
import Kernels
import Models
import TestSupport
import Testing
import Training

let kernels = try! InstructionSet.best().kernels

/// A model with random parameters, rows for it, and its predictions.
struct Example: CustomTestStringConvertible, Sendable {
    let architecture: Architecture
    let featureCount: Int
    let classNames: [String]?
    let model: TrainedModel
    let rowCount: Int
    let rows: [Float]

    init(
        _ architecture: Architecture, features featureCount: Int, classes classNames: [String]? = nil,
        rows rowCount: Int = 37, isScaled: Bool = false, missing: Int = 0, offset: Double = 0,
        targetScaling: TargetScaling? = nil
    ) {
        var random = SplitMix(state: UInt64(featureCount))
        let classes = classNames.flatMap(ClassLabels.init(names:))
        let empty = architecture.makeModel(featureCount: featureCount, classCount: classes?.count, kernels: kernels)
        var parameters = [Float](repeating: 0, count: empty.layout.count)
        for tensor in empty.layout.tensors {
            let scale = tensor.shape.count == 2 ? 1 / Float(tensor.shape[1]).squareRoot() : 1
            tensor.write(
                (0..<tensor.count).map { _ in scale * .random(in: -2...2, using: &random) }, to: &parameters)
        }
        self.architecture = architecture
        self.featureCount = featureCount
        self.classNames = classNames
        self.rowCount = rowCount
        model = TrainedModel(
            architecture: architecture, parameters: parameters,
            featureNames: .named((0..<featureCount).map { "feature, \"\($0)\"" }), targetName: "größe",
            classes: classes, scaling: isScaled ? Self.scaling(featureCount, missing > 0, offset, &random) : nil,
            targetScaling: targetScaling, kernels: kernels)
        var rows: [Float] = (0..<rowCount * featureCount).map { _ in
            .random(in: -3...3, using: &random) + Float(offset)
        }
        for _ in 0..<missing { rows[.random(in: rows.indices, using: &random)] = .nan }
        self.rows = rows
    }

    private static func scaling(
        _ count: Int, _ fillsMissing: Bool, _ offset: Double, _ random: inout SplitMix
    ) -> FeatureScaling? {
        func numbers(_ range: ClosedRange<Double>) -> [Double] {
            (0..<count).map { _ in .random(in: range, using: &random) }
        }
        return FeatureScaling(
            offsets: numbers(-2...2).map { $0 + offset }, scales: numbers(0.5...3),
            fills: fillsMissing ? numbers(-1...1) : nil)
    }

    var testDescription: String { "\(architecture), \(featureCount) features" }

    static let all: [Example] = [
        Example(.linearRegression(.squared), features: 1),
        Example(.linearRegression(.huber(delta: 0.5)), features: 33, rows: 1),
        Example(.linearRegression(.quantile(level: 0.9)), features: 5, rows: 7),
        Example(.logisticRegression, features: 5, classes: ["-3", "7"]),
        Example(.logisticRegression, features: 16, classes: ["no", "yes"]),
        Example(.softmaxRegression, features: 4, classes: ["Iris setosa", "Iris \"versicolor\"", "größer 🌷"]),
        Example(.softmaxRegression, features: 64, classes: (0..<10).map { "\($0)" }),
        Example(mlp([7], .relu), features: 3, classes: ["a", "b", "c"]),
        Example(mlp([17, 30], .tanh), features: 17, classes: ["0", "1"], rows: 100),
        Example(mlp([20], .sigmoid), features: 2, classes: (0..<40).map { "\(2 * $0)" }),
        Example(mlp([9, 4, 3], .relu, .squared), features: 12),
        Example(mlp([6, 5], .gelu, .squared), features: 4),
        Example(mlp([5], .tanh, .absolute), features: 8, rows: 1),
    ]

    /// Those that predict e to the weighted sums.
    static let means: [Example] = [
        Example(.linearRegression(.poisson), features: 5, isScaled: true),
        Example(mlp([6], .tanh, .gamma), features: 4),
    ]

    static let scaled: [Example] = [
        Example(.linearRegression(.squared), features: 5, isScaled: true),
        Example(.logisticRegression, features: 7, classes: ["no", "yes"], isScaled: true),
        Example(mlp([7], .relu), features: 3, classes: ["a", "b", "c"], isScaled: true),
        Example(.linearRegression(.squared), features: 6, targetScaling: TargetScaling(mean: -3, scale: 0.25)),
        Example(
            mlp([6], .tanh, .huber(delta: 2)), features: 4, isScaled: true,
            targetScaling: TargetScaling(mean: 40, scale: 7)),
    ]

    /// Features that are large beside their differences, of which single precision keeps enough, and a target likewise.
    static let far = Example(
        .linearRegression(.squared), features: 3, isScaled: true, offset: 100_000,
        targetScaling: TargetScaling(mean: 5000, scale: 2))

    static let missing: [Example] = [
        Example(.linearRegression(.squared), features: 5, isScaled: true, missing: 30),
        Example(mlp([7], .relu), features: 3, classes: ["a", "b", "c"], isScaled: true, missing: 20),
    ]

    static func mlp(_ hidden: [Int], _ activation: Activation, _ loss: PointLoss? = nil) -> Architecture {
        .multilayerPerceptron(hidden: hidden, activation: activation, initialization: nil, regressionLoss: loss)
    }
}
