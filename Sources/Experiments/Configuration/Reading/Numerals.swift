import Vocabulary

/// How numbers are written in a configuration: decimal, with `_` between digits where it helps the eye.
enum Numerals {
    /// The whole number of a text such as `1_000_000` or `-3`; `nil` for anything else, and where it overflows.
    static func integer(_ text: String) -> Int? {
        var rest = Substring(text)
        dropSign(&rest)
        guard let digits = dropDigits(&rest), rest.isEmpty, !isOctal(digits) else { return nil }
        return Int(text.filter { $0 != "_" })
    }

    /// The finite number of a text such as `1e-3`, `.5` or `1_000.5`; `nil` for anything else.
    static func number(_ text: String) -> Double? {
        var rest = Substring(text)
        dropSign(&rest)
        let whole = dropDigits(&rest)
        var fraction: Substring?
        if rest.first == "." {
            rest.removeFirst()
            fraction = dropDigits(&rest)
        }
        guard whole != nil || fraction != nil, !isOctal(whole ?? "") else { return nil }
        if rest.first == "e" || rest.first == "E" {
            rest.removeFirst()
            dropSign(&rest)
            guard dropDigits(&rest) != nil else { return nil }
        }
        guard rest.isEmpty, let number = Double(text.filter { $0 != "_" }), number.isFinite else { return nil }
        return number
    }

    /// A whole number, in groups of three from five digits on.
    static func text(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        guard digits.count > 4 else { return String(number) }
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append("_") }
            text.append(digit)
        }
        return text
    }

    /// The shortest text that reads back as the same number.
    static func text(_ number: Double) -> String { number.shortestText }

    private static func dropSign(_ text: inout Substring) {
        if text.first == "+" || text.first == "-" { text.removeFirst() }
    }

    /// Takes digits off the front, with single underscores between them.
    private static func dropDigits(_ text: inout Substring) -> Substring? {
        let run = text.prefix { $0 == "_" || ($0.isASCII && $0.isNumber) }
        guard let first = run.first, let last = run.last, first != "_", last != "_", !run.contains("__") else {
            return nil
        }
        text.removeFirst(run.count)
        return run
    }

    /// Whether other readers of YAML might take the digits for octal ones.
    private static func isOctal(_ digits: Substring) -> Bool {
        digits.count > 1 && digits.first == "0"
    }
}
