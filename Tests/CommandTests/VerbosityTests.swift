import TestSupport
import Testing

@Suite("What the command says, and where")
struct VerbosityTests {
    static let configuration = """
        name: voice
        data: {synthetic: {rows: 5_000, features: 4}}
        model: {kind: linear_regression}
        training: {epochs: 30, batch_size: 64}
        """

    static let helpful: [[String]] = [
        ["--help"], ["-h"], ["help"], ["help", "train"], ["--version"], ["train", "--help"], ["evaluate", "--help"],
        ["predict", "--help"], ["verify", "--help"], ["topology", "--help"], ["config", "--help"],
        ["config", "check", "--help"], ["config", "defaults", "--help"], ["train", "--version"],
    ]

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.configuration, to: "a.yaml")
    }

    @Test("help goes to standard output, with status 0", arguments: helpful)
    func help(_ arguments: [String]) throws {
        let outcome = try folder.lockstep(arguments)
        #expect(outcome.status == 0 && outcome.errors.isEmpty && !outcome.output.isEmpty)
        if arguments.contains("--version") {
            #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        } else {
            #expect(outcome.output.contains("USAGE: "))
        }
    }

    @Test("--version and the help name every command")
    func commands() throws {
        let help = try folder.lockstep("--help").output
        for name in ["train", "evaluate", "predict", "verify", "topology", "config"] {
            #expect(help.contains("\n  \(name) "))
        }
    }

    @Test("results go to standard output, progress to standard error")
    func streams() throws {
        let outcome = try folder.lockstep("train", "a.yaml")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("4,500 training and 500 validation rows x 4 features"))
        #expect(outcome.errors.contains("epoch 1: train loss ") && !outcome.output.contains("epoch 1:"))
        // Plain lines where nobody watches a terminal.
        #expect(!outcome.errors.contains("\r") && !outcome.errors.contains("\u{1B}"))
        let loss = outcome.lines.suffix(2).first
        #expect(loss?.hasPrefix("validation loss ") == true && outcome.digest != nil)
        #expect(outcome.lines.allSatisfy { !$0.isEmpty })
    }

    @Test("--quiet says nothing on standard error")
    func quiet() throws {
        #expect(try folder.lockstep("train", "a.yaml", "--quiet", "--workers", "64").errors.isEmpty)
        #expect(try folder.lockstep("evaluate", "runs/voice", "--quiet").errors.isEmpty)
        #expect(try folder.lockstep("verify", "a.yaml", "--quiet").errors.isEmpty)
    }

    @Test("workers that cannot all work are told, where there is enough to share")
    func idleWorkers() throws {
        let small = try folder.lockstep("train", "a.yaml", "--workers", "2")
        #expect(!small.errors.contains("warning"))
        let text = try folder.text("a.yaml").replacing("features: 4", with: "features: 400")
        try #require(text.contains("features: 400"))
        try folder.write(text, to: "a.yaml")
        let one = try folder.lockstep("train", "a.yaml", "--workers", "2")
        #expect(one.errors.contains("\nwarning: 2 workers share 1 shard: some will idle"))
        let several = try folder.lockstep("train", "a.yaml", "--workers", "4", "--set", "training.shards=3")
        #expect(several.errors.contains("\nwarning: 4 workers share 3 shards: some will idle"))
        let enough = try folder.lockstep("train", "a.yaml", "--workers", "3", "--set", "training.shards=3")
        #expect(!enough.errors.contains("warning"))
    }

    @Test("--json gives one document and nothing else")
    func json() throws {
        let train = try folder.lockstep("train", "a.yaml", "--json")
        #expect(try train.output == folder.text("runs/voice/summary.json"))
        let commands = [["evaluate", "runs/voice"], ["verify", "a.yaml"], ["topology"]]
        for command in commands {
            let outcome = try folder.lockstep(command + ["--json"])
            #expect(outcome.status == 0)
            #expect(try !JSONObject(outcome.output).members.isEmpty)
        }
        let topology = try JSONObject(folder.lockstep("topology", "--workers", "5", "--json").output)
        #expect((topology.members["plan"] as? [String: Any])?["workers"] as? Int == 5)
    }

    @Test("a terminal gets a live line", .needs(.program("script")))
    func terminal() throws {
        let live = try folder.shell("TERM=xterm script -qec \"$LOCKSTEP train a.yaml\" /dev/null")
        #expect(live.status == 0 && live.output.contains("\r\u{1B}[2K"))
        #expect(live.output.contains(/epoch \d+\/30  step \d/) && live.output.contains(" left"))
        // Lines that stay are not in the way of the live one.
        #expect(live.output.contains(/\r\u{1B}\[2Kepoch 30: train loss [^\r\n]*\r\n/))
        let last = live.output.split(separator: "\r\n").last
        #expect(last?.hasSuffix("report.html") == true && live.output.contains("\r\ndigest sha256:"))
        let quiet = try folder.shell("TERM=xterm script -qec \"$LOCKSTEP train a.yaml --quiet\" /dev/null")
        #expect(quiet.status == 0 && !quiet.output.contains("\u{1B}"))
    }
}
