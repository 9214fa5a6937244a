import CNUMA

/// The machine's memory nodes.
public enum MemoryNodes {
    /// Unused bytes of a node; nil where the kernel does not say.
    public static func freeBytes(of node: Int) -> Int? {
        var free: Int64 = 0
        guard numa_available() >= 0, numa_node_size64(Int32(node), &free) >= 0 else { return nil }
        return Int(free)
    }

    /// Nodes whose memory both the control group and the calling thread's memory policy allow, by number.
    static func allowed() -> [Int] {
        guard let group = numa_get_mems_allowed(), let policy = numa_get_membind() else { return [] }
        defer {
            numa_bitmask_free(group)
            numa_bitmask_free(policy)
        }
        return (0...max(0, Int(numa_max_node()))).filter {
            numa_bitmask_isbitset(group, UInt32($0)) != 0 && numa_bitmask_isbitset(policy, UInt32($0)) != 0
        }
    }
}
