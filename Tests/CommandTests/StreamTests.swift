import TestSupport
import Testing

/// Standard streams that go away, are full or were never there.
@Suite("Standard streams")
struct StreamTests {
    static let configuration = """
        name: streams
        data: {file: {train: rows.csv, target: y}}
        model: {kind: linear_regression}
        training: {epochs: 2, batch_size: 512}
        """

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.configuration, to: "a.yaml")
        // More predictions than a pipe holds.
        let lines = (0..<20_000).map { "0.\($0),1.\($0)\n" }
        try folder.write("x,y\n" + lines.joined(), to: "rows.csv")
        try #require(folder.lockstep("train", "a.yaml", "--quiet", "--output", "run").status == 0)
    }

    @Test("that nobody reads to the end are no failure worth words")
    func closedPipe() throws {
        let outcome = try folder.shell(
            "$LOCKSTEP predict run --data rows.csv | head -n 1; echo ${PIPESTATUS[0]}")
        // 128 and SIGPIPE, as of any program that writes to a closed pipe.
        #expect(outcome.output == "y\n141\n" && outcome.errors.isEmpty)
        let short = try folder.shell("$LOCKSTEP config defaults | head -n 1")
        #expect(short.lines.count == 1 && short.errors.isEmpty)
    }

    @Test("that are full are a failure")
    func full() throws {
        for arguments in ["predict run --data rows.csv", "evaluate run", "config defaults", "--help"] {
            let outcome = try folder.shell("$LOCKSTEP \(arguments) >/dev/full")
            #expect(outcome.status == 1)
            #expect(outcome.errors == "lockstep: standard output: cannot write: no space left on the device\n")
        }
    }

    @Test("that are closed do not lead words into files")
    func closed() throws {
        let outcome = try folder.shell("$LOCKSTEP train a.yaml --output closed <&- >&- 2>&-")
        #expect(outcome.status == 0)
        #expect(try folder.bytes("closed/model.safetensors") == folder.bytes("run/model.safetensors"))
        #expect(try folder.jsonLines("closed/metrics.jsonl").count == folder.jsonLines("run/metrics.jsonl").count)
        #expect(try folder.json("closed/summary.json").text("name") == "streams")
    }
}
