import Foundation
import Kernels
import TestSupport
import Testing

@Suite struct PointLossTests {
    private struct Row: CustomStringConvertible {
        let (z, y): (Float, Float)
        var description: String { "output \(z), target \(y)" }
    }

    /// Outputs of any magnitude, targets near and far, and both sides of every kink.
    private func rows(_ loss: PointLoss, _ random: inout SplitMix) -> [Row] {
        if loss.link == .log { return rowsNearTheMean(loss, &random) }
        var rows = (0..<2000).map { _ in
            let scale = Float(sign: .plus, exponent: .random(in: -30...30, using: &random), significand: 1)
            let z = scale * .random(in: -2...2, using: &random)
            return Row(z: z, y: loss.target(scale: scale, &random))
        }
        rows += [-1000, -104, -88.8, -17, -1, -0.0, 0, 1, 17, 88.8, 104, 1000].flatMap { z in
            [Row(z: z, y: 0), Row(z: z, y: 1)]
        }
        if case .huber(let delta) = loss {
            rows += [delta.nextDown, delta, delta.nextUp].flatMap { [Row(z: $0, y: 0), Row(z: 0, y: $0)] }
        }
        if loss != .logistic { rows += [-3, 0.1, 7].map { Row(z: $0, y: $0) } }
        return rows
    }

    /// Targets of any magnitude, and outputs near and far from the best, ln y.
    private func rowsNearTheMean(_ loss: PointLoss, _ random: inout SplitMix) -> [Row] {
        var rows = (0..<3000).map { index in
            let y = Float(exp(Double.random(in: -20...20, using: &random)))
            let distance = Float(sign: .plus, exponent: -(index % 20), significand: 1)
            return Row(z: Float(log(Double(y))) + distance * .random(in: -8...8, using: &random), y: y)
        }
        if loss == .poisson { rows += [-40, -1, 0, 3, 40].map { Row(z: $0, y: 0) } }
        return rows + [Row(z: 0, y: 1), Row(z: -0.0, y: 1), Row(z: 1, y: 1)]
    }

    private func run(
        _ set: InstructionSet, _ loss: PointLoss, _ rows: [Row], stride: Int, inPlace: Bool
    ) -> (derivatives: [Float], losses: [Float]) {
        let outputs = SentinelBuffer<Float>(count: rows.count * stride, sentinel: 1e30)
        for (index, row) in rows.enumerated() { outputs.base[index * stride] = row.z }
        let derivatives =
            inPlace ? outputs : SentinelBuffer<Float>(count: rows.count * stride, sentinel: 1e30)
        let targets = SentinelBuffer(rows.map(\.y), sentinel: .nan)
        let losses = SentinelBuffer<Float>(count: rows.count, sentinel: 1e30)
        set.kernels.pointLosses(
            PointLossJob(
                loss: loss, outputs: outputs.base, targets: targets.base, count: rows.count, stride: stride,
                derivatives: derivatives.base, losses: losses.base))
        #expect(derivatives.isIntact && losses.isIntact, "\(loss): written outside")
        let written = derivatives.contents.enumerated()
        #expect(
            written.allSatisfy { $0.offset.isMultiple(of: stride) || $0.element == 1e30 }, "\(loss): written between")
        return (written.filter { $0.offset.isMultiple(of: stride) }.map(\.element), losses.contents)
    }

    @Test(arguments: InstructionSet.available, PointLoss.all())
    func equalTheDefinitionInDoublePrecision(_ set: InstructionSet, _ loss: PointLoss) {
        var random = SplitMix(state: 61)
        let reference = PointLossReference(loss)
        let rows = rows(loss, &random)
        for (stride, inPlace) in [(1, false), (16, true), (17, false)] {
            let found = run(set, loss, rows, stride: stride, inPlace: inPlace)
            for (index, row) in rows.enumerated() {
                let (z, y) = (Double(row.z), Double(row.y))
                #expect(
                    abs(Double(found.derivatives[index]) - reference.derivative(z, y))
                        <= reference.derivativeBound(z, y),
                    "\(loss), \(row): derivative \(found.derivatives[index]) for \(reference.derivative(z, y))")
                #expect(
                    abs(Double(found.losses[index]) - reference.value(z, y)) <= reference.valueBound(z, y),
                    "\(loss), \(row): loss \(found.losses[index]) for \(reference.value(z, y))")
            }
        }
    }

    /// The losses that take nothing but sums and products.
    @Test(arguments: InstructionSet.available)
    func giveTheBitsOfTheirFormulas(_ set: InstructionSet) {
        var random = SplitMix(state: 62)
        for loss in PointLoss.all() where loss.link == .identity {
            for row in rows(loss, &random) {
                let r = row.z - row.y
                let expected: (derivative: Float, loss: Float) =
                    switch loss {
                    case .huber(let delta) where abs(r) > delta:
                        (r < 0 ? -delta : delta, delta * (abs(r) - 0.5 * delta))
                    case .absolute: (r == 0 ? 0 : r < 0 ? -1 : 1, abs(r))
                    case .quantile(let level):
                        (r == 0 ? 0 : r < 0 ? -level : 1 - level, r < 0 ? level * -r : (1 - level) * r)
                    default: (r, 0.5 * r * r)
                    }
                let found = loss.ofRow(set, row.z, row.y)
                #expect(found == expected, "\(loss), \(row)")
            }
        }
    }

    @Test(arguments: InstructionSet.available, PointLoss.all())
    func derivativesAreNotNeeded(_ set: InstructionSet, _ loss: PointLoss) {
        var random = SplitMix(state: 63)
        let rows = rows(loss, &random)
        let outputs = SentinelBuffer(rows.map(\.z), sentinel: .nan)
        let targets = SentinelBuffer(rows.map(\.y), sentinel: .nan)
        let losses = SentinelBuffer<Float>(count: rows.count, sentinel: 1e30)
        set.kernels.pointLosses(
            PointLossJob(
                loss: loss, outputs: outputs.base, targets: targets.base, count: rows.count, stride: 1,
                derivatives: nil, losses: losses.base))
        #expect(losses.isIntact)
        #expect(bits(losses.contents) == bits(run(set, loss, rows, stride: 1, inPlace: false).losses))
    }

    /// A run that diverges must be seen by its loss.
    @Test(arguments: InstructionSet.available, PointLoss.all())
    func anOutputThatIsNoNumberHasNoLoss(_ set: InstructionSet, _ loss: PointLoss) {
        #expect(loss.ofRow(set, .nan, 1).loss.isNaN)
    }
}
