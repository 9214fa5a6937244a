public import Datasets
import KernelTable
public import Measures
import Models
public import NUMA
public import Training

/// How well the rows determine the coefficients of a linear or logistic regression: standard errors from the observed
/// information at the optimum, in double precision.
///
/// Of a linear regression the variance is the residuals' with n − p degrees of freedom, and statistics are t; of a logistic
/// regression they are z. Sources: Greene, Econometric Analysis, sections 4.3 and 17.3; Hosmer and Lemeshow, Applied Logistic
/// Regression, section 2.4.
public struct CoefficientInference: Sendable {
    /// A coefficient in the file's units.
    public struct Row: Sendable, Hashable {
        /// The feature; nil for the bias.
        public let feature: String?
        /// The estimate at the optimum.
        public let estimate: Double
        /// Its standard error.
        public let standardError: Double
        /// The estimate in standard errors: t or z.
        public let statistic: Double
        /// The probability of a statistic that is no nearer to 0 where the coefficient is 0.
        public let probability: Double
        /// The confidence interval.
        public let interval: ClosedRange<Double>
    }

    /// The bias, and the coefficients in the features' order.
    public let rows: [Row]
    /// What the statistics are distributed as where a coefficient is 0.
    public let distribution: StudentTDistribution
    /// The share of intervals that hold the truth.
    public let level: Double
    /// Rows that were counted: those whose weight is above 0.
    public let rowCount: Int
    /// Names that others are compared with: their indicators are left out, since those of a column add up to 1.
    public let references: [String]
    /// The largest distance of a coefficient of the model from the optimum, in standard errors.
    public let distance: Double

    /// The most features for which there is a matrix.
    public static let mostFeatures = 2000
    /// How near to the optimum, in standard errors, a model counts as being there.
    public static let tolerance = 0.1
    private static let mostSteps = 25

    /// Measures the coefficients of a model on the rows that it was trained on.
    /// - Parameters:
    ///   - model: a linear regression with the squared loss, or a logistic regression, without penalties.
    ///   - dataset: the rows, scaled as the model's are, all held by this process.
    ///   - level: the share of intervals that hold the truth, above 0 and below 1.
    ///   - workers: the threads that add.
    /// - Throws: `InferenceRefusal` where there are no such errors.
    public init(
        of model: TrainedModel, on dataset: Dataset, level: Double = 0.95, workers: Workers
    ) throws(InferenceRefusal) {
        guard let kind = model.architecture.likelihood else { throw .otherModel }
        if let offset = model.offsetName { throw .offset(offset) }
        guard model.featureNames.count <= Self.mostFeatures else { throw .tooManyFeatures(model.featureNames.count) }
        var fit = Fit(of: model, kind, dataset, workers)
        rowCount = fit.likelihood.rowCount
        guard rowCount > model.featureNames.count + 1 else { throw .tooFewRows(rowCount) }
        guard !fit.likelihood.hasNoMistakes else { throw .separated }
        var factor = try fit.factorWithoutReferences()
        distance = fit.step(by: factor)
        guard distance <= Self.tolerance else { throw .notAtOptimum(fit.farthestFeature, distance) }
        var steps = 0
        while fit.lastStep > 1e-9 {
            steps += 1
            guard steps < Self.mostSteps else { throw .separated }
            factor = try fit.factor()
            _ = fit.step(by: factor)
        }
        factor = try fit.factor()
        let freedom = Double(rowCount - fit.numbers.count)
        distribution = kind == .squared ? StudentTDistribution(degreesOfFreedom: freedom) : .normal
        let variance = kind == .squared ? 2 * fit.likelihood.loss / freedom : 1
        let halfWidth = distribution.halfWidth(ofShare: level)
        let units = FileUnits(of: model)
        let estimates = units.unscaled(fit.numbers, of: fit.columns)
        rows = estimates.indices.map { [distribution] index in
            let column = index > 0 ? fit.columns[index - 1] : nil
            var form = units.biasRow(of: fit.columns)
            if let column {
                form = [Double](repeating: 0, count: estimates.count)
                form[index] = units.factor(of: column)
            }
            let error = (variance * factor.inverseForm(form)).squareRoot()
            let estimate = estimates[index]
            return Row(
                feature: column.map { model.featureNames[$0] }, estimate: estimate,
                standardError: error, statistic: estimate / error,
                probability: distribution.twoSidedProbability(estimate / error),
                interval: estimate - halfWidth * error...estimate + halfWidth * error)
        }
        references = fit.references.map { model.featureNames[$0] }
        self.level = level
    }
}

