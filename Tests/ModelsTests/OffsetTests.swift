import Kernels
import Models
import TestSupport
import Testing

/// A feature that is added to the score as it is.
@Suite("An offset of a linear model") struct OffsetTests {
    private let rowCount = 11

    /// A model without the feature gives the same, where the target takes its place under a loss of the difference alone.
    @Test(arguments: InstructionSet.available, [1, 2, 16, 17, 40])
    func isAddedToTheScoreAndHasNoGradient(_ set: InstructionSet, _ featureCount: Int) {
        var random = SplitMix(state: 71)
        for storage in FeatureStorage.allCases {
            let column = Int.random(in: 0..<featureCount, using: &random)
            let model = LinearModel(
                featureCount: featureCount, loss: .squared, offsetColumn: column, kernels: set.kernels)
            // Few digits, so that all sums are exact.
            func number() -> Float { Float(Int.random(in: -8...8, using: &random)) / 4 }
            let rows = (0..<rowCount * featureCount).map { _ in number() }
            let targets = (0..<rowCount).map { _ in number() }
            let offsets = (0..<rowCount).map { rows[$0 * featureCount + column] }
            var parameters = [Float](repeating: 0, count: model.layout.count)
            for index in 0..<featureCount where index != column { parameters[index] = number() }
            parameters[model.layout.tensors[1].offset] = number()

            let found = gradient(of: model, rows, targets, parameters, storage)
            let plain = LinearModel(featureCount: featureCount, loss: .squared, kernels: set.kernels)
            var expected = gradient(of: plain, rows, zip(targets, offsets).map { $0 - $1 }, parameters, storage)
            expected[column] = 0
            #expect(found == expected, "\(featureCount) features in \(storage), offset \(column)")
        }
    }

    private func gradient(
        of model: LinearModel, _ rows: [Float], _ targets: [Float], _ parameters: [Float], _ storage: FeatureStorage
    ) -> [Float] {
        var gradient = [Float](repeating: .nan, count: model.layout.count + ParameterLayout.lossCount)
        // Kernels read the tail of a row in a whole vector.
        let padded = rows + [Float](repeating: 0, count: 16)
        let halves = padded.map { UInt16($0.bitPattern >> 16) }
        let places = (0..<UInt32(rowCount)).map { $0 }
        var scratch: Float = 0
        padded.withUnsafeBytes { wide in
            halves.withUnsafeBytes { narrow in
                let features = FeatureRows(
                    base: (storage == .float32 ? wide : narrow).baseAddress!, storage: storage,
                    featureCount: model.featureCount)
                targets.withUnsafeBufferPointer { targets in
                    places.withUnsafeBufferPointer { places in
                        let gathered = GatheredRows(
                            features: features, targets: targets.baseAddress!, places: places.baseAddress!,
                            count: rowCount)
                        model.sumGradient(
                            over: gathered, upcoming: gathered.slice(0..<0), prefetchDistance: 0,
                            parameters: parameters, scratch: &scratch, into: &gradient)
                    }
                }
            }
        }
        return gradient
    }
}
