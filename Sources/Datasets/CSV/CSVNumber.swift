/// Reads decimal numbers as the nearest `Float`.
///
/// Most numbers in files are short: at most 19 digits fit an integer, one multiplication in `Double` scales it, and the
/// error of that is known. Where a result lies so near the middle between two floats that this error could
/// round it to the wrong one, and for everything longer, the C library's slower conversion decides.
/// After W. Clinger, How to Read Floating Point Numbers Accurately, 1990, https://doi.org/10.1145/93542.93557
struct CSVNumber {
    /// What the text of a field is.
    enum Reading {
        case value(Float)
        case nothing
        case text
        case notFinite
        case tooLarge
    }

    static let shared = CSVNumber()

    /// The nearest doubles to 10⁻⁶⁰…10⁶⁰.
    private let powersOfTen = Self.table((-mostPower...mostPower).map { Double("1e\($0)") ?? .nan })
    private static let mostPower = 60
    /// 10⁰…10⁸.
    private let smallPowers = Self.table((0...8).map { (0..<$0).reduce(1 as UInt64) { power, _ in power * 10 } })

    /// Numbers that live as long as the process and are read without an array's checks.
    private static func table<Number: BitwiseCopyable>(_ numbers: [Number]) -> Table<Number> {
        let memory = UnsafeMutableBufferPointer<Number>.allocate(capacity: numbers.count)
        _ = memory.initialize(from: numbers)
        return Table(start: UnsafePointer(memory.baseAddress!))
    }

    // Safe: never changed, never freed.
    private struct Table<Number: BitwiseCopyable>: @unchecked Sendable {
        let start: UnsafePointer<Number>
    }

    /// Reads the number that begins at `position`, and moves to what follows it: a delimiter, a CR, an LF or `end`.
    ///
    /// Nothing, with the position unmoved, where what stands there is not a short plain number.
    @inline(__always)
    func readSimple(
        _ text: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int, delimiter: UInt8 = UInt8(ascii: ","),
        decimal: UInt8 = UInt8(ascii: ".")
    ) -> Float? {
        var p = position
        while p < end, CSVScanner.isSpace(text[p], beside: delimiter) { p += 1 }
        var isNegative = false
        if p < end, text[p] == UInt8(ascii: "-") || text[p] == UInt8(ascii: "+") {
            isNegative = text[p] == UInt8(ascii: "-")
            p += 1
        }
        var significand: UInt64 = 0
        let first = p
        if p + 1 < end, text[p + 1] == decimal, case let digit = text[p] &- UInt8(ascii: "0"), digit <= 9 {
            significand = UInt64(digit)
            p += 1
        } else {
            takeDigits(text, &p, end, &significand)
        }
        var digitCount = p - first
        var exponent = 0
        if p < end, text[p] == decimal {
            p += 1
            let firstFraction = p
            takeDigits(text, &p, end, &significand)
            exponent = firstFraction - p
            digitCount += p - firstFraction
        }
        guard digitCount > 0 else { return nil }
        if digitCount > 19 {
            // Zeros in front have done no harm; more digits than 19 have overflowed.
            var q = first
            while q < p, text[q] == UInt8(ascii: "0") || text[q] == decimal {
                if text[q] == UInt8(ascii: "0") { digitCount -= 1 }
                q += 1
            }
            guard digitCount <= 19 else { return nil }
        }
        if p < end, text[p] | 0x20 == UInt8(ascii: "e") {
            p += 1
            var isExponentNegative = false
            if p < end, text[p] == UInt8(ascii: "-") || text[p] == UInt8(ascii: "+") {
                isExponentNegative = text[p] == UInt8(ascii: "-")
                p += 1
            }
            let firstExponent = p
            var given = 0
            while p < end, p - firstExponent < 4, case let digit = text[p] &- UInt8(ascii: "0"), digit <= 9 {
                given = given * 10 + Int(digit)
                p += 1
            }
            guard p > firstExponent else { return nil }
            exponent += isExponentNegative ? -given : given
        }
        while p < end, CSVScanner.isSpace(text[p], beside: delimiter) { p += 1 }
        // A fifth digit of the exponent ends here too.
        guard
            p == end || text[p] == delimiter || text[p] == UInt8(ascii: "\n")
                || (text[p] == UInt8(ascii: "\r") && (p + 1 == end || text[p + 1] == UInt8(ascii: "\n")))
        else { return nil }
        guard let magnitude = scale(significand, exponent) else { return nil }
        position = p
        return isNegative ? -magnitude : magnitude
    }

