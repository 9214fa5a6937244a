import Models
import NUMA

/// The parameters, the optimizer's state, and how both are cut in blocks.
final class ParameterMemory {
    /// The parameters, in their layout.
    let parameters: NodeMemory<Float>
    /// The optimizer's numbers, `stateCount` layouts one after the other.
    let state: NodeMemory<Float>
    let blocks: NodeMemory<ParameterBlock>
    let ranges: NodeMemory<ParameterBlock.Range>
    /// The share of each block in the gradient's squared norm.
    let blockNorms: NodeMemory<Double>
    private let stateCount: Int

    init(layout: ParameterLayout, stateCount: Int) throws(NUMAError) {
        let cut = ParameterBlock.cut(layout)
        self.stateCount = stateCount
        parameters = try NodeMemory(count: layout.count)
        state = try NodeMemory(count: layout.count * stateCount)
        blocks = try NodeMemory(count: cut.blocks.count)
        ranges = try NodeMemory(count: cut.ranges.count)
        blockNorms = try NodeMemory(count: cut.blocks.count)
        for (index, block) in cut.blocks.enumerated() { (blocks.baseAddress + index).initialize(to: block) }
        for (index, range) in cut.ranges.enumerated() { (ranges.baseAddress + index).initialize(to: range) }
    }

    var firstState: UnsafeMutablePointer<Float>? { stateCount > 0 ? state.baseAddress : nil }
    var secondState: UnsafeMutablePointer<Float>? { stateCount > 1 ? state.baseAddress + parameters.count : nil }

    var areParametersFinite: Bool {
        UnsafeBufferPointer(start: parameters.baseAddress, count: parameters.count).allSatisfy(\.isFinite)
    }
}

extension NodeMemory<Float> {
    /// A copy of all numbers.
    var copy: [Float] { Array(UnsafeBufferPointer(start: baseAddress, count: count)) }

    /// Overwrites all numbers.
    func write(_ numbers: [Float]) {
        precondition(numbers.count == count, "\(numbers.count) numbers for a memory of \(count)")
        numbers.withUnsafeBufferPointer {
            if let base = $0.baseAddress { baseAddress.update(from: base, count: count) }
        }
    }
}
