public import Datasets
import Dispatch
import Kernels
import NUMA
public import Training

extension Dataset {
    /// Rows a second that the plan's workers can read, or make, at most: in the order in which they lie, with no more
    /// arithmetic than a dot product. The best of a few passes over at least one row.
    public func readingBound(on machine: MachinePlan) -> Double {
        let clock = ContinuousClock()
        let begin = clock.now
        var best = Duration.seconds(3600)
        var passes = 0
        while passes < 3 || clock.now - begin < .milliseconds(200) {
            best = min(best, clock.measure { readEveryRow(on: machine) })
            passes += 1
        }
        return Double(rowCount) / (best / .seconds(1))
    }

    private func readEveryRow(on machine: MachinePlan) {
        let placement = machine.placement
        let workerCount = machine.workerCount
        let weights = [Float](repeating: 0, count: (featureCount + 15) / 16 * 16)
        let kernels = machine.instructionSet.kernels
        DispatchQueue.concurrentPerform(iterations: workerCount) { worker in
            // A worker's share of the pieces, which are in the order of the partitions, is on its node.
            let pieces = partitions.flatMap { partition in
                stride(from: 0, to: partition.rowCount, by: rowsAtOnce).map { (partition, $0) }
            }
            let share = pieces.count * worker / workerCount..<pieces.count * (worker + 1) / workerCount
            placement.withThread(at: placement.position(of: worker, among: workerCount)) {
                let size = StreamedRows.Size(
                    rowCount: isStreamed ? rowsAtOnce : 0, rowBytes: featureCount * storage.byteCount,
                    hasWeights: hasWeights)
                withScratch(rowsAtOnce + size.byteCount / 4) { predictions in
                    let made = StreamedRows(UnsafeMutableRawPointer(predictions + rowsAtOnce), size)
                    for (partition, first) in pieces[share] {
                        let places = first..<min(first + rowsAtOnce, partition.rowCount)
                        let features =
                            partition.writer.map { made.make(places, by: $0, form: partition.features).features }
                            ?? partition.features.dropFirst(first)
                        kernels.linearPredictions(features, places.count, weights, 0, predictions)
                    }
                }
            }
        }
    }
}

private let rowsAtOnce = 1024
