import Files
import Kernels
import Models
import NUMA
import Training

extension TrainingResult {
    /// What a run's `summary.json` would say.
    func summary(named name: String) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("name", .string(name)), (LockstepVersion.key, .string(LockstepVersion.current)),
            ("digest", .string("\(digest)")),
        ]
        members += training.members(prefix: "train_") + training.baselineMembers(prefix: "train_")
        if let validation = outcome.validation {
            members += validation.members(prefix: "validation_") + validation.baselineMembers(prefix: "validation_")
        }
        members += [
            ("stopped_early", .bool(outcome.hasStoppedEarly)), ("steps", .integer(outcome.stepCount)),
            ("rows_seen", .integer(outcome.rowCount)),
            ("features", .integer(model.featureCount)), ("train_seconds", .number(outcome.seconds)),
            ("rows_per_second", .number(outcome.rowsPerSecond)), ("workers", .integer(machine.workerCount)),
            ("instruction_set", .string(machine.instructionSet.rawValue)),
            ("memory_nodes", .array(machine.placement.nodes.map { .integer($0.id) })),
        ]
        return .object(members)
    }
}
