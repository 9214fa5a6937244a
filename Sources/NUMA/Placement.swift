/// Where partitions and workers live: both are dealt to the nodes in contiguous blocks, as large as the nodes' shares of
/// the CPUs.
public struct Placement: Sendable, Equatable {
    /// The nodes that take part, at least one.
    public let nodes: [Topology.Node]
    /// Whether threads are bound and memory is placed.
    public let isBinding: Bool
    /// CPUs of the nodes before each position, and of all nodes.
    private let cpusBefore: [Int]

    /// Deals to these nodes; an empty list means one node of the system's choice.
    /// - Parameters:
    ///   - nodes: nodes with memory, in the order of their shares.
    ///   - isBinding: nil to bind only where there are several nodes to choose from.
    public init(nodes: [Topology.Node], isBinding: Bool? = nil) {
        self.nodes = nodes.isEmpty ? [Topology.Node(id: 0, cpus: CPUSet(), memoryBytes: nil)] : nodes
        self.isBinding = isBinding ?? (nodes.count > 1)
        self.cpusBefore = self.nodes.reduce(into: [0]) { $0.append($0.last! + max($1.cpus.count, 1)) }
    }

    /// Deals to the nodes of a machine, or to the first of them where there are fewer workers than nodes: rows on a node
    /// without a worker would all be read from other nodes.
    public init(nodes: [Topology.Node], workerCount: Int) {
        self.init(nodes: Array(nodes.prefix(workerCount)), isBinding: nodes.count > 1)
    }

    /// The members of `0 ..< total` that the node at `position` in the list gets.
    public func share(ofNodeAt position: Int, of total: Int) -> Range<Int> {
        let cpuCount = cpusBefore[nodes.count]
        return (total * cpusBefore[position] / cpuCount)..<(total * cpusBefore[position + 1] / cpuCount)
    }

    /// The position of the node that owns `member` of `0 ..< total`.
    public func position(of member: Int, among total: Int) -> Int {
        nodes.indices.first { member < share(ofNodeAt: $0, of: total).upperBound }!
    }

    /// The node for memory of a member, to hand to `NodeMemory`; nil where memory is not placed.
    public func memoryNode(of member: Int, among total: Int) -> Int? {
        memoryNode(at: position(of: member, among: total))
    }

    /// The node at a position in the list, to hand to `NodeMemory`; nil where memory is not placed.
    public func memoryNode(at position: Int) -> Int? { isBinding ? nodes[position].id : nil }

    /// Runs `body` on the CPUs of the node at a position, and then restores the calling thread's mask.
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
