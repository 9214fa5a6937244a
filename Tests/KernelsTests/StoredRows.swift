import Kernels

/// Rows of features in guarded memory, whose slack holds NaN, which shows in any result that it leaks into. Those of
/// bfloat16 are there as float32 too.
final class StoredRows {
    /// The numbers as float32.
    let numbers: [Float]
    let storage: FeatureStorage
    private let featureCount: Int
    private let wide: GuardedRows<Float>
    private let narrow: GuardedRows<UInt16>

    /// - Parameter numbers: bfloat16 keeps their upper halves.
    init(_ numbers: [Float], featureCount: Int, storage: FeatureStorage) {
        self.storage = storage
        self.featureCount = featureCount
        self.numbers =
            storage == .float32 ? numbers : numbers.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) }
        wide = GuardedRows(self.numbers, slack: .nan)
        narrow = GuardedRows(
            self.numbers.map { UInt16($0.bitPattern >> 16) }, slack: UInt16(Float.nan.bitPattern >> 16))
    }

    /// The rows as they are stored.
    var rows: FeatureRows { storage == .float32 ? widened : bfloat16Rows }

    /// The rows as float32.
    var widened: FeatureRows { FeatureRows(wide.base, featureCount: featureCount) }

    private var bfloat16Rows: FeatureRows {
        FeatureRows(base: narrow.base, storage: .bfloat16, featureCount: featureCount)
    }

    /// The features of the row at a place, as float32.
    subscript(place: Int) -> [Float] { Array(numbers[place * featureCount..<(place + 1) * featureCount]) }
}
