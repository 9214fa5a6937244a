/// Sums over rows, by their weights, from which deviances are made.
struct DevianceSums: Hashable, Sendable {
    let deviance: Deviance
    /// Σ w d(y, μ).
    private var units = 0.0
    /// Σ w y.
    private var targets = 0.0
    /// Σ w y ln y, or Σ w ln y.
    private var logarithms = 0.0
    private var weight = 0.0
    /// Rows whose target or prediction the distribution does not have.
    private var outsideCount = 0

    init(_ deviance: Deviance) { self.deviance = deviance }

    mutating func add(target: Double, prediction: Double, weight rowWeight: Double) {
        weight += rowWeight
        guard let unit = deviance.unit(target: target, mean: prediction) else {
            outsideCount += 1
            return
        }
        units += rowWeight * unit
        targets += rowWeight * target
        logarithms += rowWeight * deviance.logarithm(of: target)
    }

    mutating func merge(_ other: DevianceSums) {
        units += other.units
        targets += other.targets
        logarithms += other.logarithms
        weight += other.weight
        outsideCount += other.outsideCount
    }

    private var outside: MeasuredValue? {
        outsideCount > 0 ? .undefined("a prediction or a target is not above 0") : nil
    }

    /// The mean of the predictions' unit deviances.
    var mean: MeasuredValue { outside ?? MeasuredValue(units / weight) }

    /// The mean of the unit deviances from the targets' own mean.
    var baseline: MeasuredValue { outside ?? MeasuredValue(fromMean / weight) }

    private var fromMean: Double {
        guard targets > 0 else { return 0 }
        let logarithm = Measures.logarithm(targets / weight)
        return switch deviance {
        case .poisson: 2 * (logarithms - targets * logarithm)
        case .gamma: 2 * (weight * logarithm - logarithms)
        }
    }

    /// The share of the deviance from the targets' mean that is explained.
    var explained: MeasuredValue { outside ?? MeasuredValue(1 - units / fromMean) }
}

extension DevianceSums: WordCoded {
    static let wordCount = 6

    var words: [UInt64] {
        [deviance.rawValue, UInt64(outsideCount)] + [units, targets, logarithms, weight].map(\.bitPattern)
    }

    init(words: ArraySlice<UInt64>) {
        let words = Array(words)
        guard let deviance = Deviance(rawValue: words[0]) else { preconditionFailure("deviance \(words[0])") }
        self.init(deviance)
        outsideCount = Int(words[1])
        units = Double(bitPattern: words[2])
        targets = Double(bitPattern: words[3])
        logarithms = Double(bitPattern: words[4])
        weight = Double(bitPattern: words[5])
    }
}
