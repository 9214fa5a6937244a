import CNUMA

/// Memory of one purpose that was planned for one node, and where the kernel says that it is (`move_pages(2)`).
public struct PlacedMemory: Sendable, Equatable {
    /// What it is for: `rows`, `gradients` and so on.
    public let use: String
    /// The node that it was planned for; nil for the system's choice.
    public let plannedNode: Int?
    /// Its size.
    public private(set) var byteCount = 0
    /// Pages found on each node, by the node's number. Pages not yet touched are on none. In a piece of memory with more
    /// than `pagesPerPiece` pages, that many are looked at, evenly spaced. Empty where the kernel does not say.
    public private(set) var pages: [Int: Int] = [:]

    /// The most pages of a piece of memory that are looked at: all of 4 MiB.
    public static let pagesPerPiece = 1024

    /// No memory yet.
    public init(use: String, plannedNode: Int?) {
        self.use = use
        self.plannedNode = plannedNode
    }

    /// Adds findings, for descriptions of other machines.
    package init(use: String, plannedNode: Int?, byteCount: Int, pages: [Int: Int]) {
        self.init(use: use, plannedNode: plannedNode)
        self.byteCount = byteCount
        self.pages = pages
    }

    /// Adds a piece of memory, and finds out where its pages are.
    public mutating func add(_ memory: borrowing NodeMemory<some BitwiseCopyable>) {
        byteCount += memory.bytes.count
        for node in Self.nodesOfPages(memory.bytes) { pages[node, default: 0] += 1 }
    }

    /// Bytes on nodes other than the planned one, by node: the pages' shares of all bytes.
    public var strayBytes: [Int: Int] {
        guard let plannedNode else { return [:] }
        let total = pages.values.reduce(0, +)
        return pages.filter { $0.key != plannedNode }.mapValues { Int(Double(byteCount) * Double($0) / Double(total)) }
    }

    private static func nodesOfPages(_ bytes: UnsafeRawBufferPointer) -> [Int] {
        guard bytes.count > 0, numa_available() >= 0 else { return [] }
        let start = UnsafeRawPointer(bytes.baseAddress!)
        let pageCount = (bytes.count + pageBytes - 1) / pageBytes
        let sampleCount = min(pageCount, pagesPerPiece)
        var pages = (0..<sampleCount).map { sample -> UnsafeMutableRawPointer? in
            UnsafeMutableRawPointer(mutating: start + pageCount * sample / sampleCount * pageBytes)
        }
        var nodes = [Int32](repeating: -1, count: sampleCount)
        // Without nodes to move to, the call only reports.
        guard numa_move_pages(0, UInt(sampleCount), &pages, nil, &nodes, 0) == 0 else { return [] }
        // Negative numbers are errors, as for a page that was never touched.
        return nodes.filter { $0 >= 0 }.map(Int.init)
    }
}
