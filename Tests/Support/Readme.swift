import Foundation

/// The package's README, whose examples are tested.
package enum Readme {
    package struct Missing: Error {
        let text: String
    }

    /// The block of code that holds a text, without its fences.
    package static func code(holding text: String) throws -> String {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../README.md")
        let parts = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "```")
        let blocks = parts.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
        guard let block = blocks.first(where: { $0.contains(text) }) else { throw Missing(text: text) }
        return String(block.drop { $0 != "\n" }.dropFirst())
    }
}
