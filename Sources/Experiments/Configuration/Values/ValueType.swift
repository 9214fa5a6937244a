package import Vocabulary

extension Schema {
    /// What a key accepts.
    package enum ValueType: Sendable, Equatable {
        case text(TextRule)
        case integer(ClosedRange<Int>)
        case number(NumberRange)
        case boolean
        /// One of some words; messages may say more of them than their names.
        case choice([String], expected: String? = nil)
        case numbers
        case integers(ClosedRange<Int>, example: [Int])
        case texts
        /// A list of pairs of texts.
        case pairs
        /// A whole number for each of some names.
        case counts(ClosedRange<Int>)
        case file
        /// One file or a list of them.
        case files
        case autoOrInteger(ClosedRange<Int>)
        case autoOrNumber(NumberRange)
        /// `none`, `balanced`, or a number for each class, by its name.
        case classWeighting
        /// Keys with the values that a sweep tries.
        case searchSpace
    }

    package enum TextRule: Sendable {
        case any
        /// Usable as the name of a directory on any system, and no trap on a command line.
        case directoryName
        /// A path in which `{name}` stands for the run's name.
        case directoryTemplate
    }
}

extension Schema.ValueType {
    /// What is accepted, as messages name it after the word "expected".
    var expected: String {
        switch self {
        case .text(.any): "text"
        case .text(.directoryName):
            "a name of at most 200 letters, digits, '.', '_' and '-' that does not start with '.' or '-'"
        case .text(.directoryTemplate): "a directory, in which {name} is the only placeholder"
        case .integer(let range):
            "a whole number from \(Numerals.text(range.lowerBound)) to \(Numerals.text(range.upperBound))"
        case .number(let range): range.description
        case .boolean: "true or false"
        case .choice(let words, let expected): expected ?? (words.count > 2 ? "one of " : "") + alternatives(words)
        case .numbers: "a list of numbers, such as [2, -3.4]"
        case .integers(let range, let example):
            "a list of whole numbers from \(Numerals.text(range.lowerBound)) to \(Numerals.text(range.upperBound)), "
                + "such as [\(example.map(Numerals.text).joined(separator: ", "))]"
        case .texts: "a list of texts, such as [a, b]"
        case .pairs: "a list of pairs, such as [[a, b]]"
        case .counts(let range): "\(Self.integer(range).expected) for each name, such as {a: \(range.upperBound)}"
        case .file: "the path of a file"
        case .files: "the path of a file, or a list such as [a.csv, b.csv]"
        case .autoOrInteger(let range): "auto or \(Self.integer(range).expected)"
        case .autoOrNumber(let range): "auto or \(range.description)"
        case .classWeighting: "none, balanced or a number of at least 0 for each class, such as {cat: 2, dog: 0.5}"
        case .searchSpace: SearchSpace.expected
        }
    }
}

extension Schema.TextRule {
    func allows(_ text: String) -> Bool {
        // NUL ends a path early; Yams drops a byte order mark at the start, so it could not be written back.
        guard let first = text.unicodeScalars.first, first != "\u{FEFF}", !text.unicodeScalars.contains("\0") else {
            return false
        }
        switch self {
        case .any:
            return true
        case .directoryName:
            let isPlain = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            return isPlain && text.utf8.count <= 200 && !text.hasPrefix(".") && !text.hasPrefix("-")
        case .directoryTemplate:
            let rest = text.split(separator: "{name}", omittingEmptySubsequences: false).joined()
            return !rest.contains("{") && !rest.contains("}")
        }
    }
}
