public import Datasets
import Dispatch
public import Models
public import NUMA

/// How well a regression predicts rows; computed in double precision, in one fixed order.
public struct RegressionMetrics: Hashable, Sendable {
    /// The number of rows.
    public let rowCount: Int
    /// Mean of (ŷ − y)², in squared units of the target.
    public let mse: Double
    /// Mean of |ŷ − y|, in units of the target.
    public let mae: Double
    /// Coefficient of determination 1 − Σ(ŷ − y)² / Σ(y − ȳ)²; where all targets are equal 1 for perfect predictions
    /// and 0 otherwise.
    public let r2: Double

    /// Square root of `mse`, in units of the target.
    public var rmse: Double { mse.squareRoot() }
    /// Mean of ½(ŷ − y)²: the loss that is trained on.
    public var loss: Double { mse / 2 }

    /// Predicts every row and compares; parallel, with the same bits whoever does what.
    /// - Parameters:
    ///   - parameters: numbers in the model's layout.
    ///   - dataset: at least one row.
    public init(
        of model: LinearRegression, parameters: [Float], on dataset: Dataset, placement: Placement
    ) {
        var pieces: [(partition: Int, rows: Range<Int>)] = []
        for (index, partition) in dataset.partitions.enumerated() {
            for start in stride(from: 0, to: partition.rowCount, by: ResidualSums.rowsAtOnce) {
                pieces.append((index, start..<min(start + ResidualSums.rowsAtOnce, partition.rowCount)))
            }
        }
        let sums = [ResidualSums](unsafeUninitializedCapacity: pieces.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            DispatchQueue.concurrentPerform(iterations: pieces.count) { [pieces] index in
                let (partition, rows) = pieces[index]
                placement.withThread(at: placement.position(of: partition, among: dataset.partitions.count)) {
                    buffer.initializeElement(
                        at: index,
                        to: ResidualSums(of: model, parameters, dataset.partitions[partition], rows))
                }
            }
            count = pieces.count
        }
        var total = ResidualSums()
        for piece in sums { total.merge(piece) }
        rowCount = Int(total.count)
        mse = total.squares / total.count
        mae = total.magnitudes / total.count
        r2 = total.targetSpread > 0 ? 1 - total.squares / total.targetSpread : total.squares == 0 ? 1 : 0
    }
}

/// Sums over some rows; the targets' spread by the update of Chan, Golub and LeVeque (1979), which cancels nothing.
private struct ResidualSums {
    static let rowsAtOnce = 1024

    var count = 0.0
    var squares = 0.0
    var magnitudes = 0.0
    var targetMean = 0.0
    var targetSpread = 0.0

    init() {}

    init(
        of model: LinearRegression, _ parameters: [Float], _ partition: Partition, _ rows: Range<Int>
    ) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: rows.count) { predictions in
            model.predict(
                partition.features + rows.lowerBound * model.featureCount, rowCount: rows.count,
                parameters: parameters, into: predictions.baseAddress!)
            let targets = partition.targets + rows.lowerBound
            count = Double(rows.count)
            for index in 0..<rows.count {
                let residual = Double(predictions[index]) - Double(targets[index])
                squares += residual * residual
                magnitudes += abs(residual)
                targetMean += Double(targets[index])
            }
            targetMean /= count
            for index in 0..<rows.count {
                let deviation = Double(targets[index]) - targetMean
                targetSpread += deviation * deviation
            }
        }
    }

    mutating func merge(_ other: ResidualSums) {
        let together = count + other.count
        let apart = other.targetMean - targetMean
        targetSpread += other.targetSpread + apart * apart * (count * other.count / together)
        targetMean += apart * (other.count / together)
        count = together
        squares += other.squares
        magnitudes += other.magnitudes
    }
}
