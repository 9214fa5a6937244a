import Files
import Foundation
import Reports
import TestSupport
import Testing

@Suite("A run's directory")
struct RunDirectoryTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private let runFiles = ["experiment.yaml", "metrics.jsonl", "model.safetensors", "summary.json"]

    /// A directory with these files in it.
    private func makeDirectory(_ name: String, holding files: [String]) throws -> String {
        let path = folder.file(name)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for file in files { try folder.put([1], in: "\(name)/\(file)") }
        return path
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Expects that `work` fails with this message behind the path.
    private func expect(
        _ message: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation, _ work: () throws -> Void
    ) {
        let error = #expect(throws: FileError.self, sourceLocation: sourceLocation, performing: work)
        #expect(error?.description == "\(path): \(message)", sourceLocation: sourceLocation)
    }

    // MARK: By number

    @Test("has the first free name", arguments: ["", "/"])
    func numbering(end: String) throws {
        let path = folder.file("run")
        let found = try (1...4).map { _ in try RunDirectory.make(numbering: path + end).path }
        #expect(found == [path, path + "-2", path + "-3", path + "-4"])
        try FileManager.default.removeItem(atPath: path + "-2")
        #expect(try RunDirectory.make(numbering: path).path == path + "-2")
        #expect(try folder.names == ["run", "run-2", "run-3", "run-4"])
    }

    @Test("is not where a file has its name")
    func numberingPastFile() throws {
        try folder.put([1], in: "run")
        #expect(try RunDirectory.make(numbering: folder.file("run")).path == folder.file("run-2"))
        #expect(try folder.bytes("run") == [1])
    }

    @Test("is made with the directories above it")
    func parents() throws {
        let path = folder.file("a/b/run")
        #expect(try RunDirectory.make(numbering: path).path == path)
        #expect(try RunDirectory.make(numbering: path).path == path + "-2")
        #expect(try RunDirectory.take(folder.file("c//d/run"), overwriting: false).path == folder.file("c//d/run"))
        #expect(try names(folder.file("a/b")) == ["run", "run-2"])
        #expect(try names(folder.file("c/d")) == ["run"])
    }

    @Test("cannot be made below a file")
    func fileAbove() throws {
        try folder.put([1], in: "file")
        let path = folder.file("file/run")
        expect("cannot create: a part of the path is not a directory", at: path) {
            _ = try RunDirectory.make(numbering: path)
        }
        expect("cannot be used as a run's directory: a part of the path is not a directory", at: path) {
            _ = try RunDirectory.take(path, overwriting: true)
        }
    }

    // MARK: By name

    @Test("is made, or is an empty one that is there", arguments: [true, false])
    func taking(overwriting: Bool) throws {
        let path = folder.file("run")
        for _ in 0..<2 {
            try RunDirectory.check(path, overwriting: overwriting)
            #expect(try RunDirectory.take(path, overwriting: overwriting).path == path)
            #expect(try names(path) == [])
        }
    }

    @Test("is refused where it holds a run")
    func refusal() throws {
        let path = try makeDirectory("run", holding: runFiles)
        let message = "found a run, expected a new directory (or --overwrite, to replace the run)"
        expect(message, at: path) { try RunDirectory.check(path, overwriting: false) }
        expect(message, at: path) { _ = try RunDirectory.take(path, overwriting: false) }
        #expect(try names(path) == runFiles)
    }

    @Test("is emptied of a run's files, and of no others")
    func overwriting() throws {
        let path = try makeDirectory("run", holding: runFiles + ["notes.txt"])
        try RunDirectory.check(path, overwriting: true)
        #expect(try names(path).count == 5)
        #expect(try RunDirectory.take(path, overwriting: true).path == path)
        #expect(try names(path) == ["notes.txt"])
    }

    @Test("is refused where it holds other files", arguments: [true, false])
    func otherFiles(overwriting: Bool) throws {
        for (name, files) in [("photos", ["photo.jpg"]), ("model", ["model.safetensors"]), ("hidden", [".git"])] {
            let path = try makeDirectory(name, holding: files)
            expect("found a directory with other files, expected a run, or nothing", at: path) {
                _ = try RunDirectory.take(path, overwriting: overwriting)
            }
            #expect(try names(path) == files)
        }
    }

    @Test("is refused where a file is in its way", arguments: [true, false])
    func fileInTheWay(overwriting: Bool) throws {
        let path = try folder.put([1], in: "run")
        expect("cannot be used as a run's directory: a part of the path is not a directory", at: path) {
            _ = try RunDirectory.take(path, overwriting: overwriting)
        }
        #expect(try folder.bytes("run") == [1])
    }

    @Test("knows the names of its files, and whether there is a model")
    func files() throws {
        let directory = RunDirectory(path: "runs/a")
        #expect(
            [directory.experiment, directory.metrics, directory.model, directory.summary]
                == runFiles.map { "runs/a/\($0)" })
        #expect(RunDirectory.holdsModel(try makeDirectory("run", holding: runFiles)))
        #expect(!RunDirectory.holdsModel(try makeDirectory("other", holding: ["summary.json"])))
        #expect(!RunDirectory.holdsModel(folder.file("none")))
    }
}
