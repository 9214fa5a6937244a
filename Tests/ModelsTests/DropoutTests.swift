import Foundation
import Kernels
import Models
import TestSupport
import Testing

@Suite("Dropout in a network")
struct DropoutTests {
    private static let dropout = Dropout(probability: 0.3, seed: 5)

    private func network(_ set: InstructionSet, _ activation: Activation, dropout: Dropout? = Self.dropout) -> Network {
        Network(
            featureCount: 5, hidden: [18, 7], activation: activation, dropout: dropout, head: .regression(.squared),
            kernels: set.kernels)
    }

    private func factors(step: Int, layer: Int, shard: Int, row: UInt32, count: Int) -> [Float] {
        let drawn = Dropout.Factors(
            Self.dropout, step: step, layer: UInt32(layer), kernels: InstructionSet.available[0].kernels)
        var factors = [Float](repeating: .nan, count: count)
        drawn.write(ofRow: Dropout.key(ofRow: row, in: shard), from: 0, count: count, to: &factors)
        return factors
    }

    /// Rows at some places of a partition of 80 rows, in that order.
    private struct Rows {
        let features: [Float]
        let targets: [Float]
        let places: [UInt32]

        init(_ places: [UInt32]) {
            var random = SplitMix(state: 81)
            features = (0..<80 * 5 + 16).map { _ in .random(in: -2...2, using: &random) }
            targets = (0..<80).map { _ in .random(in: -2...2, using: &random) }
            self.places = places
        }
    }

    private func gradient(
        _ network: Network, _ parameters: [Float], _ rows: Rows, step: Int, shard: Int
    ) -> [Float] {
        // Gaps of the layout are zero already.
        var gradient = [Float](repeating: 0, count: network.layout.count + ParameterLayout.lossCount)
        let scratch = GuardedMemory([Float](repeating: .nan, count: network.scratchCount))
        rows.features.withUnsafeBufferPointer { features in
            rows.targets.withUnsafeBufferPointer { targets in
                rows.places.withUnsafeBufferPointer { places in
                    let gathered = GatheredRows(
                        features: FeatureRows(features.baseAddress!, featureCount: 5), targets: targets.baseAddress!,
                        places: places.baseAddress!, count: places.count)
                    withExtendedLifetime(scratch) {
                        network.sumGradient(
                            ofStep: step, shard: shard, over: gathered, upcoming: gathered.slice(0..<0),
                            prefetchDistance: 0, parameters: parameters, scratch: scratch.base, into: &gradient
                        ) { _ in }
                    }
                }
            }
        }
        return gradient
    }

    /// The sum of the rows' losses in double precision, with the outputs of hidden layers multiplied by their factors.
    private func loss(
        _ network: Network, _ parameters: [Double], _ rows: Rows, step: Int, shard: Int
    ) -> Double {
        let tensors = network.layout.tensors
        return rows.places.reduce(0) { sum, place in
            var values = (0..<5).map { Double(rows.features[Int(place) * 5 + $0]) }
            for layer in 0..<3 {
                let (weight, bias) = (tensors[2 * layer], tensors[2 * layer + 1])
                let all = weight.places(count: weight.count).map { parameters[$0] }
                var sums = (0..<weight.shape[0]).map { output in
                    values.indices.reduce(parameters[bias.offset + output]) {
                        $0 + all[output * values.count + $1] * values[$1]
                    }
                }
                if layer < 2 {
                    let factors = factors(step: step, layer: layer, shard: shard, row: place, count: sums.count)
                    sums = zip(sums, factors).map { z, factor in
                        (network.activation == .tanh ? tanh(z) : z * erfc(-z / 2.0.squareRoot()) / 2) * Double(factor)
                    }
                }
                values = sums
            }
            let residual = values[0] - Double(rows.targets[Int(place)])
            return sum + residual * residual / 2
        }
    }

