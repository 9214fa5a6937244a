import Lockstep

/// Seconds that something takes, a few times in turn with others, of which the median counts: a machine whose speed
/// drifts is the same for all.
struct Contest {
    private let repeats: Int
    private var contenders: [(run: () throws -> Void, seconds: [Double])] = []

    init(repeats: Int) { self.repeats = repeats }

    mutating func enter(_ run: @escaping () throws -> Void) { contenders.append((run, [])) }

    /// The median seconds of each, after one run that does not count.
    mutating func medians() throws -> [Double] {
        let clock = ContinuousClock()
        for contender in contenders { try contender.run() }
        for _ in 0..<repeats {
            for index in contenders.indices {
                let taken = try clock.measure { try contenders[index].run() }
                contenders[index].seconds.append(taken / .seconds(1))
            }
        }
        return contenders.map { $0.seconds.sorted()[$0.seconds.count / 2] }
    }
}
