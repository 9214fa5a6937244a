/// Distinct byte strings, numbered in the order in which they first came.
final class NameTable {
    private let budget: MemoryBudget
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var hashes: [Int] = []
    /// Codes by hash, `empty` where there is none; a power of two, at most half full.
    private var slots = [Int32](repeating: empty, count: 16)
    private var paid = 0

    private static let empty: Int32 = -1
    /// What a name takes beside its bytes, about.
    private static let overhead = 40
    private static let payment = 1 << 20

    init(_ budget: MemoryBudget) { self.budget = budget }

    deinit { budget.give(paid) }

    /// The number of names.
    var count: Int { ends.count }

    /// The code of a name, which is added where it is new.
    func code(of name: UnsafeRawBufferPointer) throws(Malformed) -> Int32 {
        var hasher = Hasher()
        hasher.combine(bytes: name)
        let hash = hasher.finalize()
        var slot = hash & (slots.count - 1)
        while slots[slot] != Self.empty {
            let code = Int(slots[slot])
            if hashes[code] == hash, isName(code, name) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return try add(name, hash, slot)
    }

    private func isName(_ code: Int, _ name: UnsafeRawBufferPointer) -> Bool {
        let range = range(code)
        guard range.count == name.count else { return false }
        return bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[range]).elementsEqual(name) }
    }

    private func add(_ name: UnsafeRawBufferPointer, _ hash: Int, _ slot: Int) throws(Malformed) -> Int32 {
        // The arrays double.
        let needed = 2 * (bytes.count + name.count + Self.overhead * (count + 1))
        if needed > paid {
            let more = needed - paid + Self.payment
            try budget.take(more)
            paid += more
        }
        guard let code = Int32(exactly: count) else { throw budget.exceeded }
        bytes.append(contentsOf: name)
        ends.append(bytes.count)
        hashes.append(hash)
        slots[slot] = code
        if 2 * count > slots.count { enlarge() }
        return code
    }

    private func enlarge() {
        slots = [Int32](repeating: Self.empty, count: 4 * slots.count)
        for (code, hash) in hashes.enumerated() {
            var slot = hash & (slots.count - 1)
            while slots[slot] != Self.empty { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(code)
        }
    }

    private func range(_ code: Int) -> Range<Int> { (code == 0 ? 0 : ends[code - 1])..<ends[code] }

    /// Lends the bytes of a name.
    func withName<Result, Failure: Error>(
        _ code: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let range = range(code)
        return try bytes.withUnsafeBufferPointer { (bytes) throws(Failure) in
            try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[range])))
        }
    }

    /// All names as text; nil where one is not UTF-8.
    func texts() -> [String]? {
        var texts: [String] = []
        texts.reserveCapacity(count)
        for code in 0..<count {
            guard let text = withName(code, { String(validating: $0, as: UTF8.self) }) else { return nil }
            texts.append(text)
        }
        return texts
    }
}
