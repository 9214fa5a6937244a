import Kernels

/// Draws rows by the seed.
struct RowDraw {
    let seed: UInt64
    /// What is drawn for: each purpose has orders of its own.
    let purpose: UInt32
    let kernels: KernelTable

    /// Rows that are held out for validation, and, where classes matter, for a test.
    static let heldOut: UInt32 = 0
    /// Groups of rows that are held out for a test.
    static let test: UInt32 = 1 << 31
    /// Rows of folds; rows that fold n holds out for validation are drawn for the purpose n more than this.
    static let folds: UInt32 = 1

    /// Elements in an order that the seed decides.
    /// - Parameter stratum: the number of the class that all of them have, from 0; nil for elements that are no rows.
    func permuted<Element>(_ elements: [Element], stratum: Int?) -> [Element] {
        let permutation = KeyedPermutation(
            size: elements.count, stream: RandomStream(seed: seed, purpose: .split),
            row: UInt64(purpose) << 32 | UInt64(stratum.map { $0 + 1 } ?? 0), kernels: kernels)
        var places = [UInt32](repeating: 0, count: elements.count)
        kernels.permute(permutation, 0, elements.count, &places)
        return places.map { elements[Int($0)] }
    }

    /// Takes a fraction of rows: of each class, or in whole groups, as nearly as these allow.
    /// - Returns: the rows taken and those left, each in the order given.
    func take(_ fraction: Double, of rows: [UInt32], _ traits: RowTraits) -> (taken: [UInt32], left: [UInt32]) {
        guard HeldOutSplit.count(fraction, of: rows.count) > 0 else { return ([], rows) }
        if let groups = RowGroups(of: rows, traits) {
            let taken = groups.taken(fraction, in: permuted(Array(0..<groups.count), stratum: nil))
            return (rows.filter { taken[groups.group(of: $0)] }, rows.filter { !taken[groups.group(of: $0)] })
        }
        let strata = traits.strata(of: rows)
        let counts = strata.map(\.count)
        let shares = HeldOutSplit.shares(fraction, of: counts, atMost: counts)
        var (taken, left): ([UInt32], [UInt32]) = ([], [])
        for (number, stratum) in strata.enumerated() {
            let permuted = permuted(stratum, stratum: number)
            taken += permuted.prefix(shares[number])
            left += permuted.dropFirst(shares[number])
        }
        return (taken.sorted(), left.sorted())
    }

    /// Deals all rows to folds of nearly equal size: those of each class evenly, or whole groups.
    /// - Returns: the rows of each fold, in their order.
    func dealt(_ traits: RowTraits, to count: Int) -> [[UInt32]] {
        let rows = (0..<traits.rowCount).map { UInt32($0) }
        var folds = [[UInt32]](repeating: [], count: count)
        if let groups = RowGroups(of: rows, traits) {
            let fold = groups.dealt(to: count, in: permuted(Array(0..<groups.count), stratum: nil))
            for row in rows { folds[fold[groups.group(of: row)]].append(row) }
            return folds
        }
        var next = 0
        for (number, stratum) in traits.strata(of: rows).enumerated() {
            for row in permuted(stratum, stratum: number) {
                folds[next].append(row)
                next = (next + 1) % count
            }
        }
        return folds.map { $0.sorted() }
    }
}
