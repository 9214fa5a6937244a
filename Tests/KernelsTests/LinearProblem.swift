import Kernels
import TestSupport

/// What a case of the linear kernels looks like.
struct LinearShape: CustomStringConvertible {
    let featureCount: Int
    let rowCount: Int
    var scale: Float = 1
    var loss = PointLoss.squared
    var storage = FeatureStorage.float32

    var description: String {
        "\(featureCount) features in \(storage), \(rowCount) rows, scale \(scale), loss \(loss)"
    }

    /// Every shape with some loss and some storage.
    static func random(_ random: inout SplitMix) -> [LinearShape] {
        sizes(&random).map { shape in
            var shape = shape
            shape.loss = PointLoss.all(scale: shape.scale).randomElement(using: &random)!
            shape.storage = FeatureStorage.allCases.randomElement(using: &random)!
            return shape
        }
    }

    /// Whole vectors, tails of every length, and all remainders of the four rows that the kernel takes at once.
    private static func sizes(_ random: inout SplitMix) -> [LinearShape] {
        let featureCounts = Array(1...70) + [255, 256, 257, 1000]
        var shapes = featureCounts.flatMap { featureCount in
            (0..<4).map { _ in LinearShape(featureCount: featureCount, rowCount: .random(in: 0...40, using: &random)) }
        }
        for featureCount in [1, 2, 16, 17, 33] {
            shapes += (0...9).map { LinearShape(featureCount: featureCount, rowCount: $0) }
        }
        shapes += (0..<40).map { _ in
            LinearShape(
                featureCount: .random(in: 1...40, using: &random), rowCount: .random(in: 1...12, using: &random),
                scale: Float(sign: .plus, exponent: .random(in: -40...30, using: &random), significand: 1))
        }
        return shapes
    }
}

/// A partition, the places of a shard in it, with repeats, and parameters. Rows that are not among the places hold NaN.
struct LinearProblem {
    let shape: LinearShape
    let places: [UInt32]
    let rows: [(x: [Float], y: Float)]
    let weights: [Float]
    let bias: Float
    let features: StoredRows
    let targets: [Float]
    /// A weight for each row of the partition; nil where each counts as 1.
    var rowWeights: [Float]?

    /// Some more places, to be prefetched only.
    let upcomingPlaces: [UInt32]

    init(_ shape: LinearShape, _ random: inout SplitMix) {
        func number() -> Float { shape.scale * .random(in: -2...2, using: &random) }
        let partitionSize = max(shape.rowCount, 1)
        let last = UInt32(partitionSize - 1)
        // The partition's last row is among them, since it is the one that ends in the slack.
        let places = (0..<shape.rowCount).map { $0 == 0 ? last : UInt32.random(in: 0...last, using: &random) }.shuffled(
            using: &random)
        var features = [Float](repeating: .nan, count: partitionSize * shape.featureCount)
        var targets = [Float](repeating: .nan, count: partitionSize)
        for place in Set(places).sorted() {
            let begin = Int(place) * shape.featureCount
            for k in begin..<begin + shape.featureCount { features[k] = number() }
            targets[Int(place)] = shape.loss.target(scale: shape.scale, &random)
        }
        let stored = StoredRows(features, featureCount: shape.featureCount, storage: shape.storage)
        self.shape = shape
        self.places = places
        self.targets = targets
        self.features = stored
        rows = places.map { (stored[Int($0)], targets[Int($0)]) }
        // Their exponential must not overflow.
        let size: Float = shape.loss.link == .log ? 2 / Float(shape.featureCount) : 2
        weights = (0..<shape.featureCount).map { _ in .random(in: -size...size, using: &random) }
        bias = .random(in: -2...2, using: &random)
        upcomingPlaces = (0..<Int.random(in: 0...20, using: &random)).map { _ in
            UInt32.random(in: 0...last, using: &random)
        }
    }

    /// Other places of the same partition.
    init(_ other: LinearProblem, places: [UInt32]) {
        shape = LinearShape(
            featureCount: other.shape.featureCount, rowCount: places.count, loss: other.shape.loss,
            storage: other.shape.storage)
        self.places = places
        (features, targets, weights, bias) = (other.features, other.targets, other.weights, other.bias)
        upcomingPlaces = []
        rows = places.map { (other.features[Int($0)], other.targets[Int($0)]) }
    }

    var paddedCount: Int { LaneContract.padded(shape.featureCount) }

    /// Weights, zeros up to a multiple of sixteen, the bias, and zeros again.
    var parameters: [Float] {
        weights + Array(repeating: 0, count: paddedCount - weights.count) + [bias] + Array(repeating: 0, count: 15)
    }

    /// What the kernel writes, over memory that held NaN.
    /// - Parameter isWidened: whether it reads the features as float32, whatever their storage.
    func gradient(
        _ set: InstructionSet, prefetchDistance: Int = 0, withUpcoming: Bool = false, isWidened: Bool = false
    ) -> SentinelBuffer<Float> {
        let gradient = SentinelBuffer<Float>(count: paddedCount + 32, sentinel: 1e30)
        gradient.base.update(repeating: .nan, count: gradient.count)
        // Without weights the address leads to nothing that is read.
        (rowWeights ?? targets).withUnsafeBufferPointer { weights in
            targets.withUnsafeBufferPointer { targets in
                func gathered(_ places: UnsafeBufferPointer<UInt32>) -> GatheredRows {
                    // An empty array may have no address, and none is read.
                    let address = places.baseAddress ?? UnsafePointer(bitPattern: 64)!
                    return GatheredRows(
                        features: isWidened ? features.widened : features.rows, targets: targets.baseAddress!,
                        weights: rowWeights == nil ? nil : weights.baseAddress!, places: address, count: places.count)
                }
                places.withUnsafeBufferPointer { places in
                    (withUpcoming ? upcomingPlaces : []).withUnsafeBufferPointer { upcoming in
                        parameters.withUnsafeBufferPointer { parameters in
                            set.kernels.linearGradient(
                                LinearGradientJob(
                                    rows: gathered(places), upcoming: gathered(upcoming),
                                    prefetchDistance: prefetchDistance, loss: shape.loss,
                                    parameters: parameters.baseAddress!, gradient: gradient.base))
                        }
                    }
                }
            }
        }
        return gradient
    }

    /// What the kernel writes for the partition's rows from first to last.
    func predictions(_ set: InstructionSet, isWidened: Bool = false) -> SentinelBuffer<Float> {
        let predictions = SentinelBuffer<Float>(count: targets.count, sentinel: 1e30)
        parameters.withUnsafeBufferPointer {
            set.kernels.linearPredictions(
                isWidened ? features.widened : features.rows, targets.count, $0.baseAddress!, bias, predictions.base)
        }
        return predictions
    }

    /// What a prediction is the sum of, in double precision.
    func terms(of x: [Float]) -> [Double] {
        var terms = zip(x, weights).map { Double($0) * Double($1) }
        terms.append(Double(bias))
        return terms
    }
}
