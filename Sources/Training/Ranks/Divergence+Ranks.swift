package import Datasets

extension Divergence.Origin {
    /// Everything except the row's name, as four words, for other ranks.
    package var words: [UInt64] {
        switch self {
        case .loss(let loss, let row): [0, UInt64(row.shard), UInt64(row.index), UInt64(loss.bitPattern)]
        case .gradient(let row): [1, UInt64(row.shard), UInt64(row.index), 0]
        case .shard(let shard): [2, UInt64(shard), 0, 0]
        case .update: [3, 0, 0, 0]
        }
    }

    /// Reads `words`.
    /// - Parameter origin: where a user finds the rows.
    package init(words: [UInt64], ofRows origin: RowOrigin) {
        let (shard, index) = (Int(words[1]), Int(words[2]))
        let row = Divergence.Row(index: index, name: origin.name(ofRow: index), shard: shard)
        switch words[0] {
        case 0: self = .loss(Float(bitPattern: UInt32(words[3])), of: row)
        case 1: self = .gradient(of: row)
        case 2: self = .shard(shard)
        default: self = .update
        }
    }
}
