public import Datasets
import Kernels
public import NUMA
public import Ranks

/// What tells the rows of a set from others: their number, the names of their columns, and checksums of the targets and features
/// of every row and its place, as they are kept. It finds what changed by accident, not what somebody made to look the same.
///
/// Of rows that are made or read whenever they are asked for, about 4096 are looked at. The same whatever the number of workers and
/// ranks.
public struct RowFingerprint: Hashable, Sendable, LosslessStringConvertible {
    /// The number of rows.
    public let rowCount: Int
    /// Whether only some rows were looked at.
    private let isSampled: Bool
    private let columns: UInt64
    private let targets: UInt64
    private let features: UInt64

    private static let rowsAtOnce = 1024
    /// Of rows that are made or read whenever they are asked for, runs of consecutive ones are looked at, evenly spaced.
    private static let streamedRuns = 64, rowsOfRun = 64

    /// Looks at the rows once. Collective.
    /// - Parameters:
    ///   - dataset: rows, of which each rank holds its block.
    ///   - workers: the threads that look.
    ///   - ranks: the processes that hold the partitions of the dataset, each its block.
    public init(of dataset: Dataset, workers: Workers, ranks: Communicator = .alone) {
        let pieces = Self.pieces(of: dataset)
        let found = [SIMD2<UInt64>](unsafeUninitializedCapacity: pieces.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            workers.perform(pieces.count) { index in
                var sums = SIMD2<UInt64>.zero
                let piece = pieces[index]
                dataset.withRows(piece.rows, of: piece.partition) { run in
                    for row in 0..<piece.rows.count { sums &+= run.checksums(ofRow: row, at: piece.first + row) }
                }
                buffer.initializeElement(at: index, to: sums)
            }
            count = pieces.count
        }
        let sums = ranks.allGather(numbers: found).joined().reduce(.zero, &+)
        rowCount = dataset.rowCount
        isSampled = dataset.isStreamed
        columns = dataset.columnChecksum
        (targets, features) = (sums[0], sums[1])
    }

    private struct Piece {
        let partition: Int
        let rows: Range<Int>
        /// The place of its first row among all rows.
        let first: Int
    }

    private static func pieces(of dataset: Dataset) -> [Piece] {
        let count = dataset.rowCount
        let step = dataset.isStreamed ? max(count / streamedRuns, rowsOfRun) : rowsAtOnce
        let length = dataset.isStreamed ? rowsOfRun : rowsAtOnce
        var pieces: [Piece] = []
        var first = 0
        for (index, partition) in dataset.partitions.enumerated() {
            for start in stride(from: 0, to: dataset.held.contains(index) ? partition.rowCount : 0, by: step) {
                let rows = start..<min(start + length, partition.rowCount)
                pieces.append(Piece(partition: index, rows: rows, first: first + start))
            }
            first += partition.rowCount
        }
        return pieces
    }

    private static let all = "all", some = "some"

    /// The number of rows, whether all were looked at, and the checksums, in hexadecimal.
    public var description: String {
        ([String(rowCount), isSampled ? Self.some : Self.all]
            + [columns, targets, features].map { String($0, radix: 16) }).joined(separator: "-")
    }

    /// Reads a `description`; nil if the text is not one.
    public init?(_ description: String) {
        let words = description.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count == 5, let rowCount = Int(words[0]), let columns = UInt64(words[2], radix: 16),
            let targets = UInt64(words[3], radix: 16), let features = UInt64(words[4], radix: 16)
        else { return nil }
        (self.rowCount, self.columns, self.targets, self.features) = (rowCount, columns, targets, features)
        isSampled = words[1] == Self.some
        guard self.description == description else { return nil }
    }

    /// How these rows differ from others, as words after "found"; nil where they do not.
    public func difference(from other: RowFingerprint) -> String? {
        if rowCount != other.rowCount { return "\(rowCount) rows, not \(other.rowCount)" }
        if columns != other.columns { return "other columns, or columns in another order" }
        guard isSampled == other.isSampled else { return nil }
        if targets != other.targets { return "other targets, weights or classes" }
        return features == other.features ? nil : "other features"
    }
}

extension Dataset {
    /// The fingerprint of the rows, of which each rank of the plan holds its block. Collective.
    public func fingerprint(_ machine: MachinePlan) -> RowFingerprint {
        RowFingerprint(of: self, workers: machine.workers, ranks: machine.ranks)
    }

    fileprivate var columnChecksum: UInt64 {
        var sum = UInt64(featureCount).scattered
        func add(_ name: String) {
            sum = name.utf8.reduce(sum ^ 0xFF) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }.scattered
        }
        if case .named(let names) = featureNames { names.forEach(add) }
        add(targetName)
        return sum
    }
}

extension RowRun {
    /// Checksums of a row's target and features, each with its place among all rows.
    fileprivate func checksums(ofRow row: Int, at place: Int) -> SIMD2<UInt64> {
        let label = UInt64(targets[row].bitPattern) << 32 | UInt64((weights?[row] ?? 1).bitPattern)
        return SIMD2((label &+ UInt64(place).scattered).scattered, features.checksum(ofRow: row, at: place))
    }
}

extension FeatureRows {
    fileprivate func checksum(ofRow row: Int, at place: Int) -> UInt64 {
        let bytes = bytes(ofRow: row)
        var lanes = SIMD8<UInt64>(repeating: UInt64(bytes.count))
        lanes[0] ^= UInt64(place)
        var key = SIMD8<UInt64>(
            0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB, 0xD6E8_FEB8_6659_FD93,
            0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3)
        let step = SIMD8<UInt64>(repeating: 0x9E37_79B9_7F4A_7C15)
        let whole = bytes.count - bytes.count % 64
        for offset in stride(from: 0, to: whole, by: 64) {
            lanes = lanes.mixed(with: bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self), key)
            key &+= step
        }
        if whole < bytes.count {
            var rest = SIMD8<UInt64>.zero
            withUnsafeMutableBytes(of: &rest) { $0.copyMemory(from: .init(rebasing: bytes[whole...])) }
            lanes = lanes.mixed(with: rest, key)
        }
        return (0..<8).reduce(0) { ($0 ^ lanes[$1]).scattered &+ UInt64($1) }
    }

    /// What is kept of a row's features.
    private func bytes(ofRow row: Int) -> UnsafeRawBufferPointer {
        guard let starts else { return UnsafeRawBufferPointer(start: base + row * rowBytes, count: rowBytes) }
        return UnsafeRawBufferPointer(start: base + 8 * starts[row], count: 8 * (starts[row + 1] - starts[row]))
    }
}

extension SIMD8<UInt64> {
    /// Products of the halves of data and key, added to the lanes, and the data to the lane beside, so that no zero loses it.
    /// Source: the accumulation of XXH3 (Collet, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md).
    fileprivate func mixed(with data: SIMD8<UInt64>, _ key: SIMD8<UInt64>) -> SIMD8<UInt64> {
        let keyed = data ^ key
        let products = (keyed & SIMD8(repeating: 0xFFFF_FFFF)) &* (keyed &>> 32)
        let beside = SIMD8(data[1], data[0], data[3], data[2], data[5], data[4], data[7], data[6])
        return self &+ products &+ beside
    }
}

extension UInt64 {
    /// The finalizer of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
    fileprivate var scattered: UInt64 {
        var z = self
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
