import Training

extension Schema {
    /// `machine`: the speed, never the result.
    public enum Machine {
        /// The section itself.
        public static let section = Section("machine", .optional, "decides the speed, never the result")
        static let keys = [workers.entry, numa.entry, instructionSet.entry]

        /// Threads that work.
        public static let workers: Key<AutoOrCount> = .autoOrCount(
            "machine.workers", in: MachinePlan.workerCounts, "threads that work; auto: every core this process may use")
        /// Whether rows and threads are placed on memory nodes.
        public static let numa: Key<NUMAMode> = .choice(
            "machine.numa", default: .auto, "placing of rows and threads on memory nodes")
        /// The instruction set of the kernels.
        public static let instructionSet: Key<InstructionSetChoice> = .choice(
            "machine.instruction_set", default: .auto, "kernels to use; auto: the widest that this CPU has")
    }

    /// `output`: the files that a run writes.
    public enum Output {
        /// The section itself.
        public static let section = Section("output", .optional, "what the run leaves behind")
        static let keys = [directory.entry]

        /// The run directory, in which `{name}` stands for the run's name.
        public static let directory: Key<String> = .text(
            "output.directory", .directoryTemplate, default: "runs/{name}", "the run's directory")
    }

    /// Whether to place memory and threads on memory nodes.
    public enum NUMAMode: String, Choice {
        /// Where the machine has several nodes.
        case auto
        /// Never.
        case off
    }

    /// The instruction sets to choose from.
    public enum InstructionSetChoice: String, Choice {
        /// The widest that the CPU has.
        case auto
        /// 256-bit vectors of x86-64.
        case avx2
        /// 512-bit vectors of x86-64.
        case avx512
        /// 128-bit vectors of ARM.
        case neon
    }
}
