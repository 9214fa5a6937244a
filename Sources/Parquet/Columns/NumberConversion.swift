/// How the values of a column become numbers.
package enum NumberConversion {
    /// Booleans, which are bytes by then: 0 and 1.
    case boolean
    case int32, uint32, int64, uint64
    case float16, float, double
    /// Whole numbers that are divided by a power of ten.
    case decimal32(scale: Int)
    case decimal64(scale: Int)
    /// The same, as bytes in two's complement, the highest first.
    case decimal(width: Int, scale: Int)
    /// The same, of any length.
    case decimalBytes(scale: Int)
    /// Counts of a unit of time, which become seconds.
    case seconds32(unitsPerSecond: Int)
    case seconds64(unitsPerSecond: Int)
    /// Nanoseconds of a day, and the day's Julian number.
    case int96

    /// The bytes of a value; nil where that differs.
    var width: Int? {
        switch self {
        case .boolean: 1
        case .float16: 2
        case .int32, .uint32, .float, .decimal32, .seconds32: 4
        case .int64, .uint64, .double, .decimal64, .seconds64: 8
        case .int96: 12
        case .decimal(let width, _): width
        case .decimalBytes: nil
        }
    }

    /// Whether float32 holds all that the column can.
    var fitsFloat: Bool {
        switch self {
        case .float16, .float: true
        default: false
        }
    }

    /// The largest number of digits of a decimal.
    static let largestPrecision = 38
    /// The bytes of the largest decimal.
    static let largestDecimalWidth = 16
}
