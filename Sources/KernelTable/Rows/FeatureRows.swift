/// Rows of features: dense rows, row-major, with `featureCount` numbers each; or sparse rows, which have `starts`.
///
/// Of a sparse row only some numbers are kept, and all others are zero. Row `i` has n = `starts[i + 1] - starts[i]`: at
/// `base + 8 * starts[i]` stand their n columns, ascending, as `UInt32`, and after these the n numbers, as float32.
public struct FeatureRows: BitwiseCopyable, @unchecked Sendable {  // Safe: it only reads; its memory outlives it.
    /// The first number of row 0. After the last row 64 more bytes can be read where rows are dense.
    public var base: UnsafeRawPointer
    /// The form of the numbers.
    public var storage: FeatureStorage
    /// Features in a row.
    public var featureCount: Int
    /// For sparse rows, how many numbers are kept before each row, and how many in all; nil for dense rows.
    public var starts: UnsafePointer<Int>?

    /// Describes rows.
    public init(base: UnsafeRawPointer, storage: FeatureStorage, featureCount: Int) {
        self.base = base
        self.storage = storage
        self.featureCount = featureCount
    }

    /// Describes rows of float32.
    public init(_ base: UnsafePointer<Float>, featureCount: Int) {
        self.init(base: base, storage: .float32, featureCount: featureCount)
    }

    /// Describes sparse rows.
    public init(sparse base: UnsafePointer<UInt32>, starts: UnsafePointer<Int>, featureCount: Int) {
        self.init(base: base, storage: .float32, featureCount: featureCount)
        self.starts = starts
    }

    /// Bytes of a dense row.
    public var rowBytes: Int { featureCount &* storage.byteCount }

    /// The rows without the first `count`.
    public func dropFirst(_ count: Int) -> FeatureRows {
        var rest = self
        if let starts { rest.starts = starts + count } else { rest.base += count &* rowBytes }
        return rest
    }
}

extension FeatureRows {
    /// A number of a row; 0 where it is not kept.
    public func number(_ column: Int, ofRow row: Int) -> Float {
        if let starts {
            let count = starts[row + 1] - starts[row]
            let columns = (base + 8 * starts[row]).assumingMemoryBound(to: UInt32.self)
            let place = (0..<count).first { Int(columns[$0]) == column }
            return place.map { UnsafeRawPointer(columns + count).loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
                ?? 0
        }
        let place = row * featureCount + column
        switch storage {
        case .float32: return base.loadUnaligned(fromByteOffset: 4 * place, as: Float.self)
        case .bfloat16:
            return Float(bitPattern: UInt32(base.loadUnaligned(fromByteOffset: 2 * place, as: UInt16.self)) << 16)
        }
    }
}
