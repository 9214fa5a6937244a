import Datasets
import Training

/// From the bias and the weights of scaled features to those of features and a target in the file's units.
///
/// With x' = (x − o) / s and y' = (y − m) / t the model y' = w·x' + b is y = Σ (t w / s) x + m + t b − Σ t w o / s.
struct FileUnits {
    /// The number of features.
    let count: Int
    private let offsets: [Double]
    private let scales: [Double]
    private let mean: Double
    private let unit: Double

    init(of model: TrainedModel) {
        count = model.featureNames.count
        offsets = model.scaling?.offsets ?? [Double](repeating: 0, count: count)
        scales = model.scaling?.scales ?? [Double](repeating: 1, count: count)
        mean = model.targetScaling?.mean ?? 0
        unit = model.targetScaling?.scale ?? 1
    }

    /// The bias and the weights after it where only the target is in the file's unit.
    func inTargetUnit(_ numbers: [Double]) -> [Double] {
        var numbers = numbers.map { $0 * unit }
        numbers[0] += mean
        return numbers
    }

    /// The bias and the weights of some features after it where features and target are in the file's units.
    func unscaled(_ numbers: [Double], of columns: [Int]) -> [Double] {
        let bias = zip(biasRow(of: columns), numbers).reduce(mean) { $0 + $1.0 * $1.1 }
        return [bias] + zip(columns, numbers.dropFirst()).map { factor(of: $0) * $1 }
    }

    /// What the bias and the weights of scaled features are multiplied by and added up to be the bias in the file's units,
    /// less the target's mean.
    func biasRow(of columns: [Int]) -> [Double] { [unit] + columns.map { -unit * offsets[$0] / scales[$0] } }

    /// What the weight of a scaled feature is multiplied by.
    func factor(of column: Int) -> Double { unit / scales[column] }
}
