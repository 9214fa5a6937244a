import Datasets
import Experiments
import Kernels
import NUMA
import TestSupport
import Testing
import Training

@Suite("The rows of an experiment")
struct ExperimentDataTests {
    private static let rowCount = 1000
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// A number of a row, missing in every seventh.
    private func number(ofRow row: Int) -> Float? { row % 7 == 3 ? nil : Float(row * row % 4001) }

    private func load(_ keys: String) throws -> ExperimentData {
        let lines = (0..<Self.rowCount).map { row in "\(number(ofRow: row).map { "\($0)" } ?? ""),\(row)\n" }
        let path = try folder.put(Array(("a,y\n" + lines.joined()).utf8), in: "rows.csv")
        let text = """
            data: {file: {train: \(path), target: y, missing: mean}, \(keys)}
            model: {kind: linear_regression}
            training: {shards: 3}
            """
        let machine = MachinePlan(workerCount: 2, instructionSet: try .best())
        return try Experiment(configuration(text)).loadData(for: machine)
    }

    /// Held-out rows are to be as unseen as those of tomorrow: neither the scale nor what stands for a missing number may
    /// depend on them.
    @Test(
        "are scaled and filled by those that are trained on",
        arguments: ["validation_fraction: 0.4", "validation_fraction: 0.2, test_fraction: 0.2"])
    func scaling(fractions: String) throws {
        let data = try load("scale: standard, \(fractions)")
        // The targets are the rows' numbers.
        let rows = data.training.partitions.flatMap { partition in
            (0..<partition.rowCount).map { place in
                var feature: Float = 0
                return Int(partition.writeRow(at: place, features: &feature).target)
            }
        }
        #expect(rows.count == 600 && Set(rows).count == 600)
        let numbers = rows.compactMap(number(ofRow:)).map(Double.init)
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
        let scaling = try #require(data.training.scaling)
        #expect(abs(scaling.offsets[0] / mean - 1) < 1e-12)
        #expect(abs(scaling.scales[0] / variance.squareRoot() - 1) < 1e-12)
        #expect(scaling.fills == scaling.offsets)
        // All rows have another mean, so that the comparison can fail.
        let all = (0..<Self.rowCount).compactMap(number(ofRow:)).map(Double.init)
        #expect(abs(all.reduce(0, +) / Double(all.count) / mean - 1) > 1e-4)
        for dataset in [data.training, data.validation, data.test].compactMap(\.self) {
            #expect(dataset.scaling == scaling)
        }
    }
}
