import Experiments
import Foundation
import TestSupport
import Testing

@Suite("Any text at all")
struct AnyTextTests {
    private static let pieces: [String] = [
        "\n", "\n  ", "\n    ", ": ", "- ", "? ", "[", "]", "{", "}", ", ", "\"", "'", "#", "&a ", "*a", "!!str ",
        "|\n", ">\n",
        "---\n", "...\n", "%YAML 1.2\n", "\t", "\r", "\u{0}", "\u{85}", "\u{2028}", "\u{FEFF}", "é", "😀", "\\x", "~",
        ".",
        "data", "rows", "seed", "1_0", "-", "=",
    ]

    @Test("is a configuration or a mistake told in one line", arguments: 0..<20 as Range<UInt64>)
    func mutations(seed: UInt64) {
        var numbers = SplitMix(state: seed)
        for _ in 0..<runs {
            var scalars = Array(Configuration.defaultsYAML().replacing("# ", with: "").unicodeScalars)
            if Bool.random(using: &numbers) { scalars = Array((smallest + "seed: [1, 2]\nname: \"x\"").unicodeScalars) }
            for _ in 0...Int.random(in: 0...6, using: &numbers) {
                let index = Int.random(in: 0..<scalars.count, using: &numbers)
                let end = min(scalars.count, index + Int.random(in: 0...5, using: &numbers))
                let piece = Self.pieces.randomElement(using: &numbers) ?? ""
                scalars.replaceSubrange(index..<end, with: piece.unicodeScalars)
                if scalars.isEmpty { break }
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            do {
                _ = try Configuration(yaml: String(text), file: "a.yaml", overrides: [])
            } catch {
                let message = error.description
                #expect(message.hasPrefix("a.yaml"))
                #expect(!message.contains { $0.isNewline } && message.count < 500, "\(message)")
            }
        }
    }

    /// Few by default; `LOCKSTEP_FUZZ_RUNS=10000` looks harder.
    private var runs: Int {
        ProcessInfo.processInfo.environment["LOCKSTEP_FUZZ_RUNS"].flatMap { Int($0) } ?? 20
    }
}
