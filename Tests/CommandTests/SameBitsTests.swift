import Kernels
import TestSupport
import Testing

/// Whatever the machine does, the parameters' bits are the experiment's alone.
@Suite("The digest")
struct SameBitsTests {
    /// An odd number of features and a last batch that is not full.
    static let configuration = """
        name: same-bits
        data: {synthetic: {rows: 20_000, features: 33, noise: 0.1}, validation_fraction: 0.1}
        model: {kind: linear_regression}
        training: {epochs: 2, batch_size: 512}
        """

    /// The digest of one worker alone.
    static let alone: Result<String, any Error> = Result {
        let folder = try ScratchFolder()
        try folder.write(configuration, to: "a.yaml")
        return try #require(folder.lockstep("train", "a.yaml", "--workers", "1").digest)
    }

    static let flags: [[String]] =
        [2, 3, 7, 64].map { ["--workers", "\($0)"] }
        + InstructionSet.available.map { ["--instruction-set", $0.rawValue] }
        + InstructionSet.available.map { ["--workers", "3", "--instruction-set", $0.rawValue] }
        + [[], ["--numa", "off"], ["--numa", "off", "--workers", "5"], ["--set", "machine.workers=6"]]

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.configuration, to: "a.yaml")
    }

    @Test("is the same with flags of the machine", arguments: flags)
    func machine(_ flags: [String]) throws {
        let outcome = try folder.lockstep(["train", "a.yaml"] + flags)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.digest == Self.alone.get())
    }

    @Test("is the same where one thread does the work of 64 workers", .needs(.program("taskset")))
    func oneCPU() throws {
        let mask = try JSONObject(folder.lockstep("topology", "--json").output).text("affinity_mask")
        let cpu = mask.prefix { $0.isNumber }
        let outcome = try folder.shell("taskset -c \(cpu) $LOCKSTEP train a.yaml --workers 64")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.digest == Self.alone.get())
    }

    @Test("is the same when the run's experiment.yaml is run again, with other workers")
    func again() throws {
        #expect(try folder.lockstep("train", "a.yaml", "--set", "machine.workers=2").status == 0)
        let outcome = try folder.lockstep("train", "runs/same-bits/experiment.yaml", "--workers", "3")
        #expect(try outcome.digest == Self.alone.get())
        #expect(outcome.lines.first == "run             runs/same-bits-2")
    }

    @Test("is another with another seed", arguments: ["seed=43", "training.shards=3", "training.batch_size=513"])
    func experiment(_ setting: String) throws {
        let outcome = try folder.lockstep("train", "a.yaml", "--set", setting)
        #expect(outcome.status == 0)
        #expect(try outcome.digest != nil && outcome.digest != Self.alone.get())
    }

    @Test("is the same in all that lockstep verify does")
    func verify() throws {
        let outcome = try folder.lockstep("verify", "a.yaml", "--workers", "4")
        #expect(outcome.status == 0, "\(outcome.errors)")
        // Workers 1, 2, 3, 7 and 4, and one stopped and resumed.
        let count = 6 * InstructionSet.available.count
        #expect(outcome.lines.count == count + 1)
        #expect(outcome.lines.last == "same bits in all \(count) runs")
        let alone = try Self.alone.get()
        #expect(outcome.lines.dropLast().allSatisfy { $0.hasPrefix(alone + "  ") })
        #expect(try folder.names == ["a.yaml"])
    }

    @Test("is another in the order of blocks, but as much the same in all that lockstep verify does")
    func blocks() throws {
        let flags = ["--set", "data.order=blocks"]
        let outcome = try folder.lockstep(["verify", "a.yaml"] + flags)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let digest = try folder.lockstep(["train", "a.yaml"] + flags).digest
        #expect(try digest != nil && digest != Self.alone.get())
        #expect(outcome.lines.dropLast().allSatisfy { $0.hasPrefix("\(digest ?? "")  ") })
        #expect(try folder.text("runs/same-bits/experiment.yaml").contains("  order: blocks\n"))
        let again = try folder.lockstep("train", "runs/same-bits/experiment.yaml", "--workers", "1")
        #expect(again.digest == digest)
    }

    @Test("is the same in lockstep verify --json")
    func verifyJSON() throws {
        let outcome = try folder.lockstep("verify", "a.yaml", "--json")
        #expect(outcome.status == 0)
        let report = try JSONObject(outcome.output)
        #expect(report.members["same_bits"] as? Bool == true)
        let checks = try #require(report.members["checks"] as? [[String: String]])
        #expect(checks.count >= 5 * InstructionSet.available.count)
        let alone = try Self.alone.get()
        #expect(checks.allSatisfy { $0["digest"] == alone && $0["run"]?.isEmpty == false })
    }
}
