extension LIBSVMScanner {
    /// Lines that are looked at.
    private static let mostLines = 100

    /// Whether a text looks like rows of this format: each line a number, or several with commas, and `index:value` for
    /// some features.
    /// - Parameter isWhole: whether its last line is not cut off.
    static func looksLikeRows(_ start: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        var lines = start.dropFirst(byteOrderMarkCount(start)).split(
            separator: UInt8(ascii: "\n"), maxSplits: mostLines)
        if lines.count > mostLines || !isWhole && lines.count > 1 { lines.removeLast() }
        let isCutOff = !isWhole && lines.count == 1
        var hasFeature = false
        for line in lines {
            var words = line.prefix { $0 != UInt8(ascii: "#") }.split(whereSeparator: isSpace)
            if isCutOff, !words.isEmpty { words.removeLast() }
            guard let target = words.first else { continue }
            guard target.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).allSatisfy(isNumber),
                words.dropFirst().allSatisfy(isFeature)
            else { return false }
            hasFeature = hasFeature || words.count > 1
        }
        return hasFeature
    }

    private static func isNumber(_ word: UnsafeRawBufferPointer.SubSequence) -> Bool {
        if case .value = CSVNumber.shared.read(Array(word)) { true } else { false }
    }

    private static func isFeature(_ word: UnsafeRawBufferPointer.SubSequence) -> Bool {
        guard let colon = word.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let index = word[..<colon]
        let isIndex = !index.isEmpty && index.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return (isIndex || index.elementsEqual("qid".utf8)) && isNumber(word[(colon + 1)...])
    }
}
