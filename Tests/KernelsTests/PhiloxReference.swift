import Kernels

/// Philox 4x32-10, one counter at a time, as in the paper and in Random123's `philox.h`.
/// Source: Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011, section 3.3 and table 2
struct PhiloxReference {
    let key: [UInt32]

    init(key: [UInt32]) { self.key = key }

    /// The key that a stream's seed stands for.
    init(_ stream: RandomStream) {
        self.init(key: [UInt32(truncatingIfNeeded: stream.seed), UInt32(truncatingIfNeeded: stream.seed >> 32)])
    }

    func words(counter: [UInt32]) -> [UInt32] {
        var (c, k) = (counter, key)
        for _ in 0..<10 {
            let p0 = c[0].multipliedFullWidth(by: 0xD251_1F53)
            let p1 = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
            c = [p1.high ^ c[1] ^ k[0], p1.low, p0.high ^ c[3] ^ k[1], p0.low]
            k = [k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85]
        }
        return c
    }

    /// The words of one block of a row, with the counter laid out as `RandomStream` says: (block, purpose, row).
    func words(purpose: RandomStream.Purpose, row: UInt64, block: UInt32) -> [UInt32] {
        words(counter: [
            block, purpose.rawValue, UInt32(truncatingIfNeeded: row), UInt32(truncatingIfNeeded: row >> 32),
        ])
    }
}
