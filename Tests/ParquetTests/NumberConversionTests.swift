import Parquet
import TestSupport
import Testing

@Suite("Numbers of Parquet files")
struct NumberConversionTests {
    @Test("of 16 bits are what the compiler makes of them")
    func halves() {
        let wrong = (UInt16.min...UInt16.max).filter { bits in
            let (found, truth) = (NumberConversion.float(half: bits), Float(Float16(bitPattern: bits)))
            return found.bitPattern != truth.bitPattern && !(found.isNaN && truth.isNaN)
        }
        #expect(wrong == [])
    }

    @Test("with a point are the nearest ones")
    func decimals() {
        #expect(NumberConversion.decimal(Int64(12345), scale: 2) == 123.45)
        #expect(NumberConversion.decimal(Int64(-1), scale: 38) == -1e-38)
        #expect(NumberConversion.decimal(Int64.min, scale: 0) == -0x1p63)
        #expect(NumberConversion.decimal(9_007_199_254_740_993 as Int64, scale: 1) == 900_719_925_474_099.3)
        let wide: Int128 = 12_345_678_901_234_567_890_123_456_789_012_345_678
        #expect(NumberConversion.decimal(wide, scale: 10) == 1_234_567_890_123_456_789_012_345_678.9012345678)
        for (bytes, truth) in [([0xFF], -1), ([0x80, 0x00], -32768), ([0x7F, 0xFF, 0xFF], 8_388_607)]
            as [([UInt8], Int128)]
        {
            #expect(bytes.withUnsafeBytes { NumberConversion.integer($0) } == truth)
        }
        #expect([UInt8](repeating: 0, count: 15).withUnsafeBytes { NumberConversion.integer($0) } == 0)
        #expect(([0x80] + [UInt8](repeating: 0, count: 15)).withUnsafeBytes { NumberConversion.integer($0) } == .min)
    }

    @Test("of time are seconds, the same in every unit")
    func times() {
        #expect(NumberConversion.seconds(-1, unitsPerSecond: 1000) == -0.001)
        #expect(NumberConversion.seconds(1_700_000_000_123, unitsPerSecond: 1000) == 1_700_000_000.123)
        #expect(NumberConversion.seconds(julianDay: 2_440_588, nanoseconds: 0) == 0)
        #expect(NumberConversion.seconds(julianDay: 2_440_587, nanoseconds: 86_399_000_000_000) == -1)
        #expect(NumberConversion.seconds(.min, unitsPerSecond: 1000) == Double(Int64.min) / 1000)
        #expect(NumberConversion.seconds(julianDay: .min, nanoseconds: .min) < 0)
        var random = SplitMix(state: 3)
        for _ in 0..<1000 {
            let milliseconds = Int64.random(in: -4_000_000_000_000...4_000_000_000_000, using: &random)
            let truth = NumberConversion.seconds(milliseconds, unitsPerSecond: 1000)
            #expect(NumberConversion.seconds(1000 * milliseconds, unitsPerSecond: 1_000_000) == truth)
            #expect(NumberConversion.seconds(1_000_000 * milliseconds, unitsPerSecond: 1_000_000_000) == truth)
            let day = (milliseconds - (milliseconds % 86_400_000 + 86_400_000) % 86_400_000) / 86_400_000
            #expect(
                NumberConversion.seconds(
                    julianDay: Int32(day + 2_440_588), nanoseconds: (milliseconds - 86_400_000 * day) * 1_000_000)
                    == truth)
        }
    }

    @Test("as names are text")
    func texts() {
        func text<Value>(_ value: Value, _ conversion: NumberConversion) -> String? {
            withUnsafeBytes(of: value) { conversion.text($0) }
        }
        #expect(text(Int64.max, .int64) == "9223372036854775807")
        #expect(text(UInt64.max, .uint64) == "18446744073709551615")
        #expect(text(UInt8(1), .boolean) == "true")
        #expect(text(Float(0.1), .float) == "0.1")
        #expect(text(-0.0, .double) == "0")
        #expect(text(3.0, .double) == "3")
        #expect(text(Double.nan, .double) == nil)
        #expect(text(Int32(-5), .decimal32(scale: 3)) == "-0.005")
        #expect(text(Int64(1200), .decimal64(scale: 2)) == "12.00")
        #expect(text(Int64(1200), .decimal64(scale: 0)) == "1200")
        #expect(text(Int64(1500), .seconds64(unitsPerSecond: 1000)) == "1.5")
    }
}
