import CNUMA
import Glibc

/// The machine as this process may use it.
public struct Topology: Sendable {
    /// A memory node.
    public struct Node: Sendable, Equatable {
        /// The kernel's number of the node.
        public let id: Int
        /// The CPUs nearest to this node's memory that this process may run on.
        public let cpus: CPUSet
        /// Memory of the node, in bytes; nil where the kernel does not say.
        public let memoryBytes: Int?

        /// Describes a node.
        public init(id: Int, cpus: CPUSet, memoryBytes: Int?) {
            self.id = id
            self.cpus = cpus
            self.memoryBytes = memoryBytes
        }
    }

    /// A data or unified cache.
    public struct Cache: Sendable, Equatable {
        /// 1, 2 or 3.
        public let level: Int
        /// Size in bytes.
        public let bytes: Int

        /// Describes a cache.
        package init(level: Int, bytes: Int) {
            self.level = level
            self.bytes = bytes
        }
    }

    /// The nodes whose memory and CPUs this process may use, by number; at least one.
    public let nodes: [Node]
    /// The CPUs that this process may run on.
    public let cpus: CPUSet
    /// Physical cores that these CPUs are hardware threads of.
    public let coreCount: Int
    /// CPU time that the control group allows, in CPUs; nil for no limit.
    public let cpuQuota: Double?
    /// Caches of the first CPU, by level.
    public let caches: [Cache]

    /// Describes a machine.
    package init(nodes: [Node], cpus: CPUSet, coreCount: Int, cpuQuota: Double?, caches: [Cache]) {
        self.nodes = nodes
        self.cpus = cpus
        self.coreCount = coreCount
        self.cpuQuota = cpuQuota
        self.caches = caches
    }

    /// Reads it from the kernel.
    public static func current() throws(NUMAError) -> Topology {
        let allowed = try CPUSet.ofCallingThread()
        return Topology(
            nodes: nodes(allowing: allowed), cpus: allowed,
            coreCount: allowed.coreCount { SystemFile.text("\(cpuFolder($0))/topology/thread_siblings_list") },
            cpuQuota: ControlGroup.cpuQuota(), caches: caches(of: allowed.members.first ?? 0))
    }

    /// The number of workers by default.
    public var defaultWorkers: DefaultWorkers {
        DefaultWorkers(cpuCount: cpus.count, coreCount: coreCount, cpuQuota: cpuQuota)
    }

    private static func nodes(allowing allowed: CPUSet) -> [Node] {
        let whole = Node(id: 0, cpus: allowed, memoryBytes: nil)
        guard numa_available() >= 0 else { return [whole] }
        let ids = 0...max(0, Int(numa_max_node()))
        let cpusByNode = ids.compactMap { id in
            SystemFile.text("/sys/devices/system/node/node\(id)/cpulist").flatMap(CPUSet.init).map { (id, $0) }
        }
        let memories = MemoryNodes.allowed().map { id in (id, numa_node_size64(Int32(id), nil)) }.filter { $0.1 != 0 }
        let bytes = Dictionary(uniqueKeysWithValues: memories)
        let nodes = nearest(cpusByNode, allowed, memoryNodes: bytes.keys.sorted()) {
            Int(numa_distance(Int32($0), Int32($1)))
        }
        .map { id, cpus in
            Node(id: id, cpus: cpus, memoryBytes: bytes[id].flatMap { $0 < 0 ? nil : Int($0) })
        }
        return nodes.isEmpty ? [whole] : nodes
    }

    /// The CPUs of the mask, each with the nearest node whose memory may be used: its own, or where that has none or is
    /// forbidden (`numactl --membind`, a control group's `cpuset.mems`) the one at the least distance.
    package static func nearest(
        _ cpusByNode: [(id: Int, cpus: CPUSet)], _ mask: CPUSet, memoryNodes: [Int], distance: (Int, Int) -> Int
    ) -> [(id: Int, cpus: CPUSet)] {
        var cpusByMemory: [Int: CPUSet] = [:]
        for (id, cpus) in cpusByNode {
            let cpus = cpus.intersection(mask)
            let nearest =
                memoryNodes.contains(id) ? id : memoryNodes.min { (distance(id, $0), $0) < (distance(id, $1), $1) }
            guard let nearest, !cpus.isEmpty else { continue }
            cpusByMemory[nearest, default: CPUSet()] = cpusByMemory[nearest, default: CPUSet()].union(cpus)
        }
        return cpusByMemory.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func cpuFolder(_ cpu: Int) -> String { "/sys/devices/system/cpu/cpu\(cpu)" }

    private static func caches(of cpu: Int) -> [Cache] {
        (0..<8).compactMap { index -> Cache? in
            let folder = "\(cpuFolder(cpu))/cache/index\(index)"
            guard let type = SystemFile.text(folder + "/type"), type != "Instruction",
                let level = SystemFile.text(folder + "/level").flatMap({ Int($0) }),
                let size = SystemFile.text(folder + "/size"), size.hasSuffix("K"),
                let kibibytes = Int(size.dropLast())
            else { return nil }
            return Cache(level: level, bytes: kibibytes << 10)
        }
    }

    /// The kernel's policy for transparent huge pages: `always`, `madvise` or `never`; nil where it does not say.
    public static func hugePagePolicy() -> String? {
        guard let text = SystemFile.text("/sys/kernel/mm/transparent_hugepage/enabled"),
            let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]"), open < close
        else { return nil }
        return String(text[text.index(after: open)..<close])
    }
}
