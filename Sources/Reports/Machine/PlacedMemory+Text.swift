public import NUMA

extension PlacedMemory {
    /// A line for each node, other than the planned one, that some of this memory is on.
    /// - Parameter freeBytes: unused memory of a node; nil where that is unknown.
    public func warnings(freeBytes: (Int) -> Int? = MemoryNodes.freeBytes) -> [String] {
        guard let plannedNode else { return [] }
        let free = freeBytes(plannedNode).map { ", which has \(Format.bytes($0)) free," } ?? ""
        return strayBytes.sorted { $0.key < $1.key }.map { node, bytes in
            "\(Format.bytes(bytes)) of \(use) planned for memory node \(plannedNode)\(free) lie on node \(node)"
        }
    }

    /// The findings as a member of a run's summary.
    var json: JSONValue {
        .object([
            ("use", .string(use)),
            ("node", plannedNode.map { .integer($0) } ?? .null),
            ("bytes", .integer(byteCount)),
            ("pages", .object(pages.sorted { $0.key < $1.key }.map { ("\($0.key)", .integer($0.value)) })),
        ])
    }
}
