/// What each epoch puts in a new order.
public enum RowOrder: Hashable, Sendable {
    /// Single rows: any order is as likely as any other.
    case rows
    /// Blocks of consecutive rows, and runs of rows in windows of many blocks, so that memory is read in long stretches;
    /// see `BlockPermutation`.
    case blocks
}
