import CNUMA
import Glibc

/// The machine as this process may use it.
public struct Topology: Sendable {
    /// A memory node.
    public struct Node: Sendable, Equatable {
        /// The kernel's number of the node.
        public let id: Int
        /// The node's CPUs that this process may run on; empty for a node of memory alone.
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

    /// The nodes with CPUs that this process may run on, by number; at least one.
    public let nodes: [Node]
    /// The CPUs that this process may run on.
    public let cpus: CPUSet
    /// CPUs' worth of time that the control group allows; nil for no limit.
    public let cpuQuota: Double?
    /// Caches of the first CPU, by level.
    public let caches: [Cache]

    /// A data or unified cache.
    public struct Cache: Sendable, Equatable {
        /// 1, 2 or 3.
        public let level: Int
        /// Size in bytes.
        public let bytes: Int
    }

    /// Asks the kernel.
    public static func current() throws(NUMAError) -> Topology {
        let allowed = try CPUSet.ofCallingThread()
        return Topology(
            nodes: nodes(allowing: allowed), cpus: allowed, cpuQuota: ControlGroup.cpuQuota(),
            caches: caches(of: (0..<8192).first(where: allowed.contains) ?? 0))
    }

    /// Threads that can run at once: the affinity mask's CPUs, or fewer where the quota does not pay for them.
    public var usableCPUCount: Int {
        guard let cpuQuota else { return max(cpus.count, 1) }
        return max(1, min(cpus.count, Int(cpuQuota.rounded(.up))))
    }

    private static func nodes(allowing allowed: CPUSet) -> [Node] {
        var nodes: [Node] = []
        if numa_available() >= 0 {
            for id in 0...max(0, Int(numa_max_node())) {
                guard let list = SystemFile.text("/sys/devices/system/node/node\(id)/cpulist"),
                    let cpus = CPUSet(list)?.intersection(allowed), !cpus.isEmpty
                else { continue }
                let bytes = numa_node_size64(Int32(id), nil)
                nodes.append(Node(id: id, cpus: cpus, memoryBytes: bytes < 0 ? nil : Int(bytes)))
            }
        }
        return nodes.isEmpty ? [Node(id: 0, cpus: allowed, memoryBytes: nil)] : nodes
    }

    private static func caches(of cpu: Int) -> [Cache] {
        (0..<8).compactMap { index -> Cache? in
            let folder = "/sys/devices/system/cpu/cpu\(cpu)/cache/index\(index)"
            guard let type = SystemFile.text(folder + "/type"), type != "Instruction",
                let level = SystemFile.text(folder + "/level").flatMap({ Int($0) }),
                let size = SystemFile.text(folder + "/size"), size.hasSuffix("K"),
                let kibibytes = Int(size.dropLast())
            else { return nil }
            return Cache(level: level, bytes: kibibytes << 10)
        }
    }

    /// What the kernel says of transparent huge pages: `always`, `madvise` or `never`; nil where it does not say.
    public static func hugePagePolicy() -> String? {
        guard let text = SystemFile.text("/sys/kernel/mm/transparent_hugepage/enabled"),
            let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]"), open < close
        else { return nil }
        return String(text[text.index(after: open)..<close])
    }
}
