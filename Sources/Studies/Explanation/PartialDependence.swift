import Datasets
import Kernels
import Models
import NUMA
import Training

/// What a model predicts in the mean over rows, where all of them have the same value in one column.
///
/// Source: Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", The Annals of Statistics 29, 2001,
/// section 8.2.
public struct PartialDependence: Sendable, Hashable {
    /// A value of the column.
    public struct Point: Sendable, Hashable {
        /// The value.
        public let value: Value
        /// The mean prediction, in the target's unit; for a classification the mean probability of each class.
        public let means: [Double]
    }

    /// A value of a column.
    public enum Value: Sendable, Hashable {
        /// A number, in the file's unit.
        case number(Double)
        /// A name.
        case name(String)
    }

    /// The column.
    public let group: FeatureGroup
    /// Its values, ascending where they are numbers.
    public let points: [Point]

    private static let mostValues = 20

    /// Sets a column of all rows to some of the values that they have: quantiles of numbers, or all names.
    /// - Parameters:
    ///   - model: any model.
    ///   - rows: rows scaled as the model expects, at least one.
    ///   - groups: the columns.
    ///   - machine: the threads that predict; the same bits whatever their number.
    static func measure(
        of model: TrainedModel, on rows: SampledRows, columns groups: [FeatureGroup], _ machine: MachinePlan
    ) -> [PartialDependence] {
        return groups.map { group in
            let settings = settings(of: group, in: rows)
            let means = [[Double]](unsafeUninitializedCapacity: settings.count) { buffer, count in
                // Safe: each iteration writes an element of its own.
                nonisolated(unsafe) let buffer = buffer
                machine.workers.perform(settings.count) { index in
                    let mean = mean(of: model, rows, .set(group.features, settings[index].numbers))
                    buffer.initializeElement(at: index, to: mean)
                }
                count = settings.count
            }
            return PartialDependence(
                group: group, points: zip(settings, means).map { Point(value: $0.value, means: $1) })
        }
    }

    private struct Setting {
        let value: Value
        let numbers: [Float]
    }

    private static func settings(of group: FeatureGroup, in rows: SampledRows) -> [Setting] {
        guard let names = group.names else {
            return quantiles(of: group, in: rows).map {
                Setting(value: .number(rows.unscaled($0, feature: group.features.lowerBound)), numbers: [$0])
            }
        }
        return names.indices.map { chosen in
            let numbers = group.features.enumerated().map { index, feature in
                rows.scaled(index == chosen ? 1 : 0, feature: feature)
            }
            return Setting(value: .name(names[chosen]), numbers: numbers)
        }
    }

    private static func quantiles(of group: FeatureGroup, in rows: SampledRows) -> [Float] {
        let sorted = (0..<rows.rowCount).map { rows.numbers(group.features, ofRow: $0).first! }.sorted()
        let distinct = sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
        guard distinct.count > mostValues else { return distinct }
        var chosen: [Float] = []
        for index in 0..<mostValues {
            let number = sorted[index * (sorted.count - 1) / (mostValues - 1)]
            if number != chosen.last { chosen.append(number) }
        }
        return chosen
    }

    private static let rowsAtOnce = 256

    private static func mean(of model: TrainedModel, _ rows: SampledRows, _ change: SampledRows.Change) -> [Double] {
        var rows = rows
        rows.change = change
        let width = rows.featureNames.count
        var sums: [Double] = []
        var weight = 0.0
        var features = [Float](repeating: 0, count: rowsAtOnce * width)
        for start in stride(from: 0, to: rows.rowCount, by: rowsAtOnce) {
            let count = min(rowsAtOnce, rows.rowCount - start)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { rest in
                features.withUnsafeMutableBufferPointer { features in
                    for row in 0..<count {
                        let record = RowRecord(
                            features: features.baseAddress! + row * width, targets: rest.baseAddress!,
                            weights: rest.baseAddress! + 1)
                        rows.writeRow(start + row, to: record, scratch: rest.baseAddress!)
                    }
                }
            }
            let predictions = Predictions(
                of: model.model, parameters: model.parameters, targetScaling: model.targetScaling,
                for: Array(features[..<(count * width)]))
            let classCount = max(predictions.probabilities.count / count, 1)
            if sums.isEmpty { sums = [Double](repeating: 0, count: classCount) }
            for row in 0..<count {
                let rowWeight = rows.weight(ofRow: start + row)
                weight += rowWeight
                if predictions.probabilities.isEmpty {
                    sums[0] += rowWeight * predictions.values[row]
                } else {
                    for index in 0..<classCount {
                        sums[index] += rowWeight * Double(predictions.probabilities[row * classCount + index])
                    }
                }
            }
        }
        return sums.map { $0 / weight }
    }
}
