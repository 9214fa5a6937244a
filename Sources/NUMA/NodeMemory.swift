import CNUMA
import Glibc

/// Memory for `count` elements on one memory node, zeroed, aligned to a cache line, owned: freed with its owner.
///
/// Pages get their node when they are first touched, by whatever thread; a full node spills to others. Memory of at
/// least a huge page asks for huge pages, without which random reads of rows cost twice as much.
public struct NodeMemory<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    // Safe to send: the owner is unique, and code that shares the pointer says how it is synchronised.

    /// The first element.
    public let baseAddress: UnsafeMutablePointer<Element>
    /// The number of elements.
    public let count: Int
    /// The memory node that was asked for; nil for none.
    public let node: Int?
    private let mapping: UnsafeMutableRawPointer
    private let mappedBytes: Int

    /// Allocates; O(1), no page is touched.
    /// - Parameters:
    ///   - count: how many elements, not negative.
    ///   - node: the memory node for the pages; nil for the system's choice, that of the first touch.
    ///   - slack: bytes past the last element that may be read too.
    public init(count: Int, node: Int? = nil, slack: Int = 0) throws(NUMAError) {
        precondition(count >= 0 && slack >= 0)
        let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflow, bytes < Int.max / 2 else { throw .outOfMemory(bytes: .max) }
        let wanted = max(bytes + slack, 1)
        // The kernel may choose an address inside a huge page: take one page more, and start at the boundary.
        let isHuge = wanted >= hugePageBytes
        let mappedBytes = isHuge ? roundUp(wanted, to: hugePageBytes) + hugePageBytes : wanted
        guard
            let mapping = mmap(
                nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            mapping != MAP_FAILED
        else { throw .outOfMemory(bytes: wanted) }
        var start = mapping
        if isHuge {
            start = mapping.alignedUp(toMultipleOf: hugePageBytes)
            madvise(start, roundUp(wanted, to: hugePageBytes), MADV_HUGEPAGE)
        }
        if let node { Self.prefer(node, mapping, mappedBytes) }
        self.node = node
        self.baseAddress = start.bindMemory(to: Element.self, capacity: count)
        self.count = count
        self.mapping = mapping
        self.mappedBytes = mappedBytes
    }

    deinit { munmap(mapping, mappedBytes) }

    /// Gives the memory back to the system; all elements are zero from now on.
    public func release() { madvise(mapping, mappedBytes, MADV_DONTNEED) }

    /// The elements' bytes.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: baseAddress, count: count * MemoryLayout<Element>.stride)
    }

    /// Sets the policy of pages not yet touched: this node first, others where it is full. Where the kernel or a container
    /// forbids it, pages are placed by first touch; `PlacedMemory` says where they are.
    private static func prefer(_ node: Int, _ start: UnsafeMutableRawPointer, _ bytes: Int) {
        guard numa_available() >= 0, let mask = numa_allocate_nodemask() else { return }
        defer { numa_free_nodemask(mask) }
        numa_bitmask_setbit(mask, UInt32(node))
        mbind(start, UInt(roundUp(bytes, to: pageBytes)), MPOL_PREFERRED, mask.pointee.maskp, mask.pointee.size + 1, 0)
    }
}

private let hugePageBytes = 2 << 20
let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
private let MPOL_PREFERRED: Int32 = 1

private func roundUp(_ value: Int, to multiple: Int) -> Int { (value + multiple - 1) / multiple * multiple }
