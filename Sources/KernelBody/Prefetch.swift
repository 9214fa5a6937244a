import CShims
import KernelTable

/// Past so many bytes of a row the hardware's own prefetcher has caught on.
private let prefetchedBytes = 4096
private let cacheLineBytes = 64

/// Asks for a picked row and its target.
@inline(__always)
func prefetchRow(_ rows: GatheredRows, _ index: Int) {
    let place = Int(truncatingIfNeeded: rows.places[index])
    let rowBytes = rows.features.rowBytes
    let row = rows.features.base + place &* rowBytes
    let bytes = min(rowBytes, prefetchedBytes)
    var offset = 0
    while offset < bytes {
        lockstep_prefetch(row + offset)
        offset += cacheLineBytes
    }
    lockstep_prefetch(rows.targets + place)
}

/// Asks for picked rows and their targets.
func prefetchRows(_ rows: GatheredRows) {
    for index in 0..<rows.count { prefetchRow(rows, index) }
}
