/// A curve in a line of text: means over equal pieces of all numbers so far.
package struct Sparkline: Sendable {
    /// The most pieces that are kept.
    private static let mostPieces = 64
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let letters: [Character] = ["_", ".", "-", "=", "^"]

    private var sums: [Double] = []
    private var countInLast = 0
    private var countPerPiece = 1

    /// Nothing yet.
    package init() {}

    /// Adds a number at the end; one that is not finite is left out.
    package mutating func append(_ number: Double) {
        guard number.isFinite else { return }
        if countInLast == countPerPiece || sums.isEmpty {
            if sums.count == Self.mostPieces { halve() }
            sums.append(0)
            countInLast = 0
        }
        sums[sums.count - 1] += number
        countInLast += 1
    }

    /// The curve in at most `width` characters, from its least number at the bottom to its greatest at the top.
    package func text(width: Int, hasUnicode: Bool) -> String {
        let letters = hasUnicode ? Self.blocks : Self.letters
        let pieces = means(width)
        guard let least = pieces.min(), let greatest = pieces.max() else { return "" }
        return String(
            pieces.map { piece in
                let share = greatest > least ? (piece - least) / (greatest - least) : 0
                return letters[min(Int(share * Double(letters.count)), letters.count - 1)]
            })
    }

    private func means(_ width: Int) -> [Double] {
        let means = sums.enumerated().map { index, sum in
            sum / Double(index == sums.count - 1 ? countInLast : countPerPiece)
        }
        guard means.count > width, width > 0 else { return width > 0 ? means : [] }
        return (0..<width).map { piece in
            let range = means.count * piece / width..<means.count * (piece + 1) / width
            return means[range].reduce(0, +) / Double(range.count)
        }
    }

    private mutating func halve() {
        sums = stride(from: 0, to: sums.count, by: 2).map { sums[$0] + sums[$0 + 1] }
        countPerPiece *= 2
    }
}
