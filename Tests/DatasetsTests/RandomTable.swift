import Datasets
import TestSupport

/// A CSV file of any kind that a reader takes, and how it is to be read.
struct RandomTable: CustomStringConvertible {
    let text: String
    let options: TableOptions
    let targets: FileRows.TargetKind?
    let description: String

    /// - Parameter bytes: about how long it is.
    init(seed: UInt64, bytes: Int) {
        var random = SplitMix(state: seed)
        func any<Element>(_ choices: [Element]) -> Element { choices.randomElement(using: &random)! }
        var options = TableOptions()
        options.delimiter = any([.comma, .semicolon, .tab, .pipe])
        options.hasHeader = any([true, true, false])
        options.missing = any([.refused, .dropped, .kept])
        let missing = options.missing
        let delimiter = String(Character(UnicodeScalar(options.delimiter.byte)))
        let lineEnd = any(["\n", "\r\n"])
        let isQuoted = any([true, false])
        let kinds = (0..<any([1, 1, 2, 3, 8, 33])).map { _ in any(["number", "number", "category", "ignored"]) }
        let columns = ["y"] + kinds + ["number"]
        let targets: FileRows.TargetKind? = any([.number, .label, nil])
        let names = columns.indices.map { options.hasHeader ? "column \($0)" : "\($0 + 1)" }
        options.categorical = columns.indices.filter { columns[$0] == "category" }.map { names[$0] }
        // Where there is no target, its column may be a class.
        options.ignored =
            columns.indices.filter { columns[$0] == "ignored" || ($0 == 0 && targets == nil) }.map { names[$0] }

        func quoted(_ field: String) -> String {
            let special = [UInt8(ascii: "\""), UInt8(ascii: "\n"), options.delimiter.byte]
            let mustBeQuoted = field.utf8.contains(where: special.contains)
            guard mustBeQuoted || isQuoted && any([true, false, false]) else { return field }
            return "\"\(field.replacing("\"", with: "\"\""))\""
        }
        func number() -> String {
            let value = Double(Int64(bitPattern: random.next()) >> 20)
            return any(["\(value)", "\(value / 1024)", "\(Int(value) % 100)", " 1.5e-3 ", "-0", "0.1", "\(value / 7)"])
        }
        let words = isQuoted ? ["plain", "two words", "a\(delimiter)b", "a\"b", "a\nb"] : ["plain", "two words", "é"]
        func field(_ kind: String) -> String {
            switch kind {
            case "number":
                if missing != .refused, any(Array(0..<12)) == 0 { return any(["", "NA", " nan "]) }
                return quoted(number())
            case "category":
                if missing == .dropped, any(Array(0..<40)) == 0 { return "" }
                return quoted(any(words))
            case "ignored": return quoted(any(["", "anything", "12x"]))
            default: return targets == .label ? quoted(any(["red", "green", "3"])) : quoted(number())
            }
        }
        var rows = options.hasHeader ? [names.map { quoted($0) }.joined(separator: delimiter)] : []
        // Complete, so that there is a row, and two classes.
        let width = columns.count
        for label in ["red", "green"] {
            let first = targets == .label ? label : "1"
            rows.append(([first] + columns.dropFirst().map { _ in "2" }).joined(separator: delimiter))
        }
        var length = rows.reduce(0) { $0 + $1.utf8.count }
        while length < bytes {
            rows.append(columns.map(field).joined(separator: delimiter))
            length += rows.last!.utf8.count + 1
        }
        text = rows.joined(separator: lineEnd) + any(["", lineEnd, lineEnd + lineEnd + "  " + lineEnd])
        self.options = options
        self.targets = targets
        description =
            "seed \(seed): \(length) bytes, \(width) columns, \(missing), \(isQuoted ? "" : "not ")quoted, \(targets as Any)"
    }
}
