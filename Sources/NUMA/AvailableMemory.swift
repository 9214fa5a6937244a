/// How much memory this process can still take.
public enum AvailableMemory {
    /// Bytes that the machine has free or can free, or that the control group leaves, whichever is less; nil where the
    /// kernel does not say.
    public static func bytes() -> Int? {
        let machine = SystemFile.text("/proc/meminfo").flatMap(available(inMeminfo:))
        guard let group = ControlGroup.memoryLeft() else { return machine }
        return machine.map { min($0, group) } ?? group
    }

    private static func available(inMeminfo text: String) -> Int? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
            let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return kibibytes << 10
    }
}
