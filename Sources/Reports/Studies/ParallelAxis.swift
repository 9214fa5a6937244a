import Glibc

/// An axis of parallel coordinates: of numbers, or of words in the order in which they come.
struct ParallelAxis {
    private enum Scale {
        case linear(ClosedRange<Double>)
        case logarithmic(ClosedRange<Double>)
        case words([String])
    }

    let name: String
    private let scale: Scale
    /// Numbers that are few enough to be written beside the axis each.
    private let fewNumbers: [Double]

    private static let mostNumbers = 5

    private init(name: String, scale: Scale, numbers: Set<Double> = []) {
        self.name = name
        self.scale = scale
        fewNumbers = numbers.count <= Self.mostNumbers ? numbers.sorted() : []
    }

    /// An axis of values as configurations write them.
    init(name: String, texts: [String]) {
        let numbers = texts.compactMap(Self.number)
        if numbers.count == texts.count {
            self.init(name: name, numbers: numbers)
        } else {
            var seen: Set<String> = []
            self.init(name: name, scale: .words(texts.filter { seen.insert($0).inserted }))
        }
    }

    /// An axis of numbers; logarithmic where they are above 0 and the largest is many times the smallest.
    init(name: String, numbers: [Double]) {
        let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
        self.init(
            name: name, scale: low > 0 && high / low >= 20 ? .logarithmic(low...high) : .linear(low...high),
            numbers: Set(numbers))
    }

    private static func number(_ text: String) -> Double? { Double(text.filter { $0 != "_" }) }

    /// The place of a value between the ends, from 0 to 1.
    func fraction(of text: String) -> Double {
        if case .words(let words) = scale {
            guard words.count > 1, let index = words.firstIndex(of: text) else { return 0.5 }
            return Double(index) / Double(words.count - 1)
        }
        return fraction(of: Self.number(text) ?? 0)
    }

    /// The place of a number between the ends, from 0 to 1.
    func fraction(of number: Double) -> Double {
        switch scale {
        case .words: 0.5
        case .linear(let range): Self.fraction(number, range.lowerBound, range.upperBound)
        case .logarithmic(let range):
            Self.fraction(log(number), log(range.lowerBound), log(range.upperBound))
        }
    }

    private static func fraction(_ number: Double, _ low: Double, _ high: Double) -> Double {
        high > low ? (number - low) / (high - low) : 0.5
    }

    /// What is written beside the axis, and where.
    var ticks: [(fraction: Double, label: String)] {
        switch scale {
        case .words(let words):
            return words.map { (fraction(of: $0), $0.count > 14 ? $0.prefix(13) + "…" : $0) }
        case .linear(let range), .logarithmic(let range):
            guard fewNumbers.isEmpty else { return fewNumbers.map { (fraction(of: $0), Self.label($0)) } }
            guard range.lowerBound < range.upperBound else { return [] }
            return stride(from: 0, through: 1, by: 0.25).map { ($0, Self.label(number(at: $0))) }
        }
    }

    private func number(at fraction: Double) -> Double {
        switch scale {
        case .words: 0
        case .linear(let range): range.lowerBound + fraction * (range.upperBound - range.lowerBound)
        case .logarithmic(let range): range.lowerBound * pow(range.upperBound / range.lowerBound, fraction)
        }
    }

    /// Three digits.
    private static func label(_ number: Double) -> String {
        abs(number) >= 1000 ? Format.short(number) : Format.threeSignificant(number)
    }
}
