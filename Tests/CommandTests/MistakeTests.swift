import Foundation
import Kernels
import TestSupport
import Testing

/// Something wrong that a user does, and how the one line about it begins behind `lockstep: `.
struct Mistake: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let message: String
    var testDescription: String { "\(arguments.joined(separator: " ")) -> \(message)" }

    init(_ arguments: [String], _ message: String) { (self.arguments, self.message) = (arguments, message) }
}

/// A file that is no configuration, and what is said of it.
struct BadFile: CustomTestStringConvertible, Sendable {
    let text: String
    let message: String
    var testDescription: String { message }

    init(_ text: String, _ message: String) { (self.text, self.message) = (text, message) }
}

extension ScratchFolder {
    /// Runs what has to be refused: status 2, one line that begins so, and nothing done.
    func expectRefusal(_ arguments: [String], _ message: String, location: SourceLocation = #_sourceLocation) throws {
        let before = try names
        let outcome = try lockstep(arguments)
        #expect(outcome.status == 2, sourceLocation: location)
        #expect(outcome.errorLines.count == 1 && outcome.errors.hasSuffix("\n"), sourceLocation: location)
        #expect(outcome.errors.hasPrefix("lockstep: \(message)"), "\(outcome.errors)", sourceLocation: location)
        #expect(outcome.output.isEmpty, sourceLocation: location)
        #expect(try names == before, sourceLocation: location)
    }
}

@Suite("A mistake is told in one line, with status 2:")
struct MistakeTests {
    static let good = "data: {synthetic: {rows: 100, features: 2}}\nmodel: {kind: linear_regression}\n"

    static let texts: [BadFile] = [
        BadFile(good + "epochs: 3\n", "a.yaml:3:1: epochs: unknown key; epochs belongs in training"),
        BadFile(good + "optimizer: {learning_rat: 1}\n", "a.yaml:3:13: optimizer.learning_rat: unknown key; did you"),
        BadFile(good + "seed: many\n", "a.yaml:3:7: seed: found many, expected"),
        BadFile(good + "training: {epochs: [1]}\n", "a.yaml:3:20: training.epochs: found a list, expected"),
        BadFile(good + "training: 3\n", "a.yaml:3:11: training: found 3, expected a section"),
        BadFile(good + "optimizer: {learning_rate: -0.1}\n", "a.yaml:3:28: optimizer.learning_rate: found -0.1,"),
        BadFile(good + "training:\n  batch_size: 0\n", "a.yaml:4:15: training.batch_size: found 0, expected"),
        BadFile("model: {kind: linear_regression}\n", "a.yaml: data: not given, expected a section with exactly"),
        BadFile("data: {}\nmodel: {kind: linear_regression}\n", "a.yaml:1:7: data: found"),
        BadFile("data: {synthetic: {}}\n", "a.yaml: model: not given, expected a section with kind"),
        BadFile("data: [synthetic: }\n", "a.yaml:1:"),
        BadFile("just words\n", "a.yaml:1:1: found just words, expected a mapping with data and model"),
        BadFile("", "a.yaml: is empty; expected a mapping with data and model"),
        BadFile("# only a comment\n", "a.yaml: is empty; expected a mapping with data and model"),
    ]

    static let train = ["train", "good.yaml"]

    static let files: [Mistake] = [
        Mistake(["train", "folder"], "folder: is a directory"),
        Mistake(["config", "check", "folder"], "folder: is a directory"),
        Mistake(["train", "none.yaml"], "none.yaml: no such file"),
        Mistake(["verify", "none.yaml"], "none.yaml: no such file"),
        Mistake(["train", "folder/none/none.yaml"], "folder/none/none.yaml: no such file"),
        Mistake(["train", ""], "\"\": no such file"),
        Mistake(["train", "two\nlines.yaml"], "two\\nlines.yaml: no such file"),
        Mistake(["train", "latin.yaml"], "latin.yaml: is not UTF-8 text"),
        Mistake(["train", "csv.yaml"], "none.csv: cannot open: no such file"),
    ]

    static let settings: [Mistake] = [
        Mistake(train + ["--set", "training.epochs"], "--set training.epochs: found no '=', expected key.path=value"),
        Mistake(train + ["--set", "=3"], "--set =3: found an empty key, expected key.path=value"),
        Mistake(train + ["--set", "training.epochs=x"], "--set training.epochs=x: training.epochs: found x, expected"),
        Mistake(train + ["--set", "traning.epochs=3"], "--set traning.epochs=3: traning"),
        Mistake(train + ["--set", "seed=[1"], "--set seed=[1: "),
        Mistake(train + ["--set", "machine.workers=0"], "--set machine.workers=0: machine.workers: found 0, expected"),
        Mistake(train + ["--set"], "Missing value for '--set <key=value>'"),
    ]

