import Files
import Foundation
import TestSupport
import Testing

@Suite("A pattern of paths")
struct FilePatternTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        for name in ["part-1", "part-10", "part-2", "part-ä", "other", "a[1]"] { try folder.put([], in: name) }
    }

    @Test(
        "stands for the files that it fits, sorted by their bytes",
        arguments: [
            ("part-*", ["part-1", "part-10", "part-2", "part-ä"]), ("part-?", ["part-1", "part-2"]),
            ("part-[12]", ["part-1", "part-2"]), ("*r", ["other"]), ("none-*", []), ("other", ["other"]),
        ])
    func paths(pattern: String, names: [String]) {
        #expect(FilePattern.paths(matching: folder.file(pattern)) == names.map(folder.file))
    }

    @Test("is told from the name of a file")
    func isPattern() {
        for (name, isPattern) in [
            ("part-*", true), ("part-?", true), ("none[1]", true), ("a[1]", false), ("other", false), ("none", false),
            ("none\0*", false),
        ] {
            #expect(FilePattern.isPattern(folder.file(name)) == isPattern, "\(name)")
        }
    }
}
