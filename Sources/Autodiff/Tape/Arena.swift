/// Memory that is given out piece by piece and taken back at once.
///
/// What does not fit goes to blocks of its own; an arena that owns its memory replaces them by one large enough when it
/// is emptied, so that the next round of the same requests allocates nothing.
struct Arena: ~Copyable {
    static let alignment = 64
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private let ownsMemory: Bool
    private var used = 0
    private var overflow: [UnsafeMutableRawPointer] = []
    private var overflowBytes = 0

    /// An arena with memory of its own.
    init(byteCount: Int) {
        base = .allocate(byteCount: byteCount, alignment: Self.alignment)
        capacity = byteCount
        ownsMemory = true
    }

    /// An arena in memory that outlives it and is aligned to a cache line.
    init(borrowing memory: UnsafeMutableRawPointer, byteCount: Int) {
        base = memory
        capacity = byteCount
        ownsMemory = false
    }

    /// Bytes given out since the arena was emptied.
    var usedBytes: Int { used + overflowBytes }

    /// Memory for so many values, aligned to a cache line, not initialized.
    mutating func allocate<T: BitwiseCopyable>(_ type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
        let unpadded = count * MemoryLayout<T>.stride
        let bytes = (unpadded + Self.alignment - 1) / Self.alignment * Self.alignment
        guard used + bytes <= capacity else {
            let block = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 1), alignment: Self.alignment)
            overflow.append(block)
            overflowBytes += bytes
            return block.bindMemory(to: T.self, capacity: count)
        }
        defer { used += bytes }
        return (base + used).bindMemory(to: T.self, capacity: count)
    }

    /// Takes all back.
    mutating func empty() {
        if !overflow.isEmpty {
            freeOverflow()
            if ownsMemory {
                base.deallocate()
                capacity = 2 * usedBytes
                base = .allocate(byteCount: capacity, alignment: Self.alignment)
            }
            overflowBytes = 0
        }
        used = 0
    }

    private mutating func freeOverflow() {
        for block in overflow { block.deallocate() }
        overflow.removeAll()
    }

    deinit {
        for block in overflow { block.deallocate() }
        if ownsMemory { base.deallocate() }
    }
}