    static let flags: [Mistake] =
        [
            Mistake(train + ["--workers", "0"], "--workers: found 0, expected auto or a whole number of at least 1"),
            Mistake(train + ["--workers", "-2"], ""),
            Mistake(train + ["--workers=-2"], "--workers: found -2, expected auto or a whole number of at least 1"),
            Mistake(train + ["--workers", "abc"], "--workers: found abc, expected auto or a whole number from 1"),
            Mistake(train + ["--workers", "1\n2"], "--workers: found "),
            Mistake(["topology", "--workers", "abc"], "--workers: found abc, expected auto or a whole number from 1"),
            Mistake(train + ["--numa", "maybe"], "--numa: found maybe, expected auto or off"),
            Mistake(train + ["--instruction-set", "sse9"], "--instruction-set: found sse9, expected"),
            Mistake(train + ["--overwrite"], "--overwrite: found no --output, expected one to replace"),
            Mistake(train + ["--output", ""], "--output: found an empty path, expected a directory"),
            Mistake(train + ["--bogus"], "Unknown option '--bogus'"),
            Mistake(train + ["--outptu", "x"], "Unknown option '--outptu'. Did you mean '--output'?"),
            Mistake(train + ["--bo\ngus"], "Unknown option '--bo\\ngus'"),
            Mistake(train + ["more"], "more: found a second file, expected none beside a configuration"),
        ]
        + missingInstructionSets.flatMap { name in
            ["train", "verify"].map {
                Mistake(
                    [$0, "good.yaml", "--instruction-set", name],
                    "--instruction-set: found \(name), expected auto or what this CPU has: ")
            }
        }

    /// Those of other CPUs; NEON and AVX are never in the same one.
    static let missingInstructionSets = InstructionSet.allCases.filter { !InstructionSet.available.contains($0) }
        .map(\.rawValue)

    static let commands: [Mistake] = [
        Mistake(["frobnicate"], "found the command frobnicate, expected one of train, evaluate, predict"),
        Mistake(["trian", "good.yaml", "--quiet"], "found the command trian, expected one of train, evaluate"),
        Mistake(["config", "chekc", "good.yaml"], "found the command chekc, expected one of check, defaults"),
        Mistake(["--bogus"], "Unknown option '--bogus'"),
        Mistake(["train"], "Missing expected argument '<file> ...'"),
        Mistake(["verify"], "Missing expected argument '<config>'"),
        Mistake(["config", "check"], "Missing expected argument '<config>'"),
        Mistake(["evaluate"], "Missing expected argument '<model>'"),
        Mistake(["predict", "model.safetensors"], "Missing expected argument '--data <data>'"),
    ]

    static let models: [Mistake] = [
        Mistake(["evaluate", "none"], "none: cannot open: no such file"),
        Mistake(["evaluate", "folder"], "folder: found a directory without a model, expected a run that was finished"),
        Mistake(["predict", "folder", "--data", "x.csv"], "folder: found a directory without a model, expected a run"),
        Mistake(["predict", "good.yaml", "--data", "x.csv"], "good.yaml: header"),
        Mistake(["predict", "none", "--data", "x.csv", "--output", "x.txt"], "--output: found x.txt, expected a name"),
    ]

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.good, to: "good.yaml")
        try FileManager.default.createDirectory(atPath: folder.file("folder"), withIntermediateDirectories: false)
        try folder.put([0x6E, 0x61, 0x6D, 0x65, 0x3A, 0x20, 0xE9], in: "latin.yaml")
        let model = "model: {kind: linear_regression}\n"
        try folder.write("data: {file: {train: none.csv, target: y}}\n" + model, to: "csv.yaml")
    }

    @Test("in the configuration", arguments: texts)
    func text(_ mistake: BadFile) throws {
        try folder.write(mistake.text, to: "a.yaml")
        for command in [["train"], ["verify"], ["config", "check"]] {
            try folder.expectRefusal(command + ["a.yaml"], mistake.message)
        }
    }

    @Test("files that cannot be read", arguments: files)
    func file(_ mistake: Mistake) throws {
        // A file of data is named by its whole path.
        let isData = mistake.message.hasPrefix("none.csv")
        try folder.expectRefusal(mistake.arguments, (isData ? folder.file("") : "") + mistake.message)
    }

    @Test("a file that this user may not read", .needs(.ordinaryUser))
    func permission() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: folder.file("good.yaml"))
        try folder.expectRefusal(["train", "good.yaml"], "good.yaml: cannot be read: permission denied")
    }

    @Test("in the command line", arguments: settings + flags + commands + models)
    func commandLine(_ mistake: Mistake) throws {
        try folder.expectRefusal(mistake.arguments, mistake.message)
    }
}
