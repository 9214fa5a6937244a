import Foundation
import Kernels
import TestSupport

/// Rows of logits with their labels; the memory behind a row's logits holds NaN.
struct SoftmaxProblem: CustomStringConvertible {
    let rows: [[Float]]
    let labels: [Int]
    let stride: Int

    var description: String { "\(rows.count) rows of \(rows.first?.count ?? 0) logits" }

    init(rows: [[Float]], labels: [Int], extraStride: Int = 0) {
        self.rows = rows
        self.labels = labels
        stride = LaneContract.padded(rows.first?.count ?? 0) + extraStride
    }

    /// Logits of any scale up to 1,000, where e^z overflows.
    init(classCount: Int, _ random: inout SplitMix) {
        let rows = (0..<Int.random(in: 1...9, using: &random)).map { _ in
            let scale: Float = [0.1, 5, 30, 1000].randomElement(using: &random)!
            return (0..<classCount).map { _ in scale * Float.random(in: -1...1, using: &random) }
        }
        self.init(
            rows: rows, labels: rows.map { _ in Int.random(in: 0..<classCount, using: &random) },
            extraStride: [0, 16, 19].randomElement(using: &random)!)
    }

    /// What the kernel leaves where the logits were, and the losses; without labels for probabilities alone.
    func run(
        _ set: InstructionSet, _ result: SoftmaxJob.Result, hasLabels: Bool = true
    ) -> (rows: [[Float]], losses: [Float], isIntact: Bool) {
        let classCount = rows[0].count
        let logits = SentinelBuffer<Float>(count: rows.count * stride, sentinel: 1e30)
        logits.base.update(repeating: .nan, count: logits.count)
        for (index, row) in rows.enumerated() { (logits.base + index * stride).update(from: row, count: classCount) }
        let losses = SentinelBuffer<Float>(count: rows.count, sentinel: 1e30)
        labels.map { Float($0) }.withUnsafeBufferPointer { labels in
            set.kernels.softmax(
                SoftmaxJob(
                    logits: logits.base, stride: stride, rowCount: rows.count, classCount: classCount,
                    labels: hasLabels ? labels.baseAddress : nil, losses: hasLabels ? losses.base : nil,
                    result: result))
        }
        let written = logits.contents
        return (
            rows.indices.map { Array(written[$0 * stride..<$0 * stride + classCount]) }, losses.contents,
            logits.isIntact && losses.isIntact
        )
    }
}

/// The softmax of a row in double precision, and how far the kernel may be off.
///
/// With u = 2⁻²⁴, e^(z − max) is good to 2 ulp, 4 u, of an argument that is off by u |z − max|; n of them are added in
/// ⌈n/16⌉ + 4 roundings, and the quotient takes two more.
struct SoftmaxReference {
    let probabilities: [Double]
    let probabilityBounds: [Double]
    let losses: [Double]
    let lossBounds: [Double]

    init(_ logits: [Float]) {
        let u = 0x1.02p-24
        let maximum = logits.map { Double($0) }.max()!
        let distances = logits.map { maximum - Double($0) }
        let total = distances.map { exp(-$0) }.reduce(0, +)
        let p = distances.map { exp(-$0) / total }
        let totalError = u * (zip(p, distances).map(*).reduce(0, +) + 8 + Double((logits.count + 15) / 16))
        probabilities = p
        probabilityBounds = zip(p, distances).map { $0 * (totalError + u * ($1 + 6)) + 0x1p-148 }
        losses = distances.map { log(total) + $0 }
        lossBounds = distances.map { totalError + u * (4 * log(total) + $0 + log(total) + $0) }
    }
}
