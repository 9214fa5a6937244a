public import Lockstep

/// What every example can be told: `--workers N` and `--instruction-set NAME`. Neither changes a bit of its result.
public struct Options: Sendable {
    /// The machine plan, with what was asked for.
    public let machine: MachinePlan

    /// The arithmetic of the instruction set.
    public var kernels: KernelTable { machine.instructionSet.kernels }

    /// Reads the arguments of the command.
    public init() throws {
        var machine = try MachinePlan(on: .current())
        var arguments = CommandLine.arguments.dropFirst()
        while let flag = arguments.popFirst() {
            let value = arguments.popFirst() ?? ""
            switch flag {
            case "--workers":
                guard let count = Int(value), count > 0 else {
                    throw UsageError(flag: flag, found: value, expected: "a whole number above 0")
                }
                machine.workerCount = count
            case "--instruction-set":
                guard let set = InstructionSet.available.first(where: { $0.rawValue == value }) else {
                    let names = InstructionSet.available.map(\.rawValue).joined(separator: " or ")
                    throw UsageError(flag: flag, found: value, expected: names)
                }
                machine.instructionSet = set
            default: throw UsageError(flag: flag, found: value, expected: "--workers N or --instruction-set NAME")
            }
        }
        self.machine = machine
    }
}

/// An argument that cannot be used.
public struct UsageError: Error, CustomStringConvertible {
    let flag: String
    let found: String
    let expected: String

    /// One line for people.
    public var description: String { "\(flag): found \"\(found)\", expected \(expected)" }
}
