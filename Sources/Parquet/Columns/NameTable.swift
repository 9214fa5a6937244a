import Glibc

/// Distinct byte strings, numbered in the order in which they first came.
final class NameTable {
    private let budget: MemoryBudget
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Codes and 32 bits of their hashes, by hash; `empty` where there is none; a power of two, at most half full.
    private var slots: UnsafeMutablePointer<Slot>
    private var mask = firstSlotCount - 1
    private var paid = 0

    private struct Slot {
        var hash: UInt32
        var code: Int32
    }

    private static let empty = Slot(hash: 0, code: -1)
    private static let firstSlotCount = 64
    /// What a name takes beside its bytes, at most: its end, its slots, and both once more while they are copied.
    private static let overhead = 64
    private static let payment = 1 << 20

    init(_ budget: MemoryBudget) {
        self.budget = budget
        slots = Self.emptySlots(Self.firstSlotCount)
    }

    deinit {
        slots.deallocate()
        budget.give(paid)
    }

    private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        slots.initialize(repeating: empty, count: count)
        return slots
    }

    /// The number of names.
    var count: Int { ends.count }

    /// The code of a name, which is added where it is new.
    func code(of name: UnsafeRawBufferPointer) throws(Malformed) -> Int32 {
        let hash = Self.hash(name)
        var place = Int(hash) & mask
        while slots[place].code >= 0 {
            if slots[place].hash == hash, isName(Int(slots[place].code), name) { return slots[place].code }
            place = (place + 1) & mask
        }
        return try add(name, hash, place)
    }

    /// Numbers that a file cannot know, so that none can be made of names with one hash.
    private static let keys = (UInt64.random(in: .min ... .max) | 1, UInt64.random(in: .min ... .max) | 1)

    /// The halves of 128-bit products, folded, as in W. Yi's wyhash (https://github.com/wangyi-fudan/wyhash): much faster on
    /// short names than the standard library's.
    @inline(__always)
    private static func hash(_ name: UnsafeRawBufferPointer) -> UInt32 {
        let (first, second) = keys
        func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
            let product = a.multipliedFullWidth(by: b)
            return product.high ^ product.low
        }
        func word(_ place: Int) -> UInt64 { name.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
        var hash = first ^ UInt64(name.count)
        var place = 0
        while place + 8 <= name.count {
            hash = mix(hash ^ word(place), second)
            place += 8
        }
        if place < name.count {
            var rest: UInt64 = 0
            if name.count >= 8 {
                rest = word(name.count - 8)
            } else {
                for byte in name { rest = rest << 8 | UInt64(byte) }
            }
            hash = mix(hash ^ rest, second)
        }
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    private func isName(_ code: Int, _ name: UnsafeRawBufferPointer) -> Bool {
        withName(code) { known in
            guard known.count == name.count else { return false }
            return name.isEmpty || memcmp(known.baseAddress!, name.baseAddress!, name.count) == 0
        }
    }

    private func add(_ name: UnsafeRawBufferPointer, _ hash: UInt32, _ place: Int) throws(Malformed) -> Int32 {
        // The array of bytes doubles when it grows.
        let needed = 3 * (bytes.count + name.count) + Self.overhead * (count + 1)
        if needed > paid {
            let more = needed - paid + min(needed, Self.payment)
            try budget.take(more)
            paid += more
        }
        guard let code = Int32(exactly: count) else { throw budget.exceeded }
        bytes.append(contentsOf: name)
        ends.append(bytes.count)
        slots[place] = Slot(hash: hash, code: code)
        if 2 * count > mask { enlarge() }
        return code
    }

    private func enlarge() {
        let (old, oldCount) = (slots, mask + 1)
        slots = Self.emptySlots(2 * oldCount)
        mask = 2 * oldCount - 1
        for index in 0..<oldCount where old[index].code >= 0 {
            var place = Int(old[index].hash) & mask
            while slots[place].code >= 0 { place = (place + 1) & mask }
            slots[place] = old[index]
        }
        old.deallocate()
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
            let range = range(code)
            let text = bytes.withUnsafeBufferPointer { bytes in
                String(validating: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
            }
            guard let text else { return nil }
            texts.append(text)
        }
        return texts
    }
}