    @Test("has the gradient of what is left, by central differences", arguments: [Activation.tanh, .gelu])
    func differences(_ activation: Activation) {
        let rows = Rows([3, 0, 7, 70, 12])
        for set in InstructionSet.available {
            let network = network(set, activation)
            let parameters = network.initialParameters(seed: 3)
            let found = gradient(network, parameters, rows, step: 4, shard: 2)
            let exact = parameters.map { Double($0) }
            let expectedLoss = loss(network, exact, rows, step: 4, shard: 2)
            #expect(abs(Double(found[network.layout.count]) - expectedLoss) < 1e-5 * expectedLoss)
            for tensor in network.layout.tensors {
                for place in tensor.places(count: tensor.count) {
                    let h = 1e-6
                    var (above, below) = (exact, exact)
                    above[place] += h
                    below[place] -= h
                    let slope =
                        (loss(network, above, rows, step: 4, shard: 2) - loss(network, below, rows, step: 4, shard: 2))
                        / (2 * h)
                    #expect(abs(Double(found[place]) - slope) < 2e-5, "\(set), \(tensor.name)")
                }
            }
        }
    }

    @Test("depends on the seed, the step, the partition and the row, not on the rows beside it")
    func identity() {
        let set = InstructionSet.available[0]
        let network = network(set, .gelu)
        let parameters = network.initialParameters(seed: 3)
        func row(_ place: UInt32, step: Int = 1, shard: Int = 1) -> [Float] {
            gradient(network, parameters, Rows([place]), step: step, shard: shard)
        }
        // Two rows, one after the other in one tile or the next, add up to the two alone.
        let (one, other) = (row(69), row(2))
        let both = gradient(network, parameters, Rows([69, 2]), step: 1, shard: 1)
        for (sum, terms) in zip(both, zip(one, other)) { #expect(abs(sum - (terms.0 + terms.1)) < 1e-5) }
        #expect(row(69) == one && row(69, step: 2) != one && row(69, shard: 2) != one)
        let others = gradient(
            self.network(set, .gelu, dropout: Dropout(probability: 0.3, seed: 6)), parameters, Rows([69]), step: 1,
            shard: 1)
        #expect(others != one)
    }

    @Test("keeps outputs with their probability, and their mean")
    func share() {
        let all = (0..<200).flatMap { factors(step: 9, layer: 1, shard: 0, row: $0, count: 100) }
        let kept = all.count { $0 > 0 }
        #expect(all.allSatisfy { $0 == 0 || $0 == 1 / (1 - 0.3 as Float) })
        // Five standard deviations.
        #expect(abs(Double(kept) - 14_000) < 5 * (20_000 * 0.3 * 0.7).squareRoot())
        #expect(factors(step: 9, layer: 0, shard: 0, row: 0, count: 100) != Array(all.prefix(100)))
    }

    @Test("is nothing with a probability of 0, and in predictions")
    func nothing() {
        let set = InstructionSet.available[0]
        let rows = Rows([0, 1, 2, 3])
        let plain = network(set, .tanh, dropout: nil)
        let parameters = plain.initialParameters(seed: 3)
        let none = network(set, .tanh, dropout: Dropout(probability: 0, seed: 1))
        #expect(
            gradient(none, parameters, rows, step: 1, shard: 0) == gradient(plain, parameters, rows, step: 7, shard: 3))
        func predictions(_ network: Network) -> [Float] {
            var (outputs, losses) = ([Float](repeating: .nan, count: 4), [Float](repeating: .nan, count: 4))
            let scratch = GuardedMemory([Float](repeating: .nan, count: network.scratchCount))
            rows.features.withUnsafeBufferPointer { features in
                withExtendedLifetime(scratch) {
                    network.predict(
                        FeatureRows(features.baseAddress!, featureCount: 5), rowCount: 4, targets: nil,
                        parameters: parameters, scratch: scratch.base, outputs: &outputs, losses: &losses)
                }
            }
            return outputs
        }
        #expect(predictions(network(set, .tanh)) == predictions(plain))
    }
}

extension ParameterTensor {
    /// Where its numbers lie, in the order of files.
    fileprivate func places(count: Int) -> [Int] {
        let numbered = (0..<Int(offset + span)).map { Float($0) }
        return values(in: numbered).map { Int($0) }
    }
}
