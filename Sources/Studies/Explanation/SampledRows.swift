import Datasets
import Kernels
import Training

/// Some of a set's rows, dense, with one column's numbers changed.
struct SampledRows: RowSource {
    /// How the features of a group are changed.
    enum Change {
        case none
        /// Each row has those of another row.
        case permuted(Range<Int>, [UInt32])
        /// Every row has these.
        case set(Range<Int>, [Float])
    }

    let rowCount: Int
    let featureNames: FeatureNames
    let targetName: String
    let classes: ClassLabels?
    let scaling: FeatureScaling?
    let targetScaling: TargetScaling?
    let hasWeights: Bool
    var change = Change.none
    private var features: [Float] = []
    private var targets: [Float] = []
    private var weights: [Float] = []

    let scratchCount = 0
    var releasableRuns: [Range<Int>]? { nil }

    /// The most numbers that are kept.
    static let mostNumbers = 1 << 27

    /// Takes evenly spaced rows, in their order.
    /// - Parameters:
    ///   - dataset: rows that are all held.
    ///   - mostRows: the most rows that are taken.
    init(from dataset: Dataset, mostRows: Int) {
        featureNames = dataset.featureNames
        targetName = dataset.targetName
        classes = dataset.classes
        scaling = dataset.scaling
        targetScaling = dataset.targetScaling
        hasWeights = dataset.hasWeights
        let width = featureNames.count
        rowCount = min(mostRows, dataset.rowCount, max(Self.mostNumbers / max(width, 1), 1))
        features = [Float](repeating: 0, count: rowCount * width)
        for (index, place) in dataset.evenlySpacedRows(rowCount).enumerated() {
            dataset.withRows(place.row..<place.row + 1, of: place.partition) { run in
                run.features.forEachNumber(ofRow: 0) { features[index * width + $0] = $1 }
                targets.append(run.targets[0])
                weights.append(run.weights?[0] ?? 1)
            }
        }
    }

    /// The numbers of some features of a row, as they were.
    func numbers(_ features: Range<Int>, ofRow row: Int) -> ArraySlice<Float> {
        let start = row * featureNames.count
        return self.features[start + features.lowerBound..<start + features.upperBound]
    }

    /// A number of a feature in the file's unit.
    func unscaled(_ number: Float, feature: Int) -> Double {
        guard let scaling else { return Double(number) }
        let unscaled = scaling.offsets[feature] + scaling.scales[feature] * Double(number)
        // What is left of a 0 that was rounded to float32 on the way.
        return abs(unscaled) < 1e-6 * scaling.scales[feature] ? 0 : unscaled
    }

    /// A number of a feature as the model expects it.
    func scaled(_ number: Double, feature: Int) -> Float {
        guard let scaling else { return Float(number) }
        return Float((number - scaling.offsets[feature]) / scaling.scales[feature])
    }

    /// How much a row counts.
    func weight(ofRow row: Int) -> Double { Double(weights[row]) }

    func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        let width = featureNames.count
        features.withUnsafeBufferPointer { features in
            if let base = features.baseAddress { record.features.update(from: base + index * width, count: width) }
            switch change {
            case .none: break
            case .permuted(let group, let order):
                for feature in group { record.features[feature] = features[Int(order[index]) * width + feature] }
            case .set(let group, let numbers):
                for (feature, number) in zip(group, numbers) { record.features[feature] = number }
            }
        }
        record.target = targets[index]
        record.weight = weights[index]
    }

    func readAhead(_ rows: Range<Int>) {}
    func release(_ run: Range<Int>) {}
    func check() {}
}
