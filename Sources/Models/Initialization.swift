package import Kernels
public import Vocabulary

/// The initial weights of a layer: normal numbers whose variance keeps signals the same size from layer to layer.
public enum Initialization: String, Term {
    /// Variance 2 / (inputs + outputs) (Glorot and Bengio, 2010, equation 12).
    case xavier
    /// Variance 2 / inputs, for ReLU (He, Zhang, Ren and Sun, 2015, equation 10).
    case he

    /// Weights, row-major [outputs, inputs]; row `o` is row `layer << 32 | o` of the seed's stream.
    package func weights(outputs: Int, inputs: Int, seed: UInt64, layer: Int, kernels: KernelTable) -> [Float] {
        let variance = 2 / Float(self == .he ? inputs : inputs + outputs)
        let deviation = variance.squareRoot()
        let stream = RandomStream(seed: seed, purpose: .initialization)
        return [Float](unsafeUninitializedCapacity: outputs * inputs) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            for output in 0..<outputs {
                kernels.fillNormals(stream, UInt64(layer) << 32 | UInt64(output), inputs, base + output * inputs)
            }
            for index in 0..<outputs * inputs { base[index] *= deviation }
            count = outputs * inputs
        }
    }
}
