import TestSupport
import Testing

@Suite("lockstep --help, and completions")
struct HelpTests {
    static let commands = [
        "train", "evaluate", "predict", "explain", "report", "scale", "verify", "topology", "sweep", "export", "import",
        "init",
        "config",
    ]

    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("names every command and an example, on standard output")
    func root() throws {
        let outcome = try folder.lockstep("--help")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        for name in Self.commands { #expect(outcome.output.contains("\n  \(name) "), "\(name)") }
        #expect(outcome.output.contains("lockstep train mlp.yaml"))
    }

    @Test("says of each command what it does and takes", arguments: commands)
    func command(name: String) throws {
        let outcome = try folder.lockstep(name, "--help")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.output.contains("USAGE: lockstep \(name)"))
        // Every flag has a line of explanation.
        let options = outcome.lines.drop { $0 != "OPTIONS:" }.dropFirst().prefix { !$0.isEmpty }
        for (line, next) in zip(options, options.dropFirst()) where line.hasPrefix("  -") {
            #expect(line.count > 26 || next.hasPrefix("                          "), "\(line)")
        }
    }

    @Test("completes in bash, zsh and fish", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let outcome = try folder.lockstep("--generate-completion-script", shell)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        for name in Self.commands { #expect(outcome.output.contains(name)) }
        if let program = Places.program(shell) {
            try folder.write(outcome.output, to: "script")
            #expect(try ChildProcess(program, ["-n", "script"], in: folder).outcome().status == 0)
        }
    }
}
