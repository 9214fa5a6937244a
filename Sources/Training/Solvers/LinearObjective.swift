import Datasets
import Kernels
import Models
import NUMA

/// The objective of a linear model: linear, logistic or softmax regression.
// Safe: changed by one thread, while no other looks.
final class LinearObjective: CurvedObjective, @unchecked Sendable {
    let shape: LinearShape
    private let passes: LinearPasses
    private let machine: MachinePlan
    private let columns: ColumnScales
    private let l2: Double
    /// Memory for products over all rows; nil where the second derivatives are those of a sample.
    private let allRows: ShardSums?
    private var preconditioner = Preconditioner.diagonal(1)
    private var sample: RowPanels?
    private(set) var dependentColumns: [Int] = []

    /// How the matrix of second derivatives is approximated, for columns with deviations of 1 and each output by itself.
    private enum Preconditioner {
        /// By a number on its diagonal, and the penalty.
        case diagonal(Double)
        /// By those over some rows, one for each output.
        case factors([PositiveDefinite])
    }

    /// The most numbers of the matrices that are factored.
    private static let mostFactored = 1 << 24
    private static let rowsPerColumn = 8
    private static let passesWorth = 12

    /// The most bytes of all shards' products of columns.
    private static let mostBytesOfProducts = 1 << 30

    /// Whether there is room for the products of all columns with each other, for each of so many shards.
    static func takesAllRows(featureCount: Int, shardCount: Int) -> Bool {
        let numbers = ProductSums.width(featureCount: featureCount)
        return numbers <= mostFactored && numbers * shardCount * 8 <= mostBytesOfProducts
    }

    /// - Parameters:
    ///   - takesAllRows: whether the second derivatives are those of all rows, and columns that depend on others are to be
    ///     found.
    init(
        _ dataset: Dataset, _ shape: LinearShape, _ head: LinearPasses.Head, l2: Double, takesAllRows: Bool = false,
        machine: MachinePlan
    ) throws(NUMAError) {
        self.shape = shape
        self.l2 = l2
        self.machine = machine
        allRows =
            takesAllRows
            ? try ShardSums(
                width: ProductSums.width(featureCount: shape.featureCount), shardCount: dataset.partitions.count,
                ranks: machine.ranks) : nil
        passes = try LinearPasses(dataset, shape, head, machine: machine)
        columns = passes.columnScales()
    }

    var count: Int { shape.count }
    var passCount: Int { passes.count }

    var penalized: [Range<Int>] {
        (0..<shape.outputCount).map { $0 * shape.stride..<$0 * shape.stride + shape.featureCount }
    }

    private var rowCount: Double { Double(passes.dataset.rowCount) }

    func evaluate(at point: [Double]) -> ObjectiveValue {
        let (loss, gradient) = passes.evaluate(at: point)
        return ObjectiveValue(
            lossSum: loss, gradientSum: gradient, rowCount: passes.dataset.rowCount, at: point, l2: l2,
            penalized: penalized)
    }

    func product(with vector: [Double]) -> [Double] {
        var product = passes.product(with: vector)
        for index in product.indices { product[index] /= rowCount }
        for range in penalized where l2 > 0 {
            for index in range { product[index] += l2 * vector[index] }
        }
        return product
    }

    // MARK: Preconditioning

    func takePreconditioner() {
        let size = shape.featureCount + 1
        guard size * size * shape.outputCount <= Self.mostFactored else {
            preconditioner = .diagonal(passes.meanCurvature())
            return
        }
        if let allRows {
            let products = ProductSums(of: passes.dataset, columns, in: allRows, machine: machine)
            let matrix = products.matrix.map { $0 / rowCount }
            let factor = factor(of: matrix, least: 0)
            dependentColumns = factor.dependentColumns
            preconditioner = .factors([factor])
            return
        }
        let panels = sample ?? RowPanels(every: sampleStep, of: passes.dataset, columns, machine: machine)
        sample = panels
        let least = Self.leastShare * passes.meanCurvature()
        let matrices = (0..<shape.outputCount).map { output in
            let factors = passes.curvatures(every: sampleStep, output).map { $0.squareRoot() }
            return ProductSums(panels.scaled(by: factors), machine: machine).matrix.map { $0 / Double(panels.rowCount) }
        }
        preconditioner = .factors(perOutput { self.factor(of: matrices[$0], least: least) })
    }

