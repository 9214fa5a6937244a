import ArgumentParser
import Datasets
import Experiments
import Files
import Glibc
import Kernels
import NUMA
import Ranks
import Training

/// A failure of the command itself, with its exit status.
struct Failure: Error, CustomStringConvertible {
    let description: String
    let status: Int32

    /// Wrong usage or input.
    static func usage(_ text: String) -> Failure { Failure(description: text, status: 2) }
    /// A run that failed.
    static func run(_ text: String) -> Failure { Failure(description: text, status: 1) }

    /// Reports an error in one line on standard error; returns the exit status that it calls for.
    static func report(_ error: any Error) -> Int32 {
        switch error {
        case let failure as Failure:
            return say("\(failure)", status: failure.status)
        case let error as FileError:
            return say("\(error)", status: error.isMachineFailure ? 1 : 2)
        case let error as DataError:
            return say("\(error)", status: error.isMachineFailure ? 1 : 2)
        case is ConfigurationError, is RankError, is WeightError:
            return say("\(error)", status: 2)
        case is Divergence, is RunFailure, is NUMAError, is UnsupportedCPU:
            return say("\(error)", status: 1)
        case let status as ExitCode:
            return status.rawValue
        default:
            return reportUsage(error)
        }
    }

    private static func reportUsage(_ error: any Error) -> Int32 {
        guard Lockstep.exitCode(for: error) != .success else {
            do {
                try Console.print(Lockstep.fullMessage(for: error))
                return 0
            } catch {
                return report(error)
            }
        }
        return say("\(Lockstep.message(for: error)) (see lockstep --help)", status: 2)
    }

    /// Which of several ranks speaks, when its turn has come. Where all fail, the first speaks, and ends the others.
    private static var place: String {
        guard let ranks = try? Communicator.join(), !ranks.isFirst else { return "" }
        // Some launchers end them by this signal.
        signal(SIGTERM, SIG_DFL)
        usleep(300_000 * UInt32(min(ranks.rank, 10)))
        return "rank \(ranks.rank) on \(Communicator.host): "
    }

    private static func say(_ text: String, status: Int32) -> Int32 {
        // Messages quote what the user wrote, which may hold anything.
        Console.say("lockstep: \(place)\(OneLine.escaped(text))")
        return status
    }
}
