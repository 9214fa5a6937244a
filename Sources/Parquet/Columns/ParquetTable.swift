/// Columns of a Parquet file, or of some of its row groups, in memory.
public struct ParquetTable: Sendable {
    /// The number of rows.
    public let rowCount: Int
    /// The columns, in the order in which they were asked for.
    public let columns: [Column]

    /// The values of a column.
    public struct Column: Sendable {
        /// The column's name.
        public let name: String
        /// How many rows have no value.
        public let nullCount: Int
        /// The value of each row.
        public let values: Values
    }

    /// The values of a column, a row each.
    public enum Values: Sendable {
        /// Numbers that float32 holds exactly. Where there is none it is NaN.
        case float32(ColumnBuffer<Float>)
        /// Numbers. Where there is none it is NaN.
        case float64(ColumnBuffer<Double>)
        /// For each row the place of its name in the list, which has every name once, in the order in which they first
        /// come; -1 where there is none.
        case names([String], codes: ColumnBuffer<Int32>)
    }
}
