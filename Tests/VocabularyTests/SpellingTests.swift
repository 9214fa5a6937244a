import TestSupport
import Testing
import Vocabulary

@Suite("Spelling")
struct SpellingTests {
    /// The distance by its definition, without a table (Boytsov: Indexing Methods for Approximate Dictionary Searching,
    /// 2011, section 2.2): the letters before the ends, and the ends.
    static func reference(_ a: ArraySlice<Unicode.Scalar>, _ b: ArraySlice<Unicode.Scalar>) -> Int {
        guard let lastOfA = a.last, let lastOfB = b.last else { return a.count + b.count }
        var edits = [
            reference(a.dropLast(), b) + 1, reference(a, b.dropLast()) + 1,
            reference(a.dropLast(), b.dropLast()) + (lastOfA == lastOfB ? 0 : 1),
        ]
        if a.count > 1, b.count > 1, lastOfA == b.dropLast().last, lastOfB == a.dropLast().last {
            edits.append(reference(a.dropLast(2), b.dropLast(2)) + 1)
        }
        return edits.min()!
    }

    @Test("edits are those of the definition, over all words of three letters up to length four")
    func definition() {
        var words: [[Unicode.Scalar]] = [[]]
        for _ in 0..<4 { words += words.flatMap { word in "abc".unicodeScalars.map { word + [$0] } } }
        let unique = Set(words).sorted { $0.map(\.value).lexicographicallyPrecedes($1.map(\.value)) }
        #expect(unique.count == 1 + 3 + 9 + 27 + 81)
        for a in unique {
            for b in unique { #expect(Spelling.editDistance(a, b) == Self.reference(a[...], b[...]), "\(a) \(b)") }
        }
    }

    @Test(
        "each kind of slip counts once",
        arguments: [
            ("batch_size", "bacth_size", 1), ("batch_size", "batch_sizes", 1), ("batch_size", "batc_size", 1),
            ("batch_size", "batch-size", 1), ("seed", "esde", 2), ("ca", "abc", 3), ("", "abc", 3),
        ])
    func slips(meant: String, written: String, edits: Int) {
        #expect(Spelling.editDistance(Array(meant.unicodeScalars), Array(written.unicodeScalars)) == edits)
    }

    @Test("the nearest name is found whatever the case, the first of several, within the limit only")
    func nearest() {
        #expect(Spelling.nearest(to: "SEDE", among: ["name", "Seed", "sede_"]) == "Seed")
        #expect(Spelling.nearest(to: "aa", among: ["ab", "ac"]) == "ab")
        #expect(Spelling.nearest(to: "xyz", among: ["abc"]) == "abc")
        #expect(Spelling.nearest(to: "xyz", among: ["abc"], within: { _ in 2 }) == nil)
        #expect(Spelling.nearest(to: "xbc", among: ["abc"], within: { _ in 1 }) == "abc")
        #expect(Spelling.nearest(to: "a", among: []) == nil)
    }
}
