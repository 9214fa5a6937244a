import Models
import NUMA

/// The parameters, the optimizer's state, and how both are cut into blocks.
///
/// Parameters and state are on the first node. Each other node has a copy of the parameters for its workers to read,
/// which every update of a block refreshes. On a single node there are no copies.
final class ParameterMemory {
    /// The parameters, in their layout.
    let parameters: NodeMemory<Float>
    /// For each node's position, the parameters that its workers read; the first are `parameters` themselves.
    let views: NodeMemory<UnsafeMutablePointer<Float>>
    /// The optimizer's numbers, `stateCount` layouts one after the other, and another one of the parameters' average where the
    /// run has one.
    let state: NodeMemory<Float>
    /// Parameters and state as they were at the last snapshot.
    private let snapshotMemory: NodeMemory<Float>
    let blocks: NodeMemory<ParameterBlock>
    let ranges: NodeMemory<ParameterBlock.Range>
    /// The share of each block in the gradient's squared norm.
    let blockNorms: NodeMemory<Double>
    private let replicas: [Slab<Float>]
    private let stateCount: Int
    private let hasAverage: Bool

    init(
        layout: ParameterLayout, stateCount: Int, hasAverage: Bool = false, blockSize: Int = ParameterBlock.size,
        placement: Placement
    ) throws(NUMAError) {
        let cut = ParameterBlock.cut(layout, size: blockSize)
        self.stateCount = stateCount
        self.hasAverage = hasAverage
        let stateCount = stateCount + (hasAverage ? 1 : 0)
        parameters = try NodeMemory(count: layout.count, node: placement.memoryNode(at: 0))
        state = try NodeMemory(count: layout.count * stateCount, node: placement.memoryNode(at: 0))
        snapshotMemory = try NodeMemory(count: layout.count * (1 + stateCount), node: placement.memoryNode(at: 0))
        blocks = try NodeMemory(copying: cut.blocks)
        ranges = try NodeMemory(copying: cut.ranges)
        blockNorms = try NodeMemory(count: cut.blocks.count)
        var replicas: [Slab<Float>] = []
        for position in placement.nodes.indices.dropFirst() {
            replicas.append(try Slab(count: layout.count, node: placement.memoryNode(at: position)))
        }
        self.replicas = replicas
        views = try NodeMemory(copying: [parameters.baseAddress] + replicas.map(\.baseAddress))
    }

    var firstState: UnsafeMutablePointer<Float>? { stateCount > 0 ? state.baseAddress : nil }
    var secondState: UnsafeMutablePointer<Float>? { stateCount > 1 ? state.baseAddress + parameters.count : nil }

    /// The parameters' average; nil where the run has none.
    var average: UnsafeMutablePointer<Float>? {
        hasAverage ? state.baseAddress + stateCount * parameters.count : nil
    }

    /// Whether every parameter and every number of the optimizer's state is finite.
    var isFinite: Bool { parameters.elements.areFinite && state.elements.areFinite }

    /// Takes a copy of the parameters and the optimizer's state.
    func snapshot() {
        snapshotMemory.baseAddress.update(from: parameters.baseAddress, count: parameters.count)
        (snapshotMemory.baseAddress + parameters.count).update(from: state.baseAddress, count: state.count)
    }

    /// Brings back the last snapshot.
    func restore() {
        write(parameters: UnsafeBufferPointer(start: snapshotMemory.baseAddress, count: parameters.count))
        state.baseAddress.update(from: snapshotMemory.baseAddress + parameters.count, count: state.count)
    }

    /// Overwrites the parameters on every node.
    func write(parameters numbers: [Float]) {
        numbers.withUnsafeBufferPointer { write(parameters: $0) }
    }

    private func write(parameters numbers: UnsafeBufferPointer<Float>) {
        parameters.write(numbers)
        for replica in replicas { replica.memory.write(numbers) }
    }

    /// Where the parameters and the optimizer's state are, by node.
    var placedMemory: [PlacedMemory] {
        func placed(_ use: String, _ memory: borrowing NodeMemory<Float>) -> PlacedMemory {
            var placed = PlacedMemory(use: use, plannedNode: memory.node)
            placed.add(memory)
            return placed
        }
        return [placed("parameters", parameters)] + replicas.map { placed("parameters", $0.memory) }
            + (state.count > 0 ? [placed("optimizer state", state)] : [])
    }
}

extension NodeMemory where Element: BitwiseCopyable {
    /// Memory with a copy of some elements.
    init(copying elements: [Element]) throws(NUMAError) {
        try self.init(count: elements.count)
        for (index, element) in elements.enumerated() { (baseAddress + index).initialize(to: element) }
    }

    /// All elements, as long as the memory lives.
    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: baseAddress, count: count) }
}

extension NodeMemory<Float> {
    /// A copy of all numbers.
    var copy: [Float] { Array(elements) }

    /// Overwrites all numbers.
    func write(_ numbers: UnsafeBufferPointer<Float>) {
        precondition(numbers.count == count, "\(numbers.count) numbers for a memory of \(count)")
        if let base = numbers.baseAddress { baseAddress.update(from: base, count: count) }
    }
}
