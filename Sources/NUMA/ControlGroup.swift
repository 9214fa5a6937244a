/// What this process's control group (version 2) allows.
enum ControlGroup {
    /// CPUs' worth of time: the tightest `cpu.max` from this process's group up to the root; nil for no limit.
    static func cpuQuota() -> Double? {
        guard let membership = SystemFile.text("/proc/self/cgroup"),
            let line = membership.split(separator: "\n").first(where: { $0.hasPrefix("0::/") })
        else { return nil }
        var folders = line.dropFirst("0::/".count).split(separator: "/").map(String.init)
        var tightest: Double?
        while true {
            let path = (["/sys/fs/cgroup"] + folders + ["cpu.max"]).joined(separator: "/")
            if let quota = SystemFile.text(path).flatMap(quota(fromCPUMax:)) {
                tightest = min(tightest ?? quota, quota)
            }
            if folders.isEmpty { return tightest }
            folders.removeLast()
        }
    }

    /// Reads `cpu.max`: microseconds of CPU time, or `max`, in each period of microseconds.
    static func quota(fromCPUMax text: String) -> Double? {
        let parts = text.split(separator: " ").map { Double($0) }
        guard parts.count == 2, let allowed = parts[0], let period = parts[1], allowed > 0, period > 0 else {
            return nil
        }
        return allowed / period
    }
}
