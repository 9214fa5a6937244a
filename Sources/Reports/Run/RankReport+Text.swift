public import Experiments

extension RankReport {
    /// Such as `rank 1          node17, 2 workers, partitions 32-63 with 450,000 rows (440 MiB)`.
    public var line: String {
        let name = "rank \(rank)"
        let padding = String(repeating: " ", count: max(16 - name.count, 1))
        let place = name + padding + "\(host), \(Format.count(workerCount, "worker"))"
        guard let first = partitions.first, let last = partitions.last else { return place }
        let words = first == last ? "partition \(first)" : "partitions \(first)-\(last)"
        return "\(place), \(words) with \(Format.count(rowCount, "row")) (\(Format.bytes(byteCount)))"
    }

    /// The document; seconds only where something was trained.
    var json: JSONValue {
        .object(
            [
                ("rank", .integer(rank)), ("host", .string(host)), ("workers", .integer(workerCount)),
                ("first_partition", .integer(partitions.lowerBound)), ("partitions", .integer(partitions.count)),
                ("rows", .integer(rowCount)), ("bytes", .integer(byteCount)),
            ]
                + (dataSeconds > 0
                    ? [
                        ("data_seconds", .number(dataSeconds)), ("exchange_seconds", .number(exchangeSeconds)),
                    ] : []))
    }
}
