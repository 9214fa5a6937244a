import Kernels
import TestSupport

/// What a case of the linear kernels looks like.
struct LinearShape: CustomStringConvertible {
    let featureCount: Int
    let rowCount: Int
    var scale: Float = 1

    var description: String { "\(featureCount) features, \(rowCount) rows, scale \(scale)" }

    /// Whole vectors, tails of every length, and all remainders of the four rows that the kernel takes at once.
    static func random(_ random: inout SplitMix) -> [LinearShape] {
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
    let features: GuardedRows
    let targets: [Float]

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
            targets[Int(place)] = number()
        }
        self.shape = shape
        self.places = places
        self.targets = targets
        rows = places.map { place in
            let begin = Int(place) * shape.featureCount
            return (Array(features[begin..<begin + shape.featureCount]), targets[Int(place)])
        }
        self.features = GuardedRows(features)
        weights = (0..<shape.featureCount).map { _ in .random(in: -2...2, using: &random) }
        bias = .random(in: -2...2, using: &random)
        upcomingPlaces = (0..<Int.random(in: 0...20, using: &random)).map { _ in
            UInt32.random(in: 0...last, using: &random)
        }
    }

    /// Other places of the same partition.
    init(_ other: LinearProblem, places: [UInt32]) {
        shape = LinearShape(featureCount: other.shape.featureCount, rowCount: places.count)
        self.places = places
        (features, targets, weights, bias) = (other.features, other.targets, other.weights, other.bias)
        upcomingPlaces = []
        rows = places.map { (other.features(at: Int($0)), other.targets[Int($0)]) }
    }

    var paddedCount: Int { LaneContract.padded(shape.featureCount) }

    /// Weights, zeros up to a multiple of sixteen, the bias, and zeros again.
    var parameters: [Float] {
        weights + Array(repeating: 0, count: paddedCount - weights.count) + [bias] + Array(repeating: 0, count: 15)
    }

    /// What the kernel writes, over memory that held NaN.
    func gradient(_ set: InstructionSet, prefetchDistance: Int = 0, withUpcoming: Bool = false) -> SentinelBuffer<Float>
    {
        let gradient = SentinelBuffer<Float>(count: paddedCount + 32, sentinel: 1e30)
        gradient.base.update(repeating: .nan, count: gradient.count)
        targets.withUnsafeBufferPointer { targets in
            func gathered(_ places: UnsafeBufferPointer<UInt32>) -> GatheredRows {
                // An empty array may have no address, and none is read.
                let address = places.baseAddress ?? UnsafePointer(bitPattern: 64)!
                return GatheredRows(
                    features: features.base, targets: targets.baseAddress!, places: address, count: places.count)
            }
            places.withUnsafeBufferPointer { places in
                (withUpcoming ? upcomingPlaces : []).withUnsafeBufferPointer { upcoming in
                    parameters.withUnsafeBufferPointer { parameters in
                        set.kernels.linearGradient(
                            LinearGradientJob(
                                rows: gathered(places), upcoming: gathered(upcoming),
                                prefetchDistance: prefetchDistance, featureCount: shape.featureCount,
                                parameters: parameters.baseAddress!, gradient: gradient.base))
                    }
                }
            }
        }
        return gradient
    }

    /// What the kernel writes for the partition's rows from first to last.
    func predictions(_ set: InstructionSet) -> SentinelBuffer<Float> {
        let predictions = SentinelBuffer<Float>(count: targets.count, sentinel: 1e30)
        parameters.withUnsafeBufferPointer {
            set.kernels.linearPredictions(
                features.base, shape.featureCount, targets.count, $0.baseAddress!, bias, predictions.base)
        }
        return predictions
    }

    /// What a prediction is the sum of, in double precision.
    func terms(of x: [Float]) -> [Double] {
        var terms = zip(x, weights).map { Double($0) * Double($1) }
        terms.append(Double(bias))
        return terms
    }

    /// The features of a row of the partition, by its place.
    func features(at place: Int) -> [Float] {
        Array(UnsafeBufferPointer(start: features.base + place * shape.featureCount, count: shape.featureCount))
    }
}
