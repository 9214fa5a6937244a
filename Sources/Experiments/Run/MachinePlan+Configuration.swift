import Kernels
public import NUMA
public import Ranks
public import Training

extension MachinePlan {
    /// The plan that a configuration's `machine` section gives on a machine. Ranks on the same CPUs share them.
    /// Collective.
    /// - Throws: `ConfigurationError` where the instruction set is not one of this CPU, `UnsupportedCPU` where none is.
    public init(_ configuration: Configuration, on topology: Topology, ranks: Communicator = .alone) throws {
        let sharers = ranks.sharerCount(of: topology)
        let best = try InstructionSet.best()
        let choice = configuration[Schema.Machine.instructionSet]
        let instructionSet = choice == .auto ? best : InstructionSet(rawValue: choice.rawValue)
        guard let instructionSet, InstructionSet.available.contains(instructionSet) else {
            let names = InstructionSet.available.map(\.rawValue).joined(separator: " or ")
            throw configuration.error(
                at: Schema.Machine.instructionSet, found: choice.rawValue,
                expected: "auto or what this CPU has: \(names)")
        }
        let workerCount =
            switch configuration[Schema.Machine.workers] {
            case .auto: max(topology.defaultWorkers.count / sharers, 1)
            case .count(let count): count
            }
        try self.init(
            on: topology, workerCount: workerCount, usesNodes: configuration[Schema.Machine.numa] != .off, ranks: ranks,
            instructionSet: instructionSet)
    }
}

extension Communicator {
    /// The ranks, this one included, that run on the same CPUs of the same host. Collective.
    fileprivate func sharerCount(of topology: Topology) -> Int {
        let places = zip(hosts(), allGather("\(topology.cpus)")).map { [$0, $1] }
        return places.count { $0 == places[rank] }
    }
}
