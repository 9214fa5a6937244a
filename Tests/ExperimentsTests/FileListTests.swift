import Experiments
import Testing

@Suite("A list of files")
struct FileListTests {
    @Test("is written as one path or as several")
    func settings() {
        #expect(FileList(["a"]).setting == .text("a") && FileList("a") == FileList(["a"]))
        #expect(FileList(["a", "b"]).setting == .list([.text("a"), .text("b")]))
        for list in [FileList(["a"]), FileList(["a", "b*"])] { #expect(FileList(setting: list.setting) == list) }
        for setting in [Setting.list([]), .list([.integer(1)]), .integer(1), nil] {
            #expect(FileList(setting: setting) == nil)
        }
        #expect(FileList(["a", "b"]).description == "a, b")
    }
}
