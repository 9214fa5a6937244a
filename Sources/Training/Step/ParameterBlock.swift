import Models

/// A part of the parameters that one worker reduces and updates. The parameters are cut in the same way on every
/// machine.
struct ParameterBlock: BitwiseCopyable {
    /// Numbers of one tensor.
    struct Range: BitwiseCopyable {
        let start: Int
        let count: Int
        let isWeight: Bool
    }

    /// Numbers of a block: 32 KiB, and as much again for each shard.
    static let size = 8192
    /// With fewer blocks, sharing them among workers costs more than it saves.
    static let fewestForRounds = 4

    private let start: Int
    private let end: Int
    private let firstRange: Int
    private let endOfRanges: Int

    /// The part of the parameters, gaps included.
    var numbers: Swift.Range<Int> { start..<end }
    /// The indices of its ranges among all ranges.
    var ranges: Swift.Range<Int> { firstRange..<endOfRanges }

    /// Cuts a layout into blocks, and blocks into ranges at the borders of tensors.
    static func cut(_ layout: ParameterLayout, size: Int = size) -> (blocks: [ParameterBlock], ranges: [Range]) {
        var blocks: [ParameterBlock] = []
        var ranges: [Range] = []
        for start in stride(from: 0, to: layout.count, by: size) {
            let end = min(start + size, layout.count)
            let firstRange = ranges.count
            for tensor in layout.tensors {
                let from = max(tensor.offset, start)
                let to = min(tensor.offset + tensor.span, end)
                if from < to {
                    ranges.append(Range(start: from, count: to - from, isWeight: tensor.role == .weight))
                }
            }
            blocks.append(
                ParameterBlock(start: start, end: end, firstRange: firstRange, endOfRanges: ranges.count))
        }
        return (blocks, ranges)
    }
}
