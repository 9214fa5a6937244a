/// How features are kept in memory. Arithmetic is in float32 whatever the storage.
public enum FeatureStorage: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// IEEE 754 binary32.
    case float32
    /// The upper half of a binary32: eight bits of exponent, seven of fraction.
    case bfloat16

    /// Bytes of a number.
    public var byteCount: Int { self == .float32 ? 4 : 2 }
}

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

/// Rows picked from a partition by their places: what a shard of a minibatch is made of.
public struct GatheredRows: BitwiseCopyable, @unchecked Sendable {  // Safe: it only reads; the partition outlives it.
    /// The partition's rows.
    public var features: FeatureRows
    /// The partition's targets, one for each row.
    public var targets: UnsafePointer<Float>
    /// The partition's weights, one for each row, finite and not negative; nil where each row counts as 1.
    public var weights: UnsafePointer<Float>?
    /// Where the rows lie in `features`, `targets` and `weights`, in the order in which they are summed.
    public var places: UnsafePointer<UInt32>
    /// The rows' places in their partition, which identify them whatever memory they are read from.
    public var names: UnsafePointer<UInt32>
    /// The number of places.
    public var count: Int

    /// Picks `count` rows of a partition. `names` are the rows' places in their partition; where nil, they equal `places`.
    public init(
        features: FeatureRows, targets: UnsafePointer<Float>, weights: UnsafePointer<Float>? = nil,
        places: UnsafePointer<UInt32>, names: UnsafePointer<UInt32>? = nil, count: Int
    ) {
        self.features = features
        self.targets = targets
        self.weights = weights
        self.places = places
        self.names = names ?? places
        self.count = count
    }

    /// The rows in a range of these places.
    public func slice(_ range: Range<Int>) -> GatheredRows {
        GatheredRows(
            features: features, targets: targets, weights: weights, places: places + range.lowerBound,
            names: names + range.lowerBound, count: range.count)
    }
}
