import NUMA

/// Memory of one node, as an object that a list can hold.
final class Slab<Element: BitwiseCopyable>: Sendable {
    let memory: NodeMemory<Element>

    init(count: Int, node: Int?) throws(NUMAError) { memory = try NodeMemory(count: count, node: node) }

    var baseAddress: UnsafeMutablePointer<Element> { memory.baseAddress }
}
