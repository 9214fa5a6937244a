import Kernels

/// The nodes of a step, and the memory that they live in.
struct TapeState: ~Copyable {
    let kernels: KernelTable
    var arena: Arena
    /// Counts steps, so that a tensor of an earlier step is recognized.
    private(set) var generation: UInt32
    private(set) var nodes: UnsafeMutablePointer<Node>
    private(set) var nodeCount = 0
    private var nodeCapacity: Int
    private(set) var pass = Tape.Pass.evaluation
    /// A key of each row for dropout; nil where rows are known by their places alone.
    var rowKeys: UnsafeBufferPointer<UInt64>?
    var dropoutCount: UInt32 = 0
    var withoutGradientDepth = 0
    var hasRunBackward = false
    /// The first mistake of the step; nothing that follows it counts.
    private(set) var error: TapeError?

    private static let firstNodeCapacity = 64

    init(kernels: KernelTable, arena: consuming Arena, generation: UInt32) {
        self.kernels = kernels
        self.arena = arena
        self.generation = generation
        nodeCapacity = Self.firstNodeCapacity
        nodes = self.arena.allocate(Node.self, count: nodeCapacity)
    }

    mutating func begin(_ pass: Tape.Pass) {
        arena.empty()
        generation &+= 1
        nodeCapacity = max(nodeCapacity, Self.firstNodeCapacity)
        nodes = arena.allocate(Node.self, count: nodeCapacity)
        nodeCount = 0
        self.pass = pass
        rowKeys = nil
        dropoutCount = 0
        hasRunBackward = false
        error = nil
    }

    /// Puts a node on the tape, and returns its place.
    mutating func record(_ node: Node) -> Int {
        if nodeCount == nodeCapacity {
            let larger = arena.allocate(Node.self, count: 2 * nodeCapacity)
            larger.initialize(from: nodes, count: nodeCount)
            nodes = larger
            nodeCapacity *= 2
        }
        (nodes + nodeCount).initialize(to: node)
        let nodes = nodes
        node.inputs.forEach { nodes[$0].isUsed = true }
        nodeCount += 1
        return nodeCount - 1
    }

    /// Records a mistake.
    mutating func fail(_ operation: String, _ shapes: [Shape], _ reason: String) {
        if error == nil { error = TapeError(operation: operation, shapes: shapes, reason: reason) }
    }

    func throwError() throws(TapeError) {
        if let error { throw error }
    }

    mutating func floats(_ count: Int) -> UnsafeMutablePointer<Float> { arena.allocate(Float.self, count: count) }

    /// Memory for the numbers of a node.
    mutating func numbers(like node: Node) -> Numbers {
        Numbers(base: floats(node.shape.rowCount * node.stride), shape: node.shape, stride: node.stride)
    }
}