/// A model on its way to the optimum by Newton's method.
private struct Fit {
    private let kind: Likelihood.Loss
    private let dataset: Dataset
    private let workers: Workers
    private let names: FeatureNames
    private let groups: [FeatureGroup]
    private let scaling: FeatureScaling?
    /// The features that take part.
    private(set) var columns: [Int]
    /// The bias, and their weights.
    private(set) var numbers: [Double]
    private(set) var references: [Int] = []
    private(set) var likelihood: Likelihood
    /// The largest change of a number in the last step, in standard errors.
    private(set) var lastStep = Double.infinity
    /// The feature of that change; nil for the bias.
    private(set) var farthestFeature: String?

    init(of model: TrainedModel, _ kind: Likelihood.Loss, _ dataset: Dataset, _ workers: Workers) {
        self.kind = kind
        self.dataset = dataset
        self.workers = workers
        names = model.featureNames
        scaling = model.scaling
        groups = FeatureGroup.groups(of: model.featureNames, model.encoding)
        columns = Array(0..<model.featureNames.count)
        let tensors = model.model.layout.tensors
        numbers = [1, 0].flatMap { tensors[$0].values(in: model.parameters).map(Double.init) }
        likelihood = Likelihood(kind, at: numbers, of: columns, in: dataset, workers: workers)
    }

    /// The information's factor, where features that depend on others because they are one of a column's names, which add
    /// up to 1, are left out as what the others are compared with: the bias takes their weight over.
    mutating func factorWithoutReferences() throws(InferenceRefusal) -> PositiveDefinite {
        while true {
            do throws(PositiveDefinite.Dependent) {
                return try PositiveDefinite(likelihood.information, size: numbers.count)
            } catch {
                try leaveOut(error.column)
                likelihood = Likelihood(kind, at: numbers, of: columns, in: dataset, workers: workers)
            }
        }
    }

    func factor() throws(InferenceRefusal) -> PositiveDefinite {
        do throws(PositiveDefinite.Dependent) {
            return try PositiveDefinite(likelihood.information, size: numbers.count)
        } catch {
            throw .collinear(name(error.column))
        }
    }

    private func name(_ place: Int) -> String? { place > 0 ? names[columns[place - 1]] : nil }

    private mutating func leaveOut(_ place: Int) throws(InferenceRefusal) {
        guard place > 0, let group = groups.first(where: { $0.features.contains(columns[place - 1]) }),
            group.names != nil, group.features.count > 1, !references.contains(group.features.lowerBound),
            let first = columns.firstIndex(of: group.features.lowerBound)
        else { throw .collinear(name(place)) }
        // With unscaled weights u and indicators x, Σ u (x − o) = Σ (u − v) (x − o) + v (1 − Σ o) where Σ x = 1.
        let weight = numbers[first + 1] / scale(of: columns[first])
        var rest = 1.0
        for (index, column) in columns.enumerated() where group.features.contains(column) {
            numbers[index + 1] -= weight * scale(of: column)
            rest -= scaling?.offsets[column] ?? 0
        }
        numbers[0] += weight * rest
        columns.remove(at: first)
        numbers.remove(at: first + 1)
        references.append(group.features.lowerBound)
    }

    private func scale(of column: Int) -> Double { scaling?.scales[column] ?? 1 }

    /// Takes a step of Newton's method. Gives its length, in standard errors.
    mutating func step(by factor: PositiveDefinite) -> Double {
        let change = factor.solution(of: likelihood.gradient)
        let variance =
            kind == .squared
            ? 2 * likelihood.loss / Double(max(likelihood.rowCount - numbers.count, 1)) : 1
        lastStep = 0
        for index in change.indices {
            var unit = [Double](repeating: 0, count: change.count)
            unit[index] = 1
            let error = (variance * factor.inverseForm(unit)).squareRoot()
            let length = change[index] == 0 ? 0 : abs(change[index]) / error
            if !(length <= lastStep) {
                lastStep = length
                farthestFeature = name(index)
            }
            numbers[index] -= change[index]
        }
        likelihood = Likelihood(kind, at: numbers, of: columns, in: dataset, workers: workers)
        return lastStep
    }
}

extension Architecture {
    /// The likelihood that it is trained on, where it is one whose information is known here.
    fileprivate var likelihood: Likelihood.Loss? {
        switch self {
        case .linearRegression(.squared): .squared
        case .logisticRegression: .logistic
        default: nil
        }
    }
}
