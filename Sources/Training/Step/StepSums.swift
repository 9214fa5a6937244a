import Kernels
import Models

/// The gradients of a step's shards, and how they are added up.
struct StepSums {
    let tree: ShardTree
    let add: KernelTable.Add
    let parameterCount: Int
    /// The gradient of each shard, followed by the sum of its losses.
    let gradients: UnsafePointer<UnsafeMutablePointer<Float>>
    /// Where the sums over all shards come together.
    let total: UnsafeMutablePointer<Float>

    /// The sum of all losses, once the shards are folded.
    var loss: Float { total[parameterCount] }

    /// Adds the whole gradient and the losses of shard `right` to those of shard `left`.
    @inline(__always)
    func fold(_ right: Int, into left: Int) {
        add(gradients[left], gradients[right], parameterCount + ParameterLayout.lossCount)
    }

    /// Adds up the numbers `range` of all shards, in pieces that stay in the first-level cache.
    func fold(_ range: Range<Int>) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: 1024) {
            let count = min(1024, range.upperBound - start)
            tree.forEachFold { fold, _ in add(gradients[fold.left] + start, gradients[fold.right] + start, count) }
        }
    }

    /// Adds up the losses of all shards.
    func foldLosses() { fold(parameterCount..<parameterCount + ParameterLayout.lossCount) }
}
