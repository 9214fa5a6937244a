public import Training

extension TrainingJob {
    /// Trains repeatedly, in memory, to check that neither workers nor instruction sets nor a stop change a bit of the
    /// result.
    /// - Parameters:
    ///   - machine: the plan that the trainings differ from in their workers and instruction set.
    ///   - tell: called with each training when it has ended.
    ///   - describe: describes the training; its model, rows and optimizer are to use the arithmetic of the plan's
    ///     instruction set.
    /// - Throws: what a training may throw.
    public static func verify(
        on machine: MachinePlan, tell: (SameBitsProof.Run) -> Void = { _ in },
        _ describe: (MachinePlan) throws -> TrainingJob
    ) throws -> SameBitsProof {
        try SameBitsProof(on: machine, tell: tell) { machine in
            var job = try describe(machine)
            job.machine = machine
            let (training, validation) = try job.datasets()
            return SameBitsProof.Subject(validation: validation) { [job] machine in
                try Trainer(
                    model: job.model, optimizer: job.optimizer, dataset: training, plan: job.plan, machine: machine)
            }
        }
    }
}
