import Foundation
import NUMA
import TestSupport
import Testing

@Suite struct NodeMemoryTests {
    private static let hugePageBytes = 2 << 20

    @Test(arguments: [
        0, 1, 2, 15, 16, 1023, 1024, 1025, (1 << 19) - 17, (1 << 19) - 16, (1 << 19) - 1, 1 << 19, (1 << 19) + 1,
        3_000_000,
    ])
    func isZeroedAlignedAndWritable(_ count: Int) throws {
        for node in [nil, try Topology.current().nodes[0].id] {
            let memory = try NodeMemory<Float>(count: count, node: node, slack: 64)
            #expect(memory.count == count)
            let (base, bytes) = (memory.baseAddress, count * 4 + 64)
            let alignment = bytes >= Self.hugePageBytes ? Self.hugePageBytes : 64
            #expect(UInt(bitPattern: base) % UInt(alignment) == 0, "\(count) numbers, alignment \(alignment)")
            let whole = UnsafeMutableBufferPointer(start: base, count: count + 16)
            #expect(whole.allSatisfy { $0.bitPattern == 0 }, "\(count) numbers and the slack")
            for index in 0..<count { base[index] = Float(index) }
            #expect((0..<count).allSatisfy { base[$0] == Float($0) }, "\(count) numbers")
            memory.release()
            #expect(whole.allSatisfy { $0.bitPattern == 0 }, "\(count) numbers that were given back")
        }
    }

    /// More than any address space, more than this one's, and products that overflow: an error, not a trap.
    @Test(arguments: [1 << 50, 1 << 57, 1 << 60, Int.max / 16, Int.max / 8, Int.max / 4, Int.max / 2, .max])
    func impossibleSizesAreErrors(_ count: Int) throws {
        func isOutOfMemory(_ body: () throws(NUMAError) -> Void) -> Bool {
            do {
                try body()
                return false
            } catch {
                if case .outOfMemory(let bytes) = error { return bytes >= count }
                return false
            }
        }
        #expect(isOutOfMemory { () throws(NUMAError) in _ = try NodeMemory<UInt8>(count: count) })
        #expect(isOutOfMemory { () throws(NUMAError) in _ = try NodeMemory<Double>(count: count, slack: 64) })
        #expect(isOutOfMemory { () throws(NUMAError) in _ = try NodeMemory<Float>(count: count, node: 0) })
    }

    /// The memory policies of this process, by the first address of the memory that has them.
    /// Source: https://man7.org/linux/man-pages/man7/numa.7.html
    private static func policies() -> [UInt: String] {
        // The kernel gives a few pages of text at a time, whatever is asked for.
        guard let data = try? FileHandle(forReadingAtPath: "/proc/self/numa_maps")?.readToEnd() else { return [:] }
        let text = String(decoding: data, as: UTF8.self)
        let policies = text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return UInt(words[0], radix: 16).map { ($0, String(words[1])) }
        }
        // Memory that another thread maps meanwhile may be there twice.
        return Dictionary(policies, uniquingKeysWith: { $1 })
    }

    /// Preferred, not bound, so that a full node spills to others; and nothing where no node was planned.
    @Test(
        .needs(Requirement("a kernel that shows memory policies", !policies().isEmpty)),
        arguments: [1, 1000, 1 << 19, 3_000_000])
    func asksForItsNode(_ count: Int) throws {
        let nodes = try Topology.current().nodes.map(\.id)
        for node in nodes.map(Optional.some) + [nil] {
            let memory = try NodeMemory<Float>(count: count, node: node)
            // Untouched memory is in the list, too.
            let first = UInt(bitPattern: memory.baseAddress)
            let policy = Self.policies().filter { $0.key <= first }.max { $0.key < $1.key }?.value
            #expect(policy == node.map { "prefer:\($0)" } ?? "default", "\(count) numbers")
            memory.baseAddress[0] = 1
        }
    }

    private static let largeBytes = 16 << 30
    private static let hasAddressSpace = (try? NodeMemory<UInt8>(count: largeBytes)) != nil

    /// 20,000 times 16 GiB, untouched, are more addresses than a process has (2⁴⁷ on x86-64, 2⁴⁸ on ARM), so each must
    /// have been given back before the next.
    @Test(.needs(Requirement("an address space without a limit", hasAddressSpace)))
    func endsWithItsOwner() throws {
        for _ in 0..<20_000 { _ = try NodeMemory<UInt8>(count: Self.largeBytes) }
    }
}
