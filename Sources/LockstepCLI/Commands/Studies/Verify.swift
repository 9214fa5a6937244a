import ArgumentParser
import Experiments
import Kernels
import Logging
import Reports
import Studies
import Training

/// `lockstep verify`
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Proves that every number of workers and every instruction set gives the same bits.",
        discussion:
            "Trains repeatedly in memory and compares the digests; writes nothing. Status 1 if they differ.")

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
        let configuration = try options.load()
        let asked = try options.machinePlan(configuration)
        let experiment = Experiment(configuration)
        let report = { (run: SameBitsProof.Run) in
            if !verbosity.json { try Console.print("\(run.digest)  \(run)") }
        }
        var proof = try SameBitsProof(on: asked, tell: report) { machine in
            let data = try experiment.loadData(for: machine)
            return SameBitsProof.Subject(validation: data.validation) {
                try experiment.makeTrainer(on: data, machine: $0)
            }
        }
        try verifyRanks(asked, experiment) { run in
            proof.add(run)
            try report(run)
        }
        for missing in InstructionSet.compiled where !InstructionSet.available.contains(missing) {
            verbosity.logger.info("not checked: \(missing.rawValue), which this CPU does not have")
        }
        if verbosity.json {
            try Console.print(
                .object([
                    ("same_bits", .bool(proof.holds)),
                    (
                        "checks",
                        .array(
                            proof.runs.map {
                                .object([("run", .string("\($0)")), ("digest", .string($0.digest.description))])
                            })
                    ),
                ]))
        } else {
            try Console.print(proof.holds ? "same bits in all \(proof.runs.count) runs" : "the digests differ")
        }
        if !proof.holds { throw ExitCode(1) }
    }

    /// Ranks of MPI on this host, where there are shards for them.
    private func verifyRanks(
        _ machine: MachinePlan, _ experiment: Experiment, _ report: (SameBitsProof.Run) throws -> Void
    ) throws {
        guard let launcher = RankedRun.launcher else { return }
        for rankCount in [2, 3] where rankCount <= experiment.plan.shardCount {
            let run = try RankedRun(by: launcher, rankCount: rankCount, workerCount: 2, options)
            try report(
                SameBitsProof.Run(
                    instructionSet: machine.instructionSet, rankCount: rankCount, workerCount: 2, digest: run.digest))
        }
    }
}
