/// What this process's control group (version 2) allows.
enum ControlGroup {
    /// CPU time, in CPUs: the tightest `cpu.max` from this process's group up to the root; nil for no limit.
    static func cpuQuota() -> Double? {
        folders().compactMap { SystemFile.text($0 + "/cpu.max").flatMap(quota(fromCPUMax:)) }.min()
    }

    /// Bytes of memory that are left under the tightest `memory.max`; nil for no limit.
    static func memoryLeft() -> Int? {
        folders().compactMap { folder -> Int? in
            guard let limit = SystemFile.text(folder + "/memory.max").flatMap({ Int($0) }),
                let used = SystemFile.text(folder + "/memory.current").flatMap({ Int($0) })
            else { return nil }
            return max(limit - used, 0)
        }.min()
    }

    /// Reads `cpu.max`: microseconds of CPU time, or `max`, in each period of microseconds.
    static func quota(fromCPUMax text: String) -> Double? {
        let parts = text.split(separator: " ").map { Double($0) }
        guard parts.count == 2, let allowed = parts[0], let period = parts[1], allowed > 0, period > 0 else {
            return nil
        }
        return allowed / period
    }

    /// The folders of this process's group and of all above it.
    private static func folders() -> [String] {
        guard let membership = SystemFile.text("/proc/self/cgroup"),
            let line = membership.split(separator: "\n").first(where: { $0.hasPrefix("0::/") })
        else { return [] }
        let names = line.dropFirst("0::/".count).split(separator: "/").map(String.init)
        return (0...names.count).map { (["/sys/fs/cgroup"] + names.prefix($0)).joined(separator: "/") }
    }
}
