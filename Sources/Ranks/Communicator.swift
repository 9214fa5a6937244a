import Glibc

/// The processes of a job, each of which is a rank. Functions that all of them must call, in the same order, are marked
/// collective.
///
/// Any thread may call, but only one at a time. MPI is asked for `MPI_THREAD_SERIALIZED`, because the worker that ends
/// a step exchanges its sums itself, without waking another thread.
public final class Communicator: Sendable {
    /// This process, from 0.
    public let rank: Int
    /// Processes of the job.
    public let size: Int

    /// A process that runs alone.
    public static let alone = Communicator(rank: 0, size: 1)

    /// Processes that an MPI launcher has started together, this one included.
    public static var launchedCount: Int { Launch.current.size ?? 1 }

    init(rank: Int, size: Int) {
        self.rank = rank
        self.size = size
    }

    /// Whether this is the process that prints and writes files for all.
    public var isFirst: Bool { rank == 0 }

    /// The block of `0 ..< total` that a rank owns. Blocks are contiguous, and their sizes differ by at most one.
    public func share(ofRank rank: Int, of total: Int) -> Range<Int> {
        total * rank / size..<total * (rank + 1) / size
    }

    /// The block of `0 ..< total` that this rank owns.
    public func share(of total: Int) -> Range<Int> { share(ofRank: rank, of: total) }
}

extension Communicator {
    /// The bytes that each rank gives, by rank. Collective.
    public func allGather(_ bytes: [UInt8]) -> [[UInt8]] {
        guard size > 1 else { return [bytes] }
        let counts = allGather(word: UInt64(bytes.count)).map { Int($0) }
        // Messages consist of whole words.
        let parts = Parts(counts: counts.map { ($0 + 3) / 4 })
        return withUnsafeTemporaryAllocation(byteCount: max(parts.wordCount * 4, 4), alignment: 8) { memory in
            let start = memory.baseAddress! + parts.offset(ofRank: rank) * 4
            bytes.withUnsafeBytes { if let base = $0.baseAddress { start.copyMemory(from: base, byteCount: $0.count) } }
            allGather(in: memory.baseAddress!, [parts])
            return counts.enumerated().map { rank, count in
                let start = parts.offset(ofRank: rank) * 4
                return [UInt8](memory[start..<start + count])
            }
        }
    }

    /// A word of each rank, by rank. Collective.
    public func allGather(word: UInt64) -> [UInt64] {
        guard size > 1 else { return [word] }
        var words = [UInt64](repeating: 0, count: size)
        words[rank] = word
        let parts = Parts(counts: [Int](repeating: 2, count: size))
        words.withUnsafeMutableBytes { allGather(in: $0.baseAddress!, [parts]) }
        return words
    }

    /// A text of each rank, by rank. Collective.
    public func allGather(_ text: String) -> [String] {
        allGather(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static let broadcastPieceBytes = 1 << 28

    /// What the first rank gives. Collective.
    public func broadcast(_ bytes: [UInt8]) -> [UInt8] {
        guard size > 1 else { return bytes }
        let count = Int(allGather(word: UInt64(bytes.count))[0])
        guard isFirst else {
            var received: [UInt8] = []
            received.reserveCapacity(count)
            while received.count < count { received += allGather([])[0] }
            return received
        }
        // A message has a largest size, and takes memory of its own.
        for start in stride(from: 0, to: count, by: Self.broadcastPieceBytes) {
            _ = allGather(Array(bytes[start..<min(start + Self.broadcastPieceBytes, count)]))
        }
        return bytes
    }

    /// What the first rank gives. Collective.
    public func broadcast(_ number: Double) -> Double {
        size > 1 ? Double(bitPattern: allGather(word: number.bitPattern)[0]) : number
    }

    /// The answer that the first rank gives. Collective.
    public func broadcast(_ answer: Bool) -> Bool { size > 1 ? allGather(word: answer ? 1 : 0)[0] != 0 : answer }

    /// The largest of what the ranks give. Collective.
    public func allReduceMaximum(_ word: UInt64) -> UInt64 { allGather(word: word).max()! }

    /// The name of each rank's host. Collective.
    public func hosts() -> [String] { allGather(Self.host) }

    /// The name of this process's host.
    public static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Waits until all ranks have called it. Collective.
    public func barrier() { _ = allGather(word: 0) }
}
