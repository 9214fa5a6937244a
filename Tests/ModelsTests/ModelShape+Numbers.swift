import Kernels
import TestSupport

extension ModelShape {
    /// The same model in double precision, with parameters in the order of files.
    func reference(_ parameters: [Float]) -> ReferenceModel {
        ReferenceModel(
            featureCount: featureCount, hidden: hidden, activation: activation, head: head,
            parameters: parameters.map { Double($0) })
    }

    /// Weights that keep signals near 1, and biases, tensor by tensor in the order of files.
    func parameters(_ random: inout SplitMix) -> [Float] {
        let sizes = [featureCount] + hidden + [head.count]
        return zip(sizes, sizes.dropFirst()).flatMap { inputs, outputs in
            let scale = 2 / Float(inputs).squareRoot()
            return (0..<outputs * inputs).map { _ in .random(in: -scale...scale, using: &random) }
                + (0..<outputs).map { _ in Float.random(in: -0.5...0.5, using: &random) }
        }
    }

    /// Rows with their targets, none of them so near a kink of the loss that a float32 sum may fall on its other side,
    /// where the gradient is another. Nil where such rows are too rare, as where a dead unit makes a sum constant.
    func rows(
        _ count: Int, _ storage: FeatureStorage, _ parameters: [Float], _ random: inout SplitMix
    ) -> [(x: [Float], y: Float)]? {
        let reference = reference(parameters)
        let mask: UInt32 = storage == .bfloat16 ? 0xFFFF_0000 : 0xFFFF_FFFF
        var rows: [(x: [Float], y: Float)] = []
        for _ in 0..<4 * count {
            let x = (0..<featureCount).map { _ in
                Float(bitPattern: Float.random(in: -2...2, using: &random).bitPattern & mask)
            }
            let y = target(&random)
            if reference.distanceFromKinks(x.map { Double($0) }, Double(y)) > 1e-4 { rows.append((x, y)) }
            if rows.count == count { return rows }
        }
        return nil
    }
}
