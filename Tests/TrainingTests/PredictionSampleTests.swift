import Datasets
import Kernels
import Models
import NUMA
import Testing
import Training

@Suite("A sample of predictions")
struct PredictionSampleTests {
    private func rows(_ count: Int, partitions: Int, storage: FeatureStorage, _ kernels: KernelTable) throws -> Dataset
    {
        let source = SyntheticRegression(
            seed: 5, rowCount: count, featureCount: 3, weights: nil, bias: nil, noise: 0.1, storage: storage,
            kernels: kernels)
        return try Dataset(
            everyRowOf: source, storage: storage, partitionCount: partitions, workers: Workers(count: 2),
            kernels: kernels)
    }

    @Test(
        "is each row of a small set, in order, and of a large one rows at even distances",
        arguments: [(1, 1), (10, 3), (4096, 7), (50_000, 4)], FeatureStorage.allCases)
    func sample(size: (rows: Int, partitions: Int), storage: FeatureStorage) throws {
        let kernels = try InstructionSet.best().kernels
        let dataset = try rows(size.rows, partitions: size.partitions, storage: storage, kernels)
        let model = Architecture.linearRegression(.squared)
            .makeModel(featureCount: 3, classCount: nil, kernels: kernels)
        var parameters = [Float](repeating: 0, count: model.layout.count)
        model.layout.tensors[0].write([2, -1, 0.5], to: &parameters)
        model.layout.tensors[1].write([3], to: &parameters)

        let sample = PredictionSample(of: model, parameters: parameters, from: dataset)

        var expected: [(target: Float, features: [Float])] = []
        for partition in dataset.partitions {
            for row in 0..<partition.rowCount {
                let base = partition.features.dropFirst(row).base
                let features = (0..<3).map { index -> Float in
                    guard storage == .bfloat16 else {
                        return base.loadUnaligned(fromByteOffset: 4 * index, as: Float.self)
                    }
                    let upperHalf = base.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                    return Float(bitPattern: UInt32(upperHalf) << 16)
                }
                expected.append((partition.targets[row], features))
            }
        }
        let count = min(size.rows, PredictionSample.mostRows)
        #expect(sample.targets.count == count && sample.predictions.values.count == count)
        for index in 0..<count {
            let row = expected[index * size.rows / count]
            let prediction = 2 * row.features[0] - row.features[1] + 0.5 * row.features[2] + 3
            #expect(sample.targets[index] == Double(row.target))
            #expect(abs(sample.predictions.values[index] - Double(prediction)) < 1e-4)
        }
    }
}
