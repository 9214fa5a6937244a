/// A stretch of memory that consists of one part for each rank, in their order; in words of four bytes.
public final class Parts: @unchecked Sendable {
    // Safe: only the initializer writes. MPI reads them while an all-gather is in progress.

    let counts: UnsafeMutableBufferPointer<Int32>
    let offsets: UnsafeMutableBufferPointer<Int32>

    /// - Parameters:
    ///   - start: the first word.
    ///   - counts: words of each rank's part; the last ends before word 2³¹.
    public init(from start: Int = 0, counts: [Int]) {
        precondition(counts.reduce(start, +) <= Int32.max, "more words than MPI counts")
        self.counts = .allocate(capacity: counts.count)
        offsets = .allocate(capacity: counts.count)
        _ = self.counts.initialize(from: counts.map { Int32($0) })
        _ = offsets.initialize(from: counts.indices.map { Int32(counts[..<$0].reduce(start, +)) })
    }

    deinit {
        counts.deallocate()
        offsets.deallocate()
    }

    /// Words of all parts.
    public var wordCount: Int { counts.reduce(0) { $0 + Int($1) } }

    /// Where a rank's part starts, in words.
    public func offset(ofRank rank: Int) -> Int { Int(offsets[rank]) }

    /// The words of a rank's part.
    public func range(ofRank rank: Int) -> Range<Int> {
        offset(ofRank: rank)..<offset(ofRank: rank) + Int(counts[rank])
    }
}
