/// How many workers a process has by default: one for each physical core of its affinity mask, or fewer where the control
/// group's quota does not allow as many. A second hardware thread of a core would share the arithmetic units that one
/// worker already keeps busy.
public struct DefaultWorkers: Sendable, Equatable {
    /// CPUs of the affinity mask.
    public let cpuCount: Int
    /// Physical cores that these are on.
    public let coreCount: Int
    /// CPU time that the control group allows, in CPUs; nil for no limit.
    public let cpuQuota: Double?

    /// Takes what the kernel says.
    public init(cpuCount: Int, coreCount: Int, cpuQuota: Double?) {
        self.cpuCount = cpuCount
        self.coreCount = coreCount
        self.cpuQuota = cpuQuota
    }

    /// The number of workers, at least 1. A fraction of a CPU in the quota counts as one.
    public var count: Int { max(1, min(coreCount, paidCount)) }

    private var paidCount: Int {
        cpuQuota.map { $0 < Double(coreCount) ? Int($0.rounded(.up)) : coreCount } ?? coreCount
    }

    /// Why, in words that follow the number: `4 CPUs of the affinity mask on 2 physical cores`.
    public var reason: String {
        if let cpuQuota, paidCount < coreCount {
            let whole = Int(cpuQuota)
            return "the control group pays for \(cpuQuota == Double(whole) ? "\(whole)" : "\(cpuQuota)") of "
                + Self.count(coreCount, "physical core")
        }
        let cpus = Self.count(cpuCount, "CPU") + " of the affinity mask"
        return coreCount == cpuCount
            ? "\(cpus), \(cpuCount == 1 ? "" : "each ")a physical core"
            : "\(cpus) on \(Self.count(coreCount, "physical core"))"
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

extension CPUSet {
    /// The number of physical cores that the CPUs of the set are hardware threads of.
    /// - Parameter siblings: the kernel's `thread_siblings_list` of a CPU; a CPU without one counts as a core.
    package func coreCount(siblings: (Int) -> String?) -> Int {
        members.count { cpu in
            guard let core = siblings(cpu).flatMap({ CPUSet($0) })?.intersection(self) else { return true }
            // A core counts with its first CPU.
            return core.members.first { $0 < cpu } == nil
        }
    }
}
