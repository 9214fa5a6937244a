import ArgumentParser
import Experiments

/// Flags of the machine plan.
struct MachineOptions: ParsableArguments {
    @Option(help: "Workers: auto or a number.")
    var workers: String?

    @Option(help: "Placing on memory nodes: auto or off.", completion: .list(["auto", "off"]))
    var numa: String?

    @Option(
        help: "Kernels to use: auto, avx2, avx512 or neon.", completion: .list(["auto", "avx2", "avx512", "neon"]))
    var instructionSet: String?

    /// The flags as settings of configuration keys.
    var overrides: [String] { flags.map(\.override) }

    private var flags: [(name: String, override: String)] {
        [
            ("--workers", "workers", workers), ("--numa", "numa", numa),
            ("--instruction-set", "instruction_set", instructionSet),
        ].compactMap { name, key, value in value.map { (name, "machine.\(key)=\($0)") } }
    }

    /// Runs work that uses these flags' values; an error in one of them names the flag rather than the key.
    func blamingFlags<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as ConfigurationError {
            guard case .set(let text) = error.location, let flag = flags.first(where: { $0.override == text }) else {
                throw error
            }
            throw Failure.usage("\(flag.name): \(error.problem)")
        }
    }
}
