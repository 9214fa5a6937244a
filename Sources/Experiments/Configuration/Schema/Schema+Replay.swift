extension Schema {
    /// `replay`: what a run that diverged writes, so that the step can be looked at again.
    public enum Replay {
        /// The section itself.
        public static let section = Section(
            "replay", .onRequest, "takes one step again, as a run that diverged asks for in its replay.yaml")
        static let keys = [step.entry, shard.entry, row.entry, rows.entry]

        /// The step, from 1.
        public static let step: Key<Int> = .requiredInteger(
            "replay.step", in: 1...Int.max, example: 17, "the step, from 1")
        /// The first shard that went bad, from 0.
        public static let shard: Key<Int?> = .optionalInteger(
            "replay.shard", in: 0...Int.max, example: 3, "the first shard that went bad, from 0")
        /// The first row that went bad, from 1.
        public static let row: Key<Int?> = .optionalInteger(
            "replay.row", in: 1...Int.max, example: 4711, "the first row that went bad, from 1")
        /// The rows of the step, shard by shard, from 1.
        public static let rows: Key<[Int]> = .requiredIntegers(
            "replay.rows", in: 1...Int.max, example: [4711, 12], "the rows of the step, from 1; checked")
    }
}
