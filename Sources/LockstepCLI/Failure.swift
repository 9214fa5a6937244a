import ArgumentParser
import Datasets
import Experiments
import Files
import Kernels
import NUMA
import Training

/// A failure in words of the command's own, with its exit status.
struct Failure: Error, CustomStringConvertible {
    let description: String
    let status: Int32

    /// Wrong usage or input.
    static func usage(_ text: String) -> Failure { Failure(description: text, status: 2) }
    /// A run that failed.
    static func run(_ text: String) -> Failure { Failure(description: text, status: 1) }

    /// Tells an error in one line on standard error and returns the exit status that it calls for.
    static func report(_ error: any Error) -> Int32 {
        switch error {
        case let failure as Failure:
            Console.say("lockstep: \(failure)")
            return failure.status
        case is ConfigurationError, is DataError, is FileError:
            Console.say("lockstep: \(error)")
            return 2
        case is TrainingError, is NUMAError, is UnsupportedCPU:
            Console.say("lockstep: \(error)")
            return 1
        case let status as ExitCode:
            return status.rawValue
        default:
            return reportUsage(error)
        }
    }

    private static func reportUsage(_ error: any Error) -> Int32 {
        guard Lockstep.exitCode(for: error) != .success else {
            Console.print(Lockstep.fullMessage(for: error))
            return 0
        }
        Console.say("lockstep: \(Lockstep.message(for: error)) (see lockstep --help)")
        return 2
    }
}
