import Kernels
import Models
import TestSupport

/// A model of some kind and size.
struct ModelShape: CustomStringConvertible {
    var isLinear = false
    let featureCount: Int
    var hidden: [Int] = []
    var activation = Activation.relu
    let head: ReferenceModel.Head

    var description: String {
        "\(isLinear ? "linear model" : "network"), \(featureCount) features, hidden \(hidden) \(activation), \(head)"
    }

    func model(_ set: InstructionSet) -> any Model {
        switch head {
        case .classes(let count):
            Network(
                featureCount: featureCount, hidden: hidden, activation: activation, head: .softmax(classCount: count),
                kernels: set.kernels)
        case .output(let loss) where isLinear:
            LinearModel(featureCount: featureCount, loss: loss, kernels: set.kernels)
        case .output(let loss):
            Network(
                featureCount: featureCount, hidden: hidden, activation: activation, head: .regression(loss),
                kernels: set.kernels)
        }
    }

    /// A target that the head is defined for.
    func target(_ random: inout SplitMix) -> Float {
        switch head {
        case .classes(let count): Float(Int.random(in: 0..<count, using: &random))
        case .output(let loss): loss.target(&random)
        }
    }

    private static let pointLosses: [PointLoss] = [.squared, .huber(delta: 0.75), .absolute, .quantile(level: 0.9)]
    private static let classes = [2, 10, 17].map { ReferenceModel.Head.classes($0) }

    static let linear = [1, 5, 17, 48].flatMap { featureCount in
        (pointLosses + [.poisson, .gamma, .logistic]).map {
            ModelShape(isLinear: true, featureCount: featureCount, head: .output($0))
        }
    }

    static let softmaxRegressions = [1, 5, 17, 48].flatMap { featureCount in
        classes.map { ModelShape(featureCount: featureCount, head: $0) }
    }

    /// Widths that fill vectors and that do not, so that layers of both orders follow one another.
    static let perceptrons: [ModelShape] = {
        let widths = [[1], [16], [17], [48], [70], [1, 16, 17], [70, 48, 17], [16, 70, 1], [17, 33, 16]]
        let heads = classes + (pointLosses + [.poisson]).map { .output($0) }
        var shapes: [ModelShape] = []
        for activation in Activation.allCases {
            for hidden in widths {
                shapes += heads.map {
                    let featureCount = [1, 3, 16, 17, 40][shapes.count % 5]
                    return ModelShape(featureCount: featureCount, hidden: hidden, activation: activation, head: $0)
                }
            }
        }
        return shapes
    }()

    static let all = linear + softmaxRegressions + perceptrons
}
