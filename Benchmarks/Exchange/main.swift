// The exchange of a step between ranks, beside a plain MPI_Allreduce of as many numbers: Benchmarks/exchange.

import CMPI
import Kernels
import Ranks
import Training

let ranks = try Communicator.join()
let repeats = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 5
let kernels = try InstructionSet.best().kernels

if ranks.isFirst {
    print(
        "| \(ranks.size) ranks, bytes of parameters | MPI_Allreduce | a step's exchange | of it | all to all | in blocks |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
}
for bytes in [1 << 10, 4 << 10, 16 << 10, 64 << 10, 128 << 10, 256 << 10, 512 << 10, 1 << 20, 4 << 20, 10 << 20] {
    let count = bytes / 4
    let rounds = max(5, min(200, (4 << 20) / bytes))
    let chosen = try ExchangeTrial(ranks, parameterCount: count, kernels: kernels)
    let whole = try ExchangeTrial(ranks, parameterCount: count, ownsBlocks: false, kernels: kernels)
    let blocks = try ExchangeTrial(ranks, parameterCount: count, ownsBlocks: true, kernels: kernels)
    // In turn; the fastest of each is the one that neighbours disturbed least.
    var best = [Double](repeating: .infinity, count: 4)
    for _ in 0..<repeats {
        best[0] = min(best[0], allReduce(count, rounds))
        best[1] = min(best[1], chosen.seconds(repeats: rounds))
        best[2] = min(best[2], whole.seconds(repeats: rounds))
        best[3] = min(best[3], blocks.seconds(repeats: rounds))
    }
    guard ranks.isFirst else { continue }
    func microseconds(_ seconds: Double) -> String { "\((seconds * 1e7).rounded() / 10) µs" }
    let share = (best[1] / best[0] * 100).rounded() / 100
    print(
        "| \(bytes) | \(microseconds(best[0])) | \(microseconds(best[1])) | \(share) | \(microseconds(best[2]))"
            + " | \(microseconds(best[3])) |")
}
Communicator.finalize()

/// Seconds of MPI's own reduction.
func allReduce(_ count: Int, _ rounds: Int) -> Double {
    let numbers = [Float](repeating: 0, count: count)
    var sums = numbers
    ranks.barrier()
    let time = ContinuousClock().measure {
        for _ in 0..<rounds {
            MPI_Allreduce(
                numbers, &sums, Int32(count), lockstep_mpi_float(), lockstep_mpi_sum(), lockstep_mpi_world())
        }
    }
    return time / .seconds(1) / Double(rounds)
}
