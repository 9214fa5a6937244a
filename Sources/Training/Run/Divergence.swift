/// A step that cannot be taken, because a number in it is not finite.
public struct Divergence: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where the first such number is, in the order of shards and of their rows.
    public enum Origin: Sendable, Equatable {
        /// The loss of a row.
        case loss(Float, of: Row)
        /// The gradient of a row, whose loss is finite.
        case gradient(of: Row)
        /// The sums over a shard, although the numbers of each of its rows are finite.
        case shard(Int)
        /// The sums over all shards, or the parameters or the optimizer's state after the update.
        case update
    }

    /// A row of the minibatch.
    public struct Row: Sendable, Equatable {
        /// Its index in the source of the training rows, from 0.
        public let index: Int
        /// Where the user finds it: `row 17`, or `train.csv:18`.
        public let name: String
        /// The shard that it is in.
        public let shard: Int
    }

    /// The step, from 1.
    public let step: Int
    /// Its epoch, from 1.
    public let epoch: Int
    /// Its learning rate; nil where it has none, in a solver.
    public let learningRate: Float?
    /// The rows of its minibatch, shard by shard: their indices in the source of the training rows, from 0.
    public let rows: [Int]
    /// Where the number is.
    public let origin: Origin
    /// What else is known of the cause and may help; nil for nothing.
    public var advice: String?

    /// One line for people.
    public var description: String {
        let remedies = [advice, learningRate.map { "a smaller learning rate than \($0)" }].compactMap(\.self)
        return "training diverged at step \(step) (epoch \(epoch)): \(origin); "
            + (remedies.isEmpty ? "" : "try \(remedies.joined(separator: ", or ")), or ")
            + "look for extreme values in the data"
    }
}

extension Divergence.Origin: CustomStringConvertible {
    /// A clause for people.
    public var description: String {
        switch self {
        case .loss(let loss, let row): "the loss of \(row.name) is \(loss)"
        case .gradient(let row): "the gradient of \(row.name) is not finite"
        case .shard(let shard): "the sum over shard \(shard) is too large for a float32"
        case .update: "a parameter would be too large for a float32"
        }
    }
}
