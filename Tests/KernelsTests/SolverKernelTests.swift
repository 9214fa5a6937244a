import Foundation
import Kernels
import TestSupport
import Testing

/// The passes of solvers: the same bits in every instruction set, and the sums in double precision that they should be.
@Suite("Kernels of solvers")
struct SolverKernelTests {
    private static let shapes = [(0, 3, 1), (1, 1, 1), (5, 8, 1), (7, 33, 1), (9, 17, 3), (6, 40, 4), (4, 5, 2)]

    private struct Rows {
        let rowCount: Int, featureCount: Int, outputCount: Int
        let features: [Float]
        let weights: [Double]
        let coefficients: [Double]
        var stride: Int { (featureCount + 7) / 8 * 8 }

        init(_ shape: (Int, Int, Int), seed: UInt64 = 5) {
            (rowCount, featureCount, outputCount) = shape
            var random = SplitMix(state: seed)
            // What lies past the last row is read, and must not count.
            features =
                (0..<rowCount * featureCount).map { _ in Float.random(in: -2...2, using: &random) }
                + [Float](repeating: .nan, count: 16)
            let stride = (featureCount + 7) / 8 * 8
            let featureCount = featureCount
            weights = (0..<outputCount * stride + outputCount).map { index in
                let isPadding = index < shape.2 * stride && index % stride >= featureCount
                return isPadding ? 0 : Double.random(in: -1...1, using: &random)
            }
            coefficients = (0..<rowCount * outputCount).map { _ in Double.random(in: -1...1, using: &random) }
        }

        func feature(_ row: Int, _ column: Int) -> Double { Double(features[row * featureCount + column]) }

        func scores(_ kernels: SolverKernels) -> [Double] {
            var scores = [Double](repeating: 0, count: rowCount * outputCount)
            features.withUnsafeBufferPointer { features in
                weights.withUnsafeBufferPointer { weights in
                    kernels.scores(
                        FeatureRows(features.baseAddress!, featureCount: featureCount), rowCount,
                        LinearWeights(
                            weights: weights.baseAddress!, stride: stride,
                            biases: weights.baseAddress! + outputCount * stride, outputCount: outputCount), &scores)
                }
            }
            return scores
        }

        func sums(_ kernels: SolverKernels) -> [Double] {
            var sums = weights
            sums.withUnsafeMutableBufferPointer { sums in
                features.withUnsafeBufferPointer { features in
                    kernels.addRows(
                        FeatureRows(features.baseAddress!, featureCount: featureCount), rowCount, coefficients,
                        LinearSums(
                            weights: sums.baseAddress!, stride: stride,
                            biases: sums.baseAddress! + outputCount * stride, outputCount: outputCount))
                }
            }
            return sums
        }

        /// Σ f² (x − o)(x − o)ᵀ s sᵀ, with f as one more column.
        func products(_ kernels: SolverKernels) -> [Double] {
            let size = featureCount + 1
            let width = (size + 7) / 8 * 8
            let (offsets, scales) = (padded { 0.1 * Double($0) }, padded { 1 + Double($0) })
            let factors = (0..<rowCount).map { 0.5 + Double($0) }
            var panels = [Double](repeating: 7, count: max(rowCount, 1) * width)
            var sums = [Double](repeating: 0, count: size * width)
            panels.withUnsafeMutableBufferPointer { panels in
                features.withUnsafeBufferPointer { features in
                    offsets.withUnsafeBufferPointer { offsets in
                        scales.withUnsafeBufferPointer { scales in
                            factors.withUnsafeBufferPointer { factors in
                                kernels.packPanels(
                                    PanelJob(
                                        features: FeatureRows(features.baseAddress!, featureCount: featureCount),
                                        rowCount: rowCount, factors: factors.baseAddress!,
                                        offsets: offsets.baseAddress!, scales: scales.baseAddress!,
                                        panels: panels.baseAddress!))
                            }
                        }
                    }
                }
            }
            kernels.addProducts(panels, rowCount, 0..<size, &sums, width)
            return (0..<size).flatMap { row in (0...row).map { sums[row * width + $0] } }
        }

        func padded(_ value: (Int) -> Double) -> [Double] {
            (0..<max(stride, 1)).map { $0 < featureCount ? value($0) : 0 }
        }
    }

    private var first: SolverKernels { InstructionSet.available[0].kernels.solvers }

