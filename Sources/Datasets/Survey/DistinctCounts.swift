/// How often each of some values occurs, as long as they are few.
public struct DistinctCounts<Value: Hashable & Sendable>: Sendable {
    /// The values, in the order of their first rows; no more than the limit.
    public private(set) var values: [Value] = []
    /// Whether there are more values than the limit.
    public private(set) var isCut = false
    private var places: [Value: Int] = [:]
    private var counts: [Int] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// The number of different values; at most the limit.
    public var count: Int { values.count }

    /// How often the values that are counted occur, all together.
    public var total: Int { counts.reduce(0, +) }

    /// How often a value occurs, where it is counted.
    public subscript(value: Value) -> Int { places[value].map { counts[$0] } ?? 0 }

    mutating func add(_ value: Value, times: Int) {
        if let place = places[value] {
            counts[place] += times
        } else if values.count < limit {
            places[value] = values.count
            values.append(value)
            counts.append(times)
        } else {
            isCut = true
        }
    }

    /// Adds the values that follow.
    mutating func append(contentsOf next: DistinctCounts) {
        for (value, count) in zip(next.values, next.counts) { add(value, times: count) }
        isCut = isCut || next.isCut
    }
}