    /// From one row of the sample to the next.
    private var sampleStep: Int {
        let (all, size) = (passes.dataset.rowCount, shape.featureCount + 1)
        return max(all / max(Self.rowsPerColumn * size, Self.passesWorth * all / size), 1)
    }

    private func factor(of matrix: [Double], least: Double) -> PositiveDefinite {
        let size = shape.featureCount + 1
        var matrix = matrix
        for column in 0..<shape.featureCount {
            let scale = columns.scales[column]
            matrix[column * size + column] += l2 * scale * scale + least
        }
        return PositiveDefinite(skippingDependent: matrix, size: size)
    }

    /// Computes something for each output, side by side.
    private func perOutput<Result: Sendable>(_ body: @Sendable (_ output: Int) -> Result) -> [Result] {
        [Result](unsafeUninitializedCapacity: shape.outputCount) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            machine.workers.perform(shape.outputCount) { buffer.initializeElement(at: $0, to: body($0)) }
            count = shape.outputCount
        }
    }

    /// What is added to the diagonal, for directions that the rows of a sample say nothing of.
    private static let leastShare = 1e-6

    func preconditioned(_ vector: [Double]) -> [Double] {
        let solutions =
            shape.featureCount * shape.featureCount * shape.outputCount > Self.fewNumbers
            ? perOutput { self.solution(vector, $0) } : (0..<shape.outputCount).map { solution(vector, $0) }
        var result = [Double](repeating: 0, count: count)
        for (output, solution) in solutions.enumerated() {
            var numbers = solution
            if let column = shape.offsetColumn { numbers[column] = 0 }
            let start = output * shape.stride
            var bias = numbers[shape.featureCount]
            for column in 0..<shape.featureCount {
                let number = numbers[column] * columns.scales[column]
                result[start + column] = number
                bias -= number * columns.offsets[column]
            }
            result[shape.biasOffset + output] = bias
        }
        return result
    }

    /// With fewer numbers, sharing them among workers costs more than it saves.
    private static let fewNumbers = 1 << 17

    private func solution(_ vector: [Double], _ output: Int) -> [Double] {
        var numbers = scaled(vector, output)
        switch preconditioner {
        case .diagonal(let curvature):
            for column in 0..<shape.featureCount {
                let scale = columns.scales[column]
                numbers[column] /= curvature + l2 * scale * scale
            }
            numbers[shape.featureCount] /= curvature
            return numbers
        case .factors(let factors): return factors[output].solution(of: numbers)
        }
    }

    func scaledNorm(ofGradient gradient: [Double]) -> Double {
        var sum = 0.0
        for output in 0..<shape.outputCount {
            let numbers = scaled(gradient, output)
            sum += dot(numbers, numbers)
        }
        return sum.squareRoot()
    }

    /// The deviation of the slopes by the scores, which a gradient of features that tell everything would have.
    func referenceNorm(of value: ObjectiveValue) -> Double {
        let biases = value.gradient[shape.biasOffset..<shape.biasOffset + shape.outputCount]
        let square = passes.squares / rowCount
        let variance = square - biases.reduce(0) { $0 + $1 * $1 }
        // Where all slopes are the same, what is left of them is rounding.
        return max(variance, Self.roundingShare * square).squareRoot()
    }

    private static let roundingShare = 1e-16

    /// The derivatives by an output's weights and bias, as they are for columns with a mean of 0 and a deviation of 1.
    private func scaled(_ gradient: [Double], _ output: Int) -> [Double] {
        let start = output * shape.stride
        let bias = gradient[shape.biasOffset + output]
        var numbers = [Double](repeating: 0, count: shape.featureCount + 1)
        for column in 0..<shape.featureCount {
            numbers[column] = (gradient[start + column] - columns.offsets[column] * bias) * columns.scales[column]
        }
        numbers[shape.featureCount] = bias
        if let column = shape.offsetColumn { numbers[column] = 0 }
        return numbers
    }
}