    /// Takes all digits that follow, up to eight at a time, which one word holds.
    ///
    /// After D. Lemire, Number Parsing at a Gigabyte per Second, 2021, https://doi.org/10.1002/spe.2984
    @inline(__always)
    private func takeDigits(
        _ text: UnsafePointer<UInt8>, _ p: inout Int, _ end: Int, _ significand: inout UInt64
    ) {
        while p + 8 <= end {
            let word = UInt64(littleEndian: UnsafeRawPointer(text + p).loadUnaligned(as: UInt64.self))
            let digits = word ^ 0x3030_3030_3030_3030
            // The high bit of the first byte that is no digit is set; those of bytes after it may be wrong.
            let others = (digits &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
            let count = others.trailingZeroBitCount >> 3
            guard count > 0 else { return }
            // The digits, with zeros in front of them; their pairs, and fours, are added up side by side.
            var eight = digits << UInt64(truncatingIfNeeded: 64 - 8 * count)
            eight = eight &* 10 &+ eight >> 8
            let pairs: UInt64 = 0x0000_00FF_0000_00FF
            eight =
                ((eight & pairs) &* 0x000F_4240_0000_0064 &+ (eight >> 16 & pairs) &* 0x0000_2710_0000_0001) >> 32
            significand = significand &* smallPowers.start[count] &+ eight
            p += count
            guard count == 8 else { return }
        }
        while p < end, case let digit = text[p] &- UInt8(ascii: "0"), digit <= 9 {
            significand = significand &* 10 &+ UInt64(digit)
            p += 1
        }
    }

    /// `significand` · 10^`exponent` as the nearest float, or nothing where that is not certain.
    @inline(__always)
    private func scale(_ significand: UInt64, _ exponent: Int) -> Float? {
        // The processor rounds an integer to the nearest float by itself.
        if exponent == 0 || significand == 0 {
            return significand >> 63 == 0 ? Float(Int64(bitPattern: significand)) : Float(significand)
        }
        guard exponent.magnitude <= Self.mostPower else { return nil }
        // Signed integers are faster to convert.
        let whole = significand >> 63 == 0 ? Double(Int64(bitPattern: significand)) : Double(significand)
        let value = whole * powersOfTen.start[exponent + Self.mostPower]
        guard value >= Double(Float.leastNormalMagnitude), value < Double(Float.greatestFiniteMagnitude) else {
            return nil
        }
        // A float drops the last 29 bits. Integer, power and result are each off by one unit of the double's last place
        // at most, together by less than 4.
        let middle: Int64 = 1 << 28
        let dropped = Int64(value.bitPattern & (1 << 29 - 1))
        return abs(dropped - middle) <= 4 ? nil : Float(value)
    }

    /// Reads the content of a field, of any length.
    /// - Parameter decimal: what stands before the fraction of a number; the other mark may group the digits before it.
    func read(_ content: [UInt8], decimal: CSVOptions.DecimalMark = .point) -> Reading {
        let reading = readUngrouped(content, decimal)
        guard case .text = reading, let ungrouped = Self.ungrouped(content, decimal) else { return reading }
        return readUngrouped(ungrouped, decimal)
    }

    private func readUngrouped(_ content: [UInt8], _ decimal: CSVOptions.DecimalMark) -> Reading {
        content.withUnsafeBufferPointer { bytes in
            guard let text = bytes.baseAddress else { return .nothing }
            var (start, end) = (0, bytes.count)
            while start < end, CSVScanner.isSpace(text[start]) { start += 1 }
            while end > start, CSVScanner.isSpace(text[end - 1]) { end -= 1 }
            guard start < end else { return .nothing }
            var position = start
            let value = readSimple(text, &position, end, delimiter: UInt8(ascii: "\n"), decimal: decimal.byte)
            if let value, position == end { return .value(value) }

            let string = String(decoding: bytes[start..<end], as: UTF8.self)
            guard Self.isDecimal(bytes[start..<end], decimal.byte) else {
                let name = string.prefix(9).lowercased().drop { $0 == "-" || $0 == "+" }
                return ["nan", "inf", "infinity"].contains(name) ? .notFinite : .text
            }
            guard let value = Float(decimal == .point ? string : string.replacing(",", with: ".")) else {
                return .text
            }
            return value.isFinite ? .value(value) : .tooLarge
        }
    }

    /// A number without the marks between groups of three digits; nil where there are none, or they are not where such
    /// marks stand.
    private static func ungrouped(_ content: [UInt8], _ decimal: CSVOptions.DecimalMark) -> [UInt8]? {
        guard content.contains(decimal.group) else { return nil }
        let text = content.drop { CSVScanner.isSpace($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let whole = text.prefix { isDigit($0) || $0 == decimal.group }
        let groups = whole.split(separator: decimal.group, omittingEmptySubsequences: false)
        guard groups.count > 1, (1...3).contains(groups[0].count), groups[0].first != UInt8(ascii: "0"),
            groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        return Array(content[..<whole.startIndex]) + groups.joined() + content[whole.endIndex...]
    }

    /// 1 for `true` and `yes`, 0 for `false` and `no`, whatever their case; nil for other content.
    static func truth(_ content: [UInt8]) -> Float? {
        guard (2...5).contains(content.count) else { return nil }
        return switch String(decoding: content, as: UTF8.self).lowercased() {
        case "true", "yes": 1
        case "false", "no": 0
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

    /// The number in a field's content in double precision; nil where there is none.
    func readExactly(_ content: [UInt8], decimal: CSVOptions.DecimalMark) -> Double? {
        let text = Array(content.drop { CSVScanner.isSpace($0) }.reversed().drop { CSVScanner.isSpace($0) }.reversed())
        func number(_ text: [UInt8]) -> Double? {
            let string = String(decoding: text, as: UTF8.self)
            return Double(decimal == .point ? string : string.replacing(",", with: "."))
        }
        return number(text) ?? Self.ungrouped(text, decimal).flatMap(number)
    }

    /// Whether the text is a sign, digits, a decimal mark and an exponent; the conversion itself knows more than that.
    private static func isDecimal(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ decimal: UInt8) -> Bool {
        var rest = text[...]
        func takeDigits() -> Int {
            let count = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(count)
            return count
        }
        func take(_ characters: UInt8...) -> Bool {
            guard let first = rest.first, characters.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = take(UInt8(ascii: "-"), UInt8(ascii: "+"))
        var digits = takeDigits()
        if take(decimal) { digits += takeDigits() }
        guard digits > 0 else { return false }
        if take(UInt8(ascii: "e"), UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "-"), UInt8(ascii: "+"))
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
