import Glibc
public import Lockstep

/// What every example can be told: `--workers N` and `--instruction-set NAME`, which change no bit of its result; and,
/// where it can prove that or leaves a page, `--verify` and `--report FILE`.
public struct Options: Sendable {
    /// The machine plan, with what was asked for.
    public let machine: MachinePlan
    /// Whether to train with all workers and instruction sets, and stopped and resumed, first.
    public let verifies: Bool
    /// Where to write a page about the training; nil for nowhere.
    public let report: String?

    /// The arithmetic of the instruction set.
    public var kernels: KernelTable { machine.instructionSet.kernels }

    /// Reads the arguments of the command; ends it with status 2 where one cannot be used.
    public init() throws {
        var machine = try MachinePlan(on: .current())
        var arguments = CommandLine.arguments.dropFirst()
        var verifies = false
        var report: String?
        while let flag = arguments.popFirst() {
            if flag == "--verify" {
                verifies = true
                continue
            }
            let value = arguments.popFirst() ?? ""
            let set = InstructionSet.available.first { $0.rawValue == value }
            switch (flag, Int(value), set) {
            case ("--report", _, _): report = value
            case ("--workers", let count?, _) where count > 0: machine.workerCount = count
            case ("--workers", _, _): Self.refuse(flag, value, "a whole number above 0")
            case ("--instruction-set", _, let set?): machine.instructionSet = set
            case ("--instruction-set", _, _):
                Self.refuse(flag, value, InstructionSet.available.map(\.rawValue).joined(separator: " or "))
            default: Self.refuse(flag, value, "--workers N, --instruction-set NAME, --verify or --report FILE")
            }
        }
        self.machine = machine
        self.verifies = verifies
        self.report = report
    }

    private static func refuse(_ flag: String, _ value: String, _ expected: String) -> Never {
        let line = "\(flag): found \"\(value)\", expected \(expected)\n"
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        exit(2)
    }
}
