/// Where partitions and workers live: both are dealt to the nodes in contiguous blocks of nearly equal size.
public struct Placement: Sendable, Equatable {
    /// The nodes that take part, at least one.
    public let nodes: [Topology.Node]
    /// Whether threads are bound and memory is placed; false for one node, where there is nothing to choose.
    public var isBinding: Bool { nodes.count > 1 }

    /// Deals to these nodes; an empty list means one node of the system's choice.
    public init(nodes: [Topology.Node]) {
        self.nodes = nodes.isEmpty ? [Topology.Node(id: 0, cpus: CPUSet(), memoryBytes: nil)] : nodes
    }

    /// The members of `0 ..< total` that the node at `position` in the list gets.
    public func share(ofNodeAt position: Int, of total: Int) -> Range<Int> {
        (total * position / nodes.count)..<(total * (position + 1) / nodes.count)
    }

    /// The position of the node that owns `member` of `0 ..< total`.
    public func position(of member: Int, among total: Int) -> Int {
        var position = member * nodes.count / total
        while !share(ofNodeAt: position, of: total).contains(member) { position += 1 }
        return position
    }

    /// The node for memory of a member, to hand to `NodeMemory`; nil where there is nothing to choose.
    public func memoryNode(of member: Int, among total: Int) -> Int? {
        isBinding ? nodes[position(of: member, among: total)].id : nil
    }

    /// Runs `body` on the CPUs of a member's node, and gives the calling thread its own mask back.
    public func withThread<Result: ~Copyable>(
        at position: Int, _ body: () -> Result
    ) -> Result {
        guard isBinding, let before = try? CPUSet.ofCallingThread(),
            (try? nodes[position].cpus.bindCallingThread()) != nil
        else { return body() }
        defer { try? before.bindCallingThread() }
        return body()
    }
}