    @Test("scores are w·x + b", arguments: shapes)
    func scores(shape: (Int, Int, Int)) {
        let rows = Rows(shape)
        let found = rows.scores(first)
        for row in 0..<rows.rowCount {
            for output in 0..<rows.outputCount {
                let bias = rows.weights[rows.outputCount * rows.stride + output]
                let expected = (0..<rows.featureCount).reduce(bias) {
                    $0 + rows.feature(row, $1) * rows.weights[output * rows.stride + $1]
                }
                #expect(abs(found[row * rows.outputCount + output] - expected) < 1e-13)
            }
        }
        for set in InstructionSet.available { #expect(rows.scores(set.kernels.solvers) == found) }
    }

    @Test("sums over rows are Σ c x and Σ c, and padding stays", arguments: shapes)
    func sums(shape: (Int, Int, Int)) {
        let rows = Rows(shape)
        let found = rows.sums(first)
        for output in 0..<rows.outputCount {
            for column in 0..<rows.stride {
                let start = rows.weights[output * rows.stride + column]
                let expected = (0..<rows.rowCount).reduce(start) {
                    let x = column < rows.featureCount ? rows.feature($1, column) : 0
                    return $0 + rows.coefficients[$1 * rows.outputCount + output] * x
                }
                #expect(abs(found[output * rows.stride + column] - expected) < 1e-13)
            }
            let bias = (0..<rows.rowCount).reduce(rows.weights[rows.outputCount * rows.stride + output]) {
                $0 + rows.coefficients[$1 * rows.outputCount + output]
            }
            #expect(abs(found[rows.outputCount * rows.stride + output] - bias) < 1e-13)
        }
        for set in InstructionSet.available { #expect(rows.sums(set.kernels.solvers) == found) }
    }

    @Test("products of columns are those of shifted, scaled and weighted rows", arguments: shapes)
    func products(shape: (Int, Int, Int)) {
        let rows = Rows(shape)
        let found = rows.products(first)
        func number(_ row: Int, _ column: Int) -> Double {
            let factor = 0.5 + Double(row)
            guard column < rows.featureCount else { return factor }
            return (rows.feature(row, column) - 0.1 * Double(column)) * (1 + Double(column)) * factor
        }
        let expected = (0...rows.featureCount).flatMap { a in
            (0...a).map { b in (0..<rows.rowCount).reduce(0.0) { $0 + number($1, a) * number($1, b) } }
        }
        for (found, expected) in zip(found, expected) {
            #expect(abs(found - expected) <= 1e-12 * max(abs(expected), 1))
        }
        for set in InstructionSet.available { #expect(rows.products(set.kernels.solvers) == found) }
    }

    @Test("sums on a grid do not depend on their order, and are right to the grid")
    func grid() {
        var random = SplitMix(state: 3)
        var numbers = (0..<3000).map { _ in
            Double.random(in: -1...1, using: &random) * exp2(Double(Int.random(in: -30...0, using: &random)))
        }
        let grid = ExactGrid(largest: 1, count: numbers.count)
        let sums = (0..<20).map { _ in
            numbers.shuffle(using: &random)
            return numbers.reduce(0) { $0 + grid.rounded($1) }
        }
        #expect(Set(sums).count == 1)
        #expect(abs(sums[0] - numbers.reduce(0, +)) < 3000 * 0x1p-40)
        #expect(ExactGrid(largest: 0, count: 0).rounded(0) == 0)
    }

    private func curves(_ loss: PointLoss, _ scores: [Double], _ target: Float, _ kernels: SolverKernels)
        -> [[Double]]
    {
        var (losses, slopes, curvatures) = (scores, scores, scores)
        let targets = [Float](repeating: target, count: scores.count)
        scores.withUnsafeBufferPointer { scores in
            targets.withUnsafeBufferPointer { targets in
                losses.withUnsafeMutableBufferPointer { losses in
                    slopes.withUnsafeMutableBufferPointer { slopes in
                        curvatures.withUnsafeMutableBufferPointer { curvatures in
                            kernels.lossCurves(
                                LossCurveJob(
                                    loss: loss, scores: scores.baseAddress!, targets: targets.baseAddress!,
                                    weights: nil, count: scores.count, losses: losses.baseAddress!,
                                    slopes: slopes.baseAddress!, curvatures: curvatures.baseAddress!))
                        }
                    }
                }
            }
        }
        return [losses, slopes, curvatures]
    }

    @Test("the logistic loss and its derivatives are those of the C library to 1e-14")
    func logistic() {
        let scores = stride(from: -700.0, through: 700, by: 0.37).map { $0 * $0.magnitude / 700 }
        for target: Float in [0, 1] {
            let found = curves(.logistic, scores, target, first)
            for (index, z) in scores.enumerated() {
                let rest = log1p(exp(-abs(z)))
                let probability = z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z))
                let loss = max(z, 0) - Double(target) * z + rest
                #expect(abs(found[0][index] - loss) <= 4e-15 * max(loss, 1e-300) + 1e-305)
                #expect(abs(found[1][index] - (probability - Double(target))) <= 1e-15)
                let odds = exp(-abs(z))
                #expect(abs(found[2][index] - odds / ((1 + odds) * (1 + odds))) <= 4e-15 * found[2][index] + 1e-305)
            }
            for set in InstructionSet.available {
                #expect(curves(.logistic, scores, target, set.kernels.solvers) == found)
            }
        }
    }

    @Test("derivatives are those of finite differences", arguments: [PointLoss.squared, .huber(delta: 1.5), .logistic])
    func differences(loss: PointLoss) {
        let scores = stride(from: -4.0, through: 4, by: 0.31).map { $0 }
        let step = 1e-5
        let target: Float = loss == .logistic ? 1 : 0.25
        let here = curves(loss, scores, target, first)
        let above = curves(loss, scores.map { $0 + step }, target, first)
        let below = curves(loss, scores.map { $0 - step }, target, first)
        for index in scores.indices {
            #expect(abs((above[0][index] - below[0][index]) / (2 * step) - here[1][index]) < 1e-8)
            #expect(abs((above[1][index] - below[1][index]) / (2 * step) - here[2][index]) < 1e-8)
        }
    }

    @Test("classes get the softmax of their scores, and the cross-entropy of the label")
    func classes() {
        let scores = [[0.0, 0, 0], [700, -700, 1], [1, 2, 3], [-1e9, 5, 5]]
        for set in InstructionSet.available {
            var probabilities = scores.flatMap { $0 }
            var losses = [Double](repeating: 0, count: scores.count)
            set.kernels.solvers.classCurves(&probabilities, 3, [0, 1, 2, 1], scores.count, &losses)
            for (row, scores) in scores.enumerated() {
                let largest = scores.max()!
                let total = scores.reduce(0) { $0 + exp($1 - largest) }
                let label = [0, 1, 2, 1][row]
                #expect(abs(losses[row] - (log(total) + largest - scores[label])) <= 1e-12 * max(losses[row], 1))
                for index in 0..<3 {
                    #expect(abs(probabilities[row * 3 + index] - exp(scores[index] - largest) / total) < 1e-15)
                }
            }
        }
    }
}
