import Glibc

/// Numbers as people read them.
public enum Format {
    /// A whole number in groups of three digits: `1,000,000`.
    public static func grouped(_ number: Int) -> String {
        var groups: [Substring] = []
        var digits = "\(number.magnitude)"[...]
        while digits.count > 3 {
            groups.append(digits.suffix(3))
            digits = digits.dropLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups.reversed()).joined(separator: ",")
    }

    /// A number of things: `1 worker`, `1,000 workers`.
    public static func count(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Six significant digits.
    public static func metric(_ number: Double) -> String { significant(number, digits: 6) }

    /// This many significant digits.
    public static func metric(_ number: Double, digits: Int32) -> String { significant(number, digits: digits) }

    /// Three significant digits and a letter for thousands, millions, billions: `9.65 M`.
    public static func short(_ number: Double) -> String {
        for (unit, name) in [(1e9, " G"), (1e6, " M"), (1e3, " k")] where abs(number) >= unit {
            return threeDigits(number / unit) + name
        }
        return threeDigits(number)
    }

    /// A duration: `12 ms`, `3.21 s`, `4 min 05 s`, `2 h 03 min`.
    public static func seconds(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "-" }
        if seconds < 1e-3 { return threeDigits(seconds * 1e6) + " µs" }
        if seconds < 1 { return threeDigits(seconds * 1e3) + " ms" }
        if seconds < 60 { return threeDigits(seconds) + " s" }
        let whole = Int(min(seconds, 1e9).rounded())
        if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min"
    }

    /// A size in memory: `1.02 GiB`.
    public static func bytes(_ bytes: Int) -> String {
        for (shift, name) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes >= 1 << shift {
            return threeDigits(Double(bytes) / Double(1 << shift)) + " \(name)"
        }
        return "\(bytes) B"
    }

    /// Three significant digits.
    static func threeSignificant(_ number: Double) -> String { significant(number, digits: 3) }

    /// A number with this many digits after the point.
    static func fixed(_ number: Double, _ digits: Int32) -> String { formatted(number, "%.*f", digits) }

    /// A fourth digit where three would need an exponent: `1023`, not `1.02e+03`.
    private static func threeDigits(_ number: Double) -> String {
        significant(number, digits: abs(number) < 999.5 ? 3 : 4)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func significant(_ number: Double, digits: Int32) -> String {
        formatted(number, "%.*g", digits)
    }

    private static func formatted(_ number: Double, _ format: String, _ digits: Int32) -> String {
        guard number.isFinite else { return "\(number)" }
        // Room for the longest number, and as many digits after its point as are ever asked for.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
            _ = withVaList([digits, number]) { vsnprintf(buffer.baseAddress!, buffer.count, format, $0) }
            return String(cString: buffer.baseAddress!)
        }
    }
}
