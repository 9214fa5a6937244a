import ArgumentParser
import Datasets
import Experiments
import Kernels
import Logging
import NUMA
import Reports
import Training

/// `lockstep verify`
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Proves that every number of workers and every instruction set gives the same bits.",
        discussion:
            "Trains in memory again and again and compares the digests; writes nothing. Status 1 if they differ.")

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var voice: VoiceOptions

    func run() throws {
        let configuration = try options.load()
        let asked = try options.machinePlan(configuration)
        let experiment = Experiment(configuration)
        var checks: [(name: String, digest: Digest)] = []
        for instructionSet in InstructionSet.available {
            var machine = asked
            machine.instructionSet = instructionSet
            // Rows are made anew by each instruction set: they are part of the proof.
            let data = try experiment.loadData(for: machine)
            for workers in Set([1, 2, 3, 7, asked.workerCount]).sorted() {
                machine.workerCount = workers
                let trainer = try experiment.makeTrainer(on: data.training, machine: machine)
                try finish(trainer, data)
                checks.append(
                    ("\(instructionSet.rawValue), \(Format.count(workers, "worker"))", trainer.digest))
                try report(checks)
            }
            machine.workerCount = asked.workerCount
            checks.append(
                (
                    "\(instructionSet.rawValue), stopped in mid-epoch and resumed",
                    try resumed(experiment, data, machine)
                ))
            try report(checks)
        }
        for missing in InstructionSet.compiled where !InstructionSet.available.contains(missing) {
            voice.logger.info("not checked: \(missing.rawValue), which this CPU does not have")
        }
        let agree = Set(checks.map(\.digest)).count == 1
        if voice.json {
            try Console.print(
                .object([
                    ("same_bits", .bool(agree)),
                    (
                        "checks",
                        .array(
                            checks.map {
                                .object([("run", .string($0.name)), ("digest", .string($0.digest.description))])
                            })
                    ),
                ]))
        } else {
            try Console.print(agree ? "same bits in all \(checks.count) runs" : "the digests differ")
        }
        if !agree { throw ExitCode(1) }
    }

    private func report(_ checks: [(name: String, digest: Digest)]) throws {
        guard !voice.json, let last = checks.last else { return }
        try Console.print("\(last.digest)  \(last.name)")
    }

    /// Validates on the way where early stopping needs it.
    private func finish(_ trainer: Trainer, _ data: ExperimentData) throws {
        let validation = trainer.plan.earlyStopping == nil ? nil : data.validation
        _ = try TrainingLoop(trainer, validation: validation).run()
    }

    /// Trains to a step in the middle of an epoch, takes the state to a new trainer, and ends there.
    private func resumed(_ experiment: Experiment, _ data: ExperimentData, _ machine: MachinePlan) throws -> Digest {
        let first = try experiment.makeTrainer(on: data.training, machine: machine)
        let stop = min(first.totalSteps, first.minibatches.stepsPerEpoch) / 2
        while first.completedSteps < stop { try first.advance(by: stop - first.completedSteps) }
        let second = try experiment.makeTrainer(on: data.training, machine: machine)
        second.state = first.state
        try finish(second, data)
        return second.digest
    }
}
