import Foundation
import Kernels
import Measures
import Optimizers
import Testing

/// The answers of PyTorch and scikit-learn; `Fixtures/make_vectors.py` asks them.
struct Vectors: Decodable {
    let updates: [UpdateVector]
    let plateaus: [PlateauVector]
    let penalties: [PenaltyVector]

    static let all: Vectors = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/vectors.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        // A fixture that cannot be read is a mistake in the tests.
        return try! decoder.decode(Vectors.self, from: Data(contentsOf: file))
    }()
}

/// A run of an optimizer of PyTorch: its settings, and the parameters after some of its 100 steps.
struct UpdateVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Rule: Decodable {
        let kind: String
        let momentum: Float?
        let nesterov: Bool?
        let beta1: Float?
        let beta2: Float?
        let epsilon: Float?
    }

    struct Schedule: Decodable {
        let kind: String
        let warmupSteps: Int
        let every: Int?
        let factor: Double?
        let rise: Double?
        let initialFactor: Double?
        let finalFactor: Double?
    }

    struct Kept: Decodable {
        let steps: Int
        let learningRate: Double
        let parameters: [Double]
    }

    static let totalSteps = 100
    static let rowCount = 24
    static let weightCount = 6

    let name: String
    let rule: Rule
    let learningRate: Float
    let weightDecay: Float
    let l2: Float
    let clip: Float?
    let schedule: Schedule
    let kept: [Kept]

    var testDescription: String { name }

    static func start(_ index: Int) -> Float { Float(index * 5 % 7 - 3) / 4 }

    static func gradientSum(_ step: Int, _ index: Int) -> Float {
        Float((step * 37 + index * 61 + step * step * index * 13) % 101 - 50)
    }

    func optimizer(_ kernels: KernelTable) -> Optimizer {
        Optimizer(
            rule: updateRule, learningRate: learningRate,
            schedule: Optimizers.Schedule(scheduleKind, warmupSteps: schedule.warmupSteps), weightDecay: weightDecay,
            l2: l2, gradientClipNorm: clip, kernels: kernels)
    }

    private var updateRule: UpdateRule {
        switch rule.kind {
        case "sgd": .sgd(momentum: rule.momentum!, nesterov: rule.nesterov!)
        case "adagrad": .adagrad(epsilon: rule.epsilon!)
        case "adam": .adam(beta1: rule.beta1!, beta2: rule.beta2!, epsilon: rule.epsilon!)
        case "adamw": .adamW(beta1: rule.beta1!, beta2: rule.beta2!, epsilon: rule.epsilon!)
        default: fatalError("no rule \(rule.kind)")
        }
    }

    private var scheduleKind: Optimizers.Schedule.Shape {
        switch schedule.kind {
        case "constant": .constant
        case "step": .step(every: schedule.every!, factor: schedule.factor!)
        case "inverse_sqrt": .inverseSquareRoot
        case "cosine": .cosine(finalFactor: schedule.finalFactor!)
        case "linear": .linear(finalFactor: schedule.finalFactor!)
        case "one_cycle":
            .oneCycle(
                rise: schedule.rise!, initialFactor: schedule.initialFactor!, finalFactor: schedule.finalFactor!)
        default: fatalError("no schedule \(schedule.kind)")
        }
    }
}

/// A `ReduceLROnPlateau` of PyTorch: its settings, the values that it saw, and the rate after each.
struct PlateauVector: Decodable, Sendable {
    let mode: String
    let factor: Double
    let patience: Int
    let threshold: Double
    let cooldown: Int
    let finalFactor: Double
    let values: [Double]
    let rates: [Double]

    var plateau: Plateau {
        Plateau(
            metric: mode == "min" ? .loss : .r2, factor: factor, patience: patience, threshold: threshold,
            cooldown: cooldown, finalFactor: finalFactor)
    }
}

/// Least squares with scikit-learn's penalties: the rows are formulas, the answer is scikit-learn's.
struct PenaltyVector: Decodable, Sendable {
    static let features: [[Float]] = (0..<20).map { row in
        (0..<4).map { feature in
            let place = row * row * 7 + row * feature * 5 + feature * 3
            return Float(place % 11 - 5) / 4
        }
    }
    static let targets: [Float] = (0..<20).map { row in
        let place = row * 17 + row * row * 3
        return Float(place % 23 - 11) / 4
    }

    let l1: Float
    let l2: Float
    let weights: [Double]
    let bias: Double
}
