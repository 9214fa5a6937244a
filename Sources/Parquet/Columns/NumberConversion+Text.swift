extension NumberConversion {
    /// The text of a value, for columns of numbers that are read as names: whole numbers without a fraction, decimals
    /// with as many digits as the schema says, others in the fewest digits that give the number back.
    /// - Returns: nil for what is not a number.
    package func text(_ value: UnsafeRawBufferPointer) -> String? {
        switch self {
        case .boolean: value[0] == 0 ? "false" : "true"
        case .int32: "\(value.loadUnaligned(as: Int32.self))"
        case .uint32: "\(value.loadUnaligned(as: UInt32.self))"
        case .int64: "\(value.loadUnaligned(as: Int64.self))"
        case .uint64: "\(value.loadUnaligned(as: UInt64.self))"
        case .float16: Self.text(Self.float(half: value.loadUnaligned(as: UInt16.self)))
        case .float: Self.text(Float(bitPattern: value.loadUnaligned(as: UInt32.self)))
        case .double: Self.text(Double(bitPattern: value.loadUnaligned(as: UInt64.self)))
        case .decimal32(let scale): Self.text(Int128(value.loadUnaligned(as: Int32.self)), scale: scale)
        case .decimal64(let scale): Self.text(Int128(value.loadUnaligned(as: Int64.self)), scale: scale)
        case .decimal(_, let scale), .decimalBytes(let scale): Self.text(Self.integer(value), scale: scale)
        case .seconds32, .seconds64, .int96:
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { number in
                Double.convert(value.baseAddress!, count: 1, by: self, into: number.baseAddress!)
                return Self.text(number[0])
            }
        }
    }

    private static func text<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ number: Number) -> String? {
        if number.isNaN { return nil }
        // Zero has two signs, and one name.
        let text = number == 0 ? "0" : "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func text(_ unscaled: Int128, scale: Int) -> String {
        var digits = "\(unscaled.magnitude)"
        if scale > 0 {
            digits = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
        }
        return unscaled < 0 ? "-" + digits : digits
    }
}
