import CShims

/// A set of logical CPUs: a thread's affinity mask, or the CPUs of a memory node.
public struct CPUSet: Hashable, Sendable {
    private var words: [UInt64]

    private static let wordCount = 128  // 8,192 CPUs, as many as Linux supports.

    /// The empty set.
    public init() {
        words = Array(repeating: 0, count: Self.wordCount)
    }

    /// The set of these CPUs; numbers beyond what Linux supports are left out.
    public init(_ cpus: some Sequence<Int>) {
        self.init()
        for cpu in cpus where (0..<Self.wordCount * 64).contains(cpu) {
            words[cpu / 64] |= 1 << UInt64(cpu % 64)
        }
    }

    /// The CPUs that the calling thread may run on.
    public static func ofCallingThread() throws(NUMAError) -> CPUSet {
        var set = CPUSet()
        let status = lockstep_get_affinity(&set.words, set.words.count)
        guard status == 0 else { throw .affinity(errno: status) }
        return set
    }

    /// Restricts the calling thread to these CPUs.
    public func bindCallingThread() throws(NUMAError) {
        let status = lockstep_set_affinity(words, words.count)
        guard status == 0 else { throw .affinity(errno: status) }
    }

    /// The number of CPUs in the set.
    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Whether the set has no CPU.
    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// Whether a CPU is in the set.
    public func contains(_ cpu: Int) -> Bool {
        (0..<words.count * 64).contains(cpu) && words[cpu / 64] >> UInt64(cpu % 64) & 1 == 1
    }

    /// The CPUs of the set, in ascending order.
    public var members: [Int] { (0..<words.count * 64).filter(contains) }

    /// The CPUs that are in either set.
    public func union(_ other: CPUSet) -> CPUSet {
        var result = CPUSet()
        for index in words.indices { result.words[index] = words[index] | other.words[index] }
        return result
    }

    /// The CPUs that are in both sets.
    public func intersection(_ other: CPUSet) -> CPUSet {
        var result = CPUSet()
        for index in words.indices { result.words[index] = words[index] & other.words[index] }
        return result
    }
}

extension CPUSet: CustomStringConvertible {
    /// The set as the kernel writes it: `0-3,8`.
    public var description: String {
        var ranges: [ClosedRange<Int>] = []
        for cpu in members {
            if let last = ranges.last, last.upperBound == cpu - 1 {
                ranges[ranges.count - 1] = last.lowerBound...cpu
            } else {
                ranges.append(cpu...cpu)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    /// Parses the kernel's form, `0-3,8`; nil where the text has another form.
    public init?(_ text: some StringProtocol) {
        var cpus: [Int] = []
        // The empty set is the empty text.
        for part in text.split(separator: ",", omittingEmptySubsequences: text.isEmpty) {
            // `Int` reads a sign too.
            let bounds = part.split(separator: "-", omittingEmptySubsequences: false).map { bound in
                bound.first == "+" ? nil : Int(bound)
            }
            guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, bounds.count <= 2,
                0 <= first, first <= last, last < Self.wordCount * 64
            else { return nil }
            cpus += first...last
        }
        self.init(cpus)
    }
}
