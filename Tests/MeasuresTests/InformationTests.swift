import Measures
import TestSupport
import Testing

@Suite struct InformationTests {
    private static let seeds = Array(UInt64(0)..<300)

    /// At least one outcome is possible, each of the others with probability 1 − `zeros`.
    private static func distribution(
        over count: Int, zeros: Double, using random: inout SplitMix
    ) throws -> Distribution {
        var weights = (0..<count).map { _ in
            Double.random(in: 0...1, using: &random) < zeros ? 0 : Double.random(in: 1e-9...1, using: &random)
        }
        weights[Int.random(in: 0..<count, using: &random)] = 1
        return try Distribution(weights: weights)
    }

    @Test func divergenceFromACertainOutcome() throws {
        let (certain, model) = (try Distribution([1, 0, 0]), try Distribution([0.7, 0.2, 0.1]))
        let divergence = certain.divergence(from: model)
        #expect(abs(divergence - 0.357) < 5e-4)
        // ln(1 / 0.7)
        #expect(isClose(divergence, 0.35667494393873245, tolerance: 1e-15))
        #expect(isClose(certain.crossEntropy(to: model), 0.35667494393873245, tolerance: 1e-15))
        #expect(certain.entropy() == 0)
    }

    @Test func selfInformationOfEvents() {
        #expect(selfInformation(probability: 0.5, in: .bits) == 1)
        #expect(selfInformation(probability: 1.0 / 1024, in: .bits) == 10)
        #expect(isClose(selfInformation(probability: 0.5), 0.6931471805599453, tolerance: 1e-15))
        for unit in InformationUnit.allCases {
            #expect(selfInformation(probability: 0, in: unit) == .infinity)
            #expect(selfInformation(probability: 1, in: unit).sign == .plus)
            #expect(selfInformation(probability: 1, in: unit) == 0)
        }
    }

    @Test(arguments: PeerNumbers.firsts.indices)
    func numbersOfSciPy(_ index: Int) throws {
        let first = try Distribution(PeerNumbers.firsts[index])
        let second = try Distribution(PeerNumbers.seconds[index])
        #expect(isClose(first.entropy(), PeerNumbers.entropies[index]))
        #expect(isClose(first.entropy(in: .bits), PeerNumbers.entropiesInBits[index]))
        #expect(isClose(first.crossEntropy(to: second), PeerNumbers.crossEntropies[index]))
        #expect(isClose(first.divergence(from: second), PeerNumbers.divergences[index]))
        #expect(isClose(first.divergence(from: second, in: .bits), PeerNumbers.divergencesInBits[index]))
    }

    @Test(arguments: InformationUnit.allCases)
    func whatTheOtherHoldsImpossible(_ unit: InformationUnit) throws {
        let (even, certain) = (try Distribution([0.5, 0.5]), try Distribution([1, 0]))
        #expect(even.divergence(from: certain, in: unit) == .infinity)
        #expect(even.crossEntropy(to: certain, in: unit) == .infinity)
        #expect(isClose(certain.divergence(from: even, in: .bits), 1))
    }

    @Test func probabilitiesTooSmallForAQuotient() throws {
        let tiny = try Distribution([Double.leastNonzeroMagnitude, 1])
        let divergence = try Distribution([0.5, 0.5]).divergence(from: tiny, in: .bits)
        // ½ log₂(0.5 / 2⁻¹⁰⁷⁴) + ½ log₂(0.5 / 1)
        #expect(isClose(divergence, 0.5 * 1073 - 0.5))
    }

    @Test(arguments: seeds)
    func theoremsHold(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let count = Int.random(in: 1...40, using: &random)
        let first = try Self.distribution(over: count, zeros: 0.4, using: &random)
        let second = try Self.distribution(over: count, zeros: 0, using: &random)
        let entropy = first.entropy()
        let divergence = first.divergence(from: second)
        let uniform = try Distribution(weights: Array(repeating: 1, count: count))

        #expect(isClose(divergence, first.crossEntropy(to: second) - entropy))
        #expect(divergence >= 0)
        #expect(first.divergence(from: first) == 0)
        #expect(entropy >= 0)
        // ln K, by way of an outcome of K equally likely ones; D(P‖uniform) is what entropy lacks of it.
        let most = selfInformation(probability: 1 / Double(count))
        #expect(entropy <= most + 1e-12)
        #expect(isClose(uniform.entropy(), most))
        #expect(isClose(first.divergence(from: uniform), most - entropy))

        let nat = 0.6931471805599453
        #expect(isClose(first.entropy(in: .bits), entropy / nat))
        #expect(isClose(first.crossEntropy(to: second, in: .bits), first.crossEntropy(to: second) / nat))
        #expect(isClose(first.divergence(from: second, in: .bits), divergence / nat))
    }

    /// D(P‖Q) ≥ ½ (Σ|p − q|)², Pinsker's inequality: Cover and Thomas, lemma 11.6.1.
    @Test(arguments: seeds)
    func divergenceBoundsTheDistance(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let count = Int.random(in: 2...40, using: &random)
        let first = try Self.distribution(over: count, zeros: 0.4, using: &random)
        let second = try Self.distribution(over: count, zeros: 0, using: &random)
        let distance = zip(first.probabilities, second.probabilities).reduce(0) { $0 + abs($1.0 - $1.1) }
        #expect(first.divergence(from: second) >= 0.5 * distance * distance - 1e-12)
    }
}
