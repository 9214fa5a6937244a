import Experiments
import Foundation
import Testing

/// A directory that lasts as long as a test.
private struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "lockstep-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ data: Data, to name: String = "a.yaml") throws -> String {
        let file = "\(path)/\(name)"
        try data.write(to: URL(fileURLWithPath: file))
        return file
    }
}

private func message(loading path: String) -> String? {
    let error = #expect(throws: ConfigurationError.self) { try Configuration.load(path: path) }
    return error?.description
}

@Suite("Files of configurations")
struct FileTests {
    @Test("are read and checked")
    func loading() throws {
        let directory = try TemporaryDirectory()
        let good = try directory.write(Data(smallest.utf8), to: "good.yaml")
        let run = try Configuration.load(path: good, overrides: ["seed=7"])
        #expect(run[Schema.seed] == 7)
        let bad = try directory.write(Data((smallest + "seed: x").utf8), to: "bad.yaml")
        #expect(message(loading: bad)?.hasPrefix("\(bad):3:7: seed: found x, expected") == true)
    }

    @Test("that are none are told as what they are")
    func unreadable() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        #expect(message(loading: path) == "\(path): is a directory")
        #expect(message(loading: "\(path)/none.yaml") == "\(path)/none.yaml: no such file")
        #expect(message(loading: "") == "\"\": no such file")
        let empty = try directory.write(Data())
        #expect(message(loading: empty) == "\(empty): is empty; expected a mapping with data and model")
        let latin = try directory.write(Data([0x6E, 0x61, 0x6D, 0x65, 0x3A, 0x20, 0xE9]))
        #expect(message(loading: latin) == "\(latin): is not UTF-8 text")
        let wide = try directory.write(try #require(smallest.data(using: .utf16)))
        #expect(message(loading: wide) == "\(wide): is not UTF-8 text")
    }

    @Test("may have 1 MiB and no more")
    func size() throws {
        let directory = try TemporaryDirectory()
        let padding = String(repeating: "#", count: 1 << 20).utf8.dropFirst(smallest.utf8.count)
        let largest = try directory.write(Data(smallest.utf8) + Data(padding))
        #expect(try Configuration.load(path: largest) == configuration(smallest))
        let larger = try directory.write(Data(smallest.utf8) + Data(padding) + Data("#".utf8))
        #expect(message(loading: larger) == "\(larger): is larger than 1 MiB; a configuration is a short text")
    }

    @Test("that the user may not read say so")
    func permissions() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write(Data(smallest.utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: file)
        // Permissions do not bind the superuser.
        if FileManager.default.isReadableFile(atPath: file) {
            #expect(throws: Never.self) { try Configuration.load(path: file) }
        } else {
            #expect(message(loading: file) == "\(file): cannot be read: permission denied")
        }
    }

    @Test("relative paths are the file's folder's, those of flags the current directory's")
    func relativePaths() throws {
        let here = FileManager.default.currentDirectoryPath
        let yaml = """
            data: {file: {train: ../data/./train.csv, validation: v.csv, test: /abs//x/../t.csv, target: y}}
            model: {kind: linear_regression}
            """
        let run = try Configuration(yaml: yaml, file: "/home/me/configs/a.yaml")
        #expect(run[Schema.Data.File.train] == "/home/me/data/train.csv")
        #expect(run[Schema.Data.File.validation] == "/home/me/configs/v.csv")
        #expect(run[Schema.Data.File.test] == "/abs/t.csv")
        let relative = try Configuration(
            yaml: yaml, file: "configs/a.yaml", overrides: ["data.file.validation=v.csv"])
        #expect(relative[Schema.Data.File.train] == "\(here)/data/train.csv")
        #expect(relative[Schema.Data.File.validation] == "\(here)/v.csv")
    }
}
