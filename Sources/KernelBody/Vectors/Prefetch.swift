import CShims
import KernelTable

/// After this many bytes of a row, the hardware's own prefetcher has caught on.
private let prefetchedBytes = 4096
private let cacheLineBytes = 64

/// Asks for a picked row, its target and its weight.
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
    if let weights = rows.weights { lockstep_prefetch(weights + place) }
}

/// Asks for picked rows, their targets and their weights.
func prefetchRows(_ rows: GatheredRows) {
    for index in 0..<rows.count { prefetchRow(rows, index) }
}
