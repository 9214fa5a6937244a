import Glibc

/// Zeroed memory that goes back to the system as soon as it is released, which that of arrays may not.
final class MappedBlock: @unchecked Sendable {
    // Safe to share: whoever shares it decides who writes when, and releases it when nobody will read it again.

    /// The first byte, at the start of a page.
    let baseAddress: UnsafeMutableRawPointer
    /// The number of bytes.
    let byteCount: Int

    /// Allocates; no page is touched. Ends the process, as arrays do, where there is no room for so much.
    init(byteCount: Int) {
        let address = mmap(
            nil, max(byteCount, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let address, address != MAP_FAILED else { fatalError("no memory for \(byteCount) bytes") }
        baseAddress = address
        self.byteCount = byteCount
    }

    deinit { munmap(baseAddress, max(byteCount, 1)) }

    /// Gives the memory back; all bytes are zero from now on.
    func release() { madvise(baseAddress, byteCount, MADV_DONTNEED) }
}
