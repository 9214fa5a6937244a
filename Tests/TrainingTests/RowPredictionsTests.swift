import Datasets
import Kernels
import Models
import NUMA
import Testing
import Training

@Suite("Predictions of all rows of a set")
struct RowPredictionsTests {
    private struct Setting {
        let source: TableSource
        let split: HeldOutSplit
        let model: TrainedModel
        let kernels: KernelTable

        func dataset(partitions: Int, isStreamed: Bool, storage: FeatureStorage = .float32) throws -> Dataset {
            try Dataset(
                source, part: .test, of: split, storage: storage, isStreamed: isStreamed, partitionCount: partitions,
                workers: Workers(count: 2), kernels: kernels)
        }
    }

    /// Rows whose target is the row's number, of which a fold is predicted; whole numbers, so that sums are exact.
    private func setting(_ rowCount: Int, weighted: Bool = false) throws -> Setting {
        let kernels = try InstructionSet.best().kernels
        let features = (0..<rowCount).flatMap { [Float($0 % 7), Float($0 % 3)] }
        let source = TableSource(
            featureNames: ["a", "b"], targetName: "y", features: features, targets: (0..<rowCount).map { Float($0) },
            weights: weighted ? (0..<rowCount).map { Float($0 % 4) } : nil)
        let rule = HeldOutSplit.Rule(fraction: 0, fold: Fold(number: 2, of: 3), seed: 4)
        let architecture = Architecture.linearRegression(.squared)
        let layout = architecture.makeModel(featureCount: 2, classCount: nil, kernels: kernels).layout
        var parameters = [Float](repeating: 0, count: layout.count)
        layout.tensors[0].write([2, -1], to: &parameters)
        layout.tensors[1].write([3], to: &parameters)
        return Setting(
            source: source, split: HeldOutSplit(of: RowTraits(rowCount: rowCount), by: rule, kernels: kernels),
            model: TrainedModel(
                architecture: architecture, parameters: parameters, featureNames: .named(["a", "b"]), targetName: "y",
                classes: nil, kernels: kernels), kernels: kernels)
    }

    @Test(
        "are those of the part's rows, whatever partitions and workers, streamed or not",
        arguments: [(3, 1), (10, 4), (3001, 1), (5000, 7)])
    func rows(rowCount: Int, partitions: Int) throws {
        let setting = try setting(rowCount, weighted: true)
        for (isStreamed, workers) in [(false, 1), (true, 3), (false, 7)] {
            let dataset = try setting.dataset(partitions: partitions, isStreamed: isStreamed)
            let found = RowPredictions(of: setting.model, for: dataset, workers: Workers(count: workers))
            let expected = setting.split.rows(of: .test, in: 0..<setting.split.testCount)
            #expect(found.rows == expected && found.sourceRowCount == rowCount)
            #expect(found.targets == expected.map { Double($0) })
            #expect(found.weights == expected.map { Float($0 % 4) })
            let values = expected.map { Double(2 * ($0 % 7) - $0 % 3 + 3) }
            #expect(found.predictions.values == values && found.predictions.probabilities.isEmpty)
            #expect(
                zip(found.losses, zip(values, expected)).allSatisfy { loss, pair in
                    let error = pair.0 - Double(pair.1)
                    return abs(loss - error * error / 2) <= 1e-6 * error * error
                })
        }
    }

    @Test("are joined, and follow others")
    func joined() throws {
        let setting = try setting(10)
        let dataset = try setting.dataset(partitions: 2, isStreamed: false)
        let part = RowPredictions(of: setting.model, for: dataset, workers: Workers(count: 1))
        let later = part.following(10, of: 20)
        let both = RowPredictions(joining: [part.following(0, of: 20), later])
        #expect(both.rows == part.rows + part.rows.map { $0 + 10 } && both.sourceRowCount == 20)
        #expect(both.weights == nil && both.predictions.values == part.predictions.values + part.predictions.values)
    }
}
