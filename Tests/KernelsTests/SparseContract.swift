import KernelTable

/// The order in which every sum over the numbers of sparse rows is taken: its bits are those of the kernels on any CPU.
enum SparseContract {
    typealias Row = [(column: Int, value: Float)]

    /// Four sums take turns, with a fused multiply-add; what is left over of the last turn goes to the first sum.
    static func dot(_ row: Row, _ weights: [Float]) -> Float {
        var sums: [Float] = [0, 0, 0, 0]
        let whole = row.count / 4 * 4
        for (k, number) in row.enumerated() {
            let turn = k < whole ? k % 4 : 0
            sums[turn] = LaneContract.fused(number.value, weights[number.column], plus: sums[turn])
        }
        return (sums[0] + sums[1]) + (sums[2] + sums[3])
    }

    /// One output of several: one sum, scaled and shifted with a fused multiply-add.
    static func logit(_ row: Row, _ weights: [Float], scale: Float, bias: Float) -> Float {
        let sum = row.reduce(Float(0)) { LaneContract.fused(weights[$1.column], $1.value, plus: $0) }
        return LaneContract.fused(sum, scale, plus: bias)
    }

    /// Numbers added up one by one.
    static func sum(_ numbers: some Sequence<Float>) -> Float { numbers.reduce(0, +) }
}
