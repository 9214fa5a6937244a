import Foundation
import TestSupport
import Testing

@Suite("Rows that are left in their file")
struct StreamedFileTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(
            """
            data: {file: {train: x.safetensors, target: y}, validation_fraction: 0}
            model: {kind: linear_regression}
            training: {epochs: 2, batch_size: 500}
            """, to: "a.yaml")
    }

    private static let made = """
        data: {synthetic: {rows: 10_000, features: 300}}
        model: {kind: linear_regression}
        """

    /// The same rows in every format, those of the CSV file fewer.
    private static let files = SharedFolder { folder in
        try folder.write(made, to: "made.yaml")
        for flags in [
            ["x.npy", "--output-targets", "y.npy"], ["x.safetensors"], ["narrow.safetensors", "--storage", "bfloat16"],
            ["x.csv", "--set", "data.synthetic.rows=5000"],
        ] {
            let outcome = try folder.lockstep(["data", "generate", "made.yaml", "--output"] + flags)
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        try FileManager.default.removeItem(atPath: folder.file("made.yaml"))
    }

    @Test(
        "train the same model as rows in memory, in any order and from any format",
        arguments: ["x.safetensors", "x.npy", "narrow.safetensors", "x.csv"], ["rows", "blocks"])
    func sameBits(file: String, order: String) throws {
        try Self.files.link(into: folder)
        let targets = file == "x.npy" ? ", train_targets: y.npy" : ""
        for (changes, isLong) in [([], true), (["data.storage=bfloat16", "training.shards=3"], false)] {
            let digests = try [(false, 1), (true, 1), (true, 3)].map { isStreamed, workers in
                let settings =
                    changes + [
                        "data.file={train: \(file)\(targets), target: y, streamed: \(isStreamed)}",
                        "data.order=\(order)",
                        "data.validation_fraction=\(isLong ? 0 : 0.1)",
                    ]
                let outcome = try folder.lockstep(
                    ["train", "a.yaml", "--workers", "\(workers)"] + settings.flatMap { ["--set", $0] })
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.errors.contains("read as they are needed") == isStreamed)
                return outcome.digest
            }
            #expect(digests[0] != nil && Set(digests).count == 1, "\(digests)")
        }
    }

    @Test("go on where they were stopped")
    func resumed() throws {
        try Self.files.link(into: folder)
        let flags = ["data.file.streamed=true", "data.order=blocks"].flatMap { ["--set", $0] }
        let verified = try folder.lockstep(["verify", "a.yaml", "--quiet"] + flags)
        #expect(verified.status == 0, "\(verified)")
    }

    @Test(
        "take no memory, however many there are", .needs(.noSanitizer))
    func largerThanMemory() throws {
        // A file of 700 MB, of which all but the ends is a hole.
        let header = #"{"x":{"dtype":"F32","shape":[175000,1000],"data_offsets":[0,700000000]}}"#
        let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
        let path = try folder.put(length + Array(header.utf8), in: "x.safetensors")
        #expect(truncate(path, 8 + header.utf8.count + 700_000_000) == 0)
        let targets = "{'descr': '|u1', 'fortran_order': False, 'shape': (175000,), }"
        try folder.put(
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(targets.utf8.count), 0] + Array(targets.utf8)
                + [UInt8](repeating: 1, count: 175_000), in: "y.npy")
        let outcome = try folder.shell(
            """
            ulimit -v 600000
            exec $LOCKSTEP train a.yaml --set 'data.file={train: x.safetensors, train_targets: y.npy, streamed: true}' \
                --set data.order=blocks --set training.epochs=1 --set training.batch_size=5000 --quiet
            """)
        #expect(outcome.status == 0 && outcome.digest != nil, "\(outcome)")
    }

    @Test(
        "and that change meanwhile end the run with one line", arguments: ["x.safetensors", "x.csv"], [true, false])
    func changed(file: String, isShortened: Bool) throws {
        try folder.write(Self.made, to: "made.yaml")
        let generated = try folder.lockstep(
            "data", "generate", "made.yaml", "--output", file, "--set", "data.synthetic.rows=5000")
        try #require(generated.status == 0, "\(generated.errors)")
        let child = try ChildProcess(
            Places.lockstep,
            [
                "train", "a.yaml", "--set", "data.file={train: \(file), target: y, streamed: true}", "--set",
                "training.epochs=100000", "--output", "run", "--quiet",
            ], in: folder)
        while child.isRunning, !folder.has("run/metrics.jsonl") { Thread.sleep(forTimeInterval: 0.005) }
        let length = try folder.bytes(file).count
        if isShortened {
            #expect(truncate(folder.file(file), 1000) == 0)
        } else {
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file(file)))
            try handle.seekToEnd()
            try handle.write(contentsOf: [1])
        }
        let outcome = try child.outcome()
        let found = isShortened ? 1000 : length + 1
        #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
        #expect(outcome.errorLines.count == 1, "\(outcome)")
        #expect(
            outcome.errors.hasSuffix(
                "\(file): found \(found) bytes, expected \(length), as when reading began\n"),
            "\(outcome)")
        #expect(!folder.has("run/model.safetensors"))
    }
}
