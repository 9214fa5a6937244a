import Kernels
import Models
import Testing

@Suite struct InitialParametersTests {
    private func network(
        _ set: InstructionSet, _ initialization: Initialization?, activation: Activation = .relu,
        featureCount: Int = 300
    ) -> Network {
        Network(
            featureCount: featureCount, hidden: [200, 150], activation: activation, initialization: initialization,
            head: .softmax(classCount: 100), kernels: set.kernels)
    }

    /// n normal numbers have a mean within 5σ/√n of zero, a variance within 5√(2/n) of σ², and 68.27 % within σ.
    private func expectNormal(_ numbers: [Float], variance: Double, _ what: String) {
        let n = Double(numbers.count)
        let mean = numbers.reduce(0) { $0 + Double($1) } / n
        let found = numbers.reduce(0) { $0 + Double($1) * Double($1) } / n
        let near = Double(numbers.count { Double($0) * Double($0) < variance }) / n
        #expect(abs(mean) < 5 * (variance / n).squareRoot(), "\(what): mean \(mean)")
        #expect(abs(found / variance - 1) < 5 * (2 / n).squareRoot(), "\(what): variance \(found) for \(variance)")
        #expect(abs(near - 0.6827) < 5 * (0.6827 * 0.3173 / n).squareRoot(), "\(what): \(near) within one deviation")
    }

    private func weights(_ network: Network, seed: UInt64) -> [(tensor: ParameterTensor, values: [Float])] {
        let parameters = network.initialParameters(seed: seed)
        return network.layout.tensors.filter { $0.role == .weight }.map { ($0, $0.values(in: parameters)) }
    }

    /// Glorot and Bengio: 2 / (inputs + outputs); He et al.: 2 / inputs, for layers that a ReLU follows.
    @Test(arguments: InstructionSet.available, Initialization.allCases)
    func weightsHaveTheVarianceOfTheirInitialization(_ set: InstructionSet, _ initialization: Initialization) {
        for seed in [0, 1, 1 << 63] as [UInt64] {
            let layers = weights(network(set, initialization), seed: seed)
            for (index, layer) in layers.enumerated() {
                let (outputs, inputs) = (Double(layer.tensor.shape[0]), Double(layer.tensor.shape[1]))
                let isHe = initialization == .he && index < layers.count - 1
                expectNormal(
                    layer.values, variance: isHe ? 2 / inputs : 2 / (inputs + outputs),
                    "\(initialization), seed \(seed), \(layer.tensor.name)")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func activationsHaveTheirOwnInitialization(_ set: InstructionSet) {
        for (activation, initialization) in [
            (.relu, .he), (.tanh, .xavier), (.sigmoid, .xavier),
        ] as [(Activation, Initialization)] {
            let parameters = network(set, nil, activation: activation).initialParameters(seed: 3)
            let expected = network(set, initialization, activation: activation).initialParameters(seed: 3)
            #expect(bits(parameters) == bits(expected), "\(activation)")
        }
    }

    @Test(arguments: InstructionSet.available)
    func biasesAndGapsAreZero(_ set: InstructionSet) {
        let network = network(set, .he, featureCount: 17)
        let parameters = network.initialParameters(seed: 5)
        for tensor in network.layout.tensors where tensor.role == .bias {
            #expect(tensor.values(in: parameters).allSatisfy { $0 == 0 }, "\(tensor.name)")
        }
        let rebuilt = network.layout.buffer(of: network.layout.values(in: parameters))
        #expect(bits(rebuilt) == bits(parameters))
    }

    @Test(arguments: InstructionSet.available)
    func areAFunctionOfTheSeed(_ set: InstructionSet) {
        let network = network(set, .he)
        let parameters = network.initialParameters(seed: 7)
        #expect(bits(network.initialParameters(seed: 7)) == bits(parameters))
        for seed in [6, 8, 7 | 1 << 32] as [UInt64] {
            #expect(network.initialParameters(seed: seed) != parameters, "seed \(seed)")
        }
        for other in InstructionSet.available {
            #expect(bits(self.network(other, .he).initialParameters(seed: 7)) == bits(parameters), "\(other)")
        }
    }

    /// No two outputs, of one layer or of two, have the same numbers, up to the layer's deviation.
    @Test(arguments: InstructionSet.available)
    func outputsHaveNumbersOfTheirOwn(_ set: InstructionSet) {
        let rows = weights(network(set, .xavier, featureCount: 200), seed: 9).flatMap { tensor, values in
            (0..<tensor.shape[0]).map { output -> [Int] in
                let row = values[output * tensor.shape[1]..<(output + 1) * tensor.shape[1]].prefix(8)
                return row.map { Int(($0 / row.first! * 1000).rounded()) }
            }
        }
        #expect(Set(rows).count == rows.count)
    }

    @Test(arguments: InstructionSet.available, ModelShape.linear + ModelShape.softmaxRegressions)
    func convexModelsBeginAtZero(_ set: InstructionSet, _ shape: ModelShape) {
        let model = shape.model(set)
        let parameters = model.initialParameters(seed: 11)
        #expect(parameters.count == model.layout.count && parameters.allSatisfy { $0 == 0 })
    }
}
