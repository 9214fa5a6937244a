import Experiments
import Kernels

extension SearchSpace {
    /// Every combination of listed values, the first key's changing last.
    /// - Returns: nil where there is a range, which has no end of values, or there are more than `limit` combinations.
    func grid(limit: Int) -> [[Setting]]? {
        var combinations: [[Setting]] = [[]]
        for parameter in parameters {
            guard case .values(let values) = parameter.domain, combinations.count <= limit / values.count else {
                return nil
            }
            combinations = combinations.flatMap { combination in values.map { combination + [$0] } }
        }
        return combinations
    }

    /// The key that a path goes along: l1, or else l2; nil where neither is searched.
    package var pathKey: Int? {
        [Schema.Training.l1, Schema.Training.l2].lazy.compactMap { key in
            parameters.firstIndex { $0.path == key.path }
        }.first
    }

    /// Every combination of the other keys' listed values, and for each the values of one key from the largest down.
    /// - Parameters:
    ///   - key: the key that the paths go along.
    ///   - count: how many values a range has, both ends included: of `log_uniform` equal ratios apart.
    ///   - limit: the most settings.
    /// - Returns: the paths; nil where another key has a range, or there are more than `limit` settings.
    func paths(along key: Int, count: Int, limit: Int) -> [[[Setting]]]? {
        var others = parameters
        let values = others.remove(at: key).descendingValues(count)
        guard values.count <= limit, let combinations = SearchSpace(others).grid(limit: limit / values.count) else {
            return nil
        }
        return combinations.map { combination in
            values.map { value in
                var settings = combination
                settings.insert(value, at: key)
                return settings
            }
        }
    }

    /// Different settings, drawn one after the other: fewer than `count` where there are no more.
    func draw(_ count: Int, seed: UInt64, kernels: KernelTable) -> [[Setting]] {
        let stream = RandomStream(seed: seed, purpose: .search)
        var drawn: [[Setting]] = []
        // Enough to find the last of a few combinations, few enough to end where there are no more.
        let attempts = 100 * count
        for attempt in 0..<attempts where drawn.count < count {
            let settings = parameters.enumerated().map { index, parameter in
                parameter.value(at: kernels.fraction(of: stream, row: UInt64(attempt) << 32 | UInt64(index)))
            }
            if !drawn.contains(settings) { drawn.append(settings) }
        }
        return drawn
    }
}

extension SearchSpace.Parameter {
    /// The value at a fraction of the way through the domain, from 0 to below 1.
    func value(at fraction: Double) -> Setting {
        switch domain {
        case .values(let values): values[Int(fraction * Double(values.count))]
        case .uniform(let low, let high): number(low + fraction * (high - low), from: low, to: high)
        case .logUniform(let low, let high):
            number(low * Self.power(high / low, fraction), from: low, to: high)
        }
    }

    /// The values from the largest down, each once; so many of a range.
    fileprivate func descendingValues(_ count: Int) -> [Setting] {
        if case .values(let values) = domain {
            return values.sorted { (number(of: $0) ?? 0) > (number(of: $1) ?? 0) }
        }
        var values: [Setting] = []
        for index in 0..<count {
            let value = index == 0 ? largest : value(at: Double(count - 1 - index) / Double(count - 1))
            if values.last != value { values.append(value) }
        }
        return values
    }

    private func number(of setting: Setting) -> Double? {
        if case .number(let number) = setting { number } else { nil }
    }

    private var largest: Setting {
        switch domain {
        case .values(let values): values[0]
        case .uniform(_, let high), .logUniform(_, let high): .number(high)
        }
    }

    /// The number as a setting: whole where the key's are, of four digits elsewhere, which is as fine as anybody tunes.
    private func number(_ number: Double, from low: Double, to high: Double) -> Setting {
        guard !isWhole else { return .integer(Int(min(max(number.rounded(), low), high))) }
        return .number(min(max(Self.fourDigits(number), low), high))
    }

    private static func fourDigits(_ number: Double) -> Double {
        guard number != 0 else { return 0 }
        var exponent = 0
        var scaled = abs(number)
        while scaled >= 10_000 { (scaled, exponent) = (scaled / 10, exponent + 1) }
        while scaled < 1000 { (scaled, exponent) = (scaled * 10, exponent - 1) }
        let magnitude = Double("\(Int(scaled.rounded()))e\(exponent)")!
        return number < 0 ? -magnitude : magnitude
    }

    /// `base` to the power of a fraction from 0 to below 1, by its binary digits and square roots alone: `pow` has other
    /// bits on other machines.
    package static func power(_ base: Double, _ fraction: Double) -> Double {
        var (rest, root, power) = (fraction, base, 1.0)
        while rest > 0 {
            root = root.squareRoot()
            rest *= 2
            if rest >= 1 {
                power *= root
                rest -= 1
            }
        }
        return power
    }
}

extension KernelTable {
    /// A number from 0 to below 1, of 53 random bits.
    fileprivate func fraction(of stream: RandomStream, row: UInt64) -> Double {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { words in
            philox(stream, row, 0, words.baseAddress!)
            return Double((UInt64(words[0]) << 32 | UInt64(words[1])) >> 11) * 0x1p-53
        }
    }
}
