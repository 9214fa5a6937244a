import Glibc
public import Lockstep

/// What every example can be told: `--workers N` and `--instruction-set NAME`. Neither changes a bit of its result.
public struct Options: Sendable {
    /// The machine plan, with what was asked for.
    public let machine: MachinePlan

    /// The arithmetic of the instruction set.
    public var kernels: KernelTable { machine.instructionSet.kernels }

    /// Reads the arguments of the command; ends it with status 2 where one cannot be used.
    public init() throws {
        var machine = try MachinePlan(on: .current())
        var arguments = CommandLine.arguments.dropFirst()
        while let flag = arguments.popFirst() {
            let value = arguments.popFirst() ?? ""
            let set = InstructionSet.available.first { $0.rawValue == value }
            switch (flag, Int(value), set) {
            case ("--workers", let count?, _) where count > 0: machine.workerCount = count
            case ("--workers", _, _): Self.refuse(flag, value, "a whole number above 0")
            case ("--instruction-set", _, let set?): machine.instructionSet = set
            case ("--instruction-set", _, _):
                Self.refuse(flag, value, InstructionSet.available.map(\.rawValue).joined(separator: " or "))
            default: Self.refuse(flag, value, "--workers N or --instruction-set NAME")
            }
        }
        self.machine = machine
    }

    private static func refuse(_ flag: String, _ value: String, _ expected: String) -> Never {
        let line = "\(flag): found \"\(value)\", expected \(expected)\n"
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        exit(2)
    }
}
