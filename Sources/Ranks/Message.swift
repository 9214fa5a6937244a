/// Memory on its way between two ranks.
package struct Message: BitwiseCopyable {
    /// Where the words are, or will arrive.
    package let memory: UnsafeMutableRawPointer
    /// Words of four bytes.
    package let wordCount: Int32
    /// The other rank.
    package let peer: Int32
    /// Whether the words come here; otherwise they go to the other rank.
    package let isReceived: Bool

    /// Words that come from a rank.
    package static func received(
        into memory: UnsafeMutableRawPointer, wordCount: Int, fromRank peer: Int
    ) -> Message {
        Message(memory: memory, wordCount: Int32(wordCount), peer: Int32(peer), isReceived: true)
    }

    /// Words that go to a rank.
    package static func sent(_ memory: UnsafeMutableRawPointer, wordCount: Int, toRank peer: Int) -> Message {
        Message(memory: memory, wordCount: Int32(wordCount), peer: Int32(peer), isReceived: false)
    }
}
