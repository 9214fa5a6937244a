/// The words that stand for a missing value, made ready to be looked up.
struct MissingWords: Sendable {
    private let words: Set<[UInt8]>
    private let lowercaseWords: Set<[UInt8]>
    private let longest: Int
    /// Those that are numbers, such as -999.
    let numbers: [Float]

    /// - Parameter decimal: what stands before the fraction of those that are numbers.
    init(_ words: [String], decimal: CSVOptions.DecimalMark) {
        self.words = Set(words.map { Array($0.utf8) })
        lowercaseWords = Set(self.words.map(Self.lowercase))
        longest = words.map(\.utf8.count).max() ?? 0
        numbers = self.words.compactMap {
            if case .value(let number) = CSVNumber.shared.read($0, decimal: decimal) { number } else { nil }
        }
    }

    /// Whether the content of a field without quotes stands for a missing name.
    func contains(name content: [UInt8]) -> Bool { content.count <= longest && words.contains(content) }

    /// Whether the content of a field stands for a missing number, whatever its case.
    func contains(number content: [UInt8]) -> Bool {
        content.count <= longest && lowercaseWords.contains(Self.lowercase(content))
    }

    private static func lowercase(_ word: [UInt8]) -> [UInt8] {
        word.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
