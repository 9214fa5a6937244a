import Measures
import TestSupport
import Testing

@Suite("What is kept of each row")
struct RowScoresTests {
    private struct Row {
        let score: Float
        let isPositive: Bool
        let weight: Float
    }

    private static func rows(_ count: Int, weighs: Bool, _ random: inout SplitMix) -> [Row] {
        (0..<count).map { _ in
            Row(
                score: Float(Int.random(in: -8...8, using: &random)) / 8, isPositive: Bool.random(using: &random),
                weight: weighs ? Float(Int.random(in: 0...12, using: &random)) / 8 : 1)
        }
    }

    private static func kept(_ rows: [Row], weighs: Bool) -> RowScores {
        RowScores(
            scoresPerRow: 1, scores: rows.map(\.score), classes: rows.map { $0.isPositive ? 1 : 0 },
            weights: weighs ? rows.map(\.weight) : [])
    }

    private static func rankings(_ rows: RowScores, classCount: Int = 2) -> ClassRankings {
        rows.rankings(classCount: classCount) { count, body in (0..<count).forEach(body) }
    }

    /// The share of pairs of a row of the class and another of which the first has the higher score, by the definition.
    private static func area(_ rows: [Row]) -> Double? {
        var (sum, total) = (0.0, 0.0)
        for positive in rows where positive.isPositive {
            for negative in rows where !negative.isPositive {
                let weight = Double(positive.weight) * Double(negative.weight)
                total += weight
                sum += weight * (positive.score > negative.score ? 1 : positive.score == negative.score ? 0.5 : 0)
            }
        }
        return total > 0 ? sum / total : nil
    }

    @Test("has the area of the definition, whatever the order of the rows", arguments: UInt64(0)..<40, [false, true])
    func definition(seed: UInt64, weighs: Bool) {
        var random = SplitMix(state: seed)
        let rows = Self.rows(.random(in: 1...60, using: &random), weighs: weighs, &random)
        guard rows.contains(where: { $0.weight > 0 }) else { return }
        let found = Self.rankings(Self.kept(rows, weighs: weighs))
        if let expected = Self.area(rows) {
            #expect(abs((found.rocAUC.number ?? .nan) - expected) < 1e-12)
        } else {
            #expect(found.rocAUC.reason != nil)
        }
        // The same bits in any order, and however rows are put together.
        #expect(Self.rankings(Self.kept(rows.shuffled(using: &random), weighs: weighs)) == found)
        var parts = Self.kept(Array(rows.prefix(rows.count / 2)), weighs: weighs)
        parts.append(Self.kept(Array(rows.dropFirst(rows.count / 2)), weighs: weighs))
        #expect(Self.rankings(parts) == found)
    }

    @Test("has the best threshold of all", arguments: UInt64(0)..<40)
    func threshold(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let rows = Self.rows(.random(in: 1...60, using: &random), weighs: true, &random)
        func sum(_ isCounted: (Row) -> Bool) -> Double { rows.filter(isCounted).reduce(0) { $0 + Double($1.weight) } }
        let positives = sum(\.isPositive)
        for objective in [ThresholdObjective.f1, .cost(falsePositive: 1, falseNegative: 3)] {
            func loss(_ threshold: Float) -> Double {
                let found = sum { $0.isPositive && $0.score >= threshold }
                let mistaken = sum { !$0.isPositive && $0.score >= threshold }
                return switch objective {
                case .f1: -2 * found / max(found + mistaken + positives, 1e-300)
                case .cost(let falsePositive, let falseNegative):
                    falsePositive * mistaken + falseNegative * (positives - found)
                }
            }
            let best = Self.kept(rows, weighs: true).bestThreshold(for: objective)
            guard positives > 0 else {
                #expect(best == nil)
                continue
            }
            let losses = (rows.map(\.score) + [2]).map(loss)
            #expect(abs(loss(try #require(best)) - losses.min()!) < 1e-12)
        }
    }

    @Test("has a curve from the highest score to the least, however many there are")
    func curve() throws {
        var random = SplitMix(state: 4)
        let rows = (0..<20_000).map { index in
            Row(score: Float.random(in: 0...1, using: &random), isPositive: index % 100 == 0, weight: 1)
        }
        let curve = try #require(Self.rankings(Self.kept(rows, weighs: false)).curve)
        #expect(curve.positiveWeight == 200 && curve.negativeWeight == 19_800)
        #expect(curve.points.count <= 520 && curve.points.count > 300)
        #expect(curve.points.last?.found == 200 && curve.points.last?.mistaken == 19_800)
        for point in curve.points {
            #expect(point.found == Double(rows.count { $0.isPositive && $0.score >= point.threshold }))
            #expect(point.mistaken == Double(rows.count { !$0.isPositive && $0.score >= point.threshold }))
        }
    }

    @Test("says why a measure is undefined")
    func undefined() {
        let row = RowScores(scoresPerRow: 1, scores: [.nan], classes: [1], weights: [])
        #expect(Self.rankings(row).rocAUC.reason == "a prediction is no number")
        #expect(row.median.reason == "a prediction is no number")
        var many = row
        many.drop()
        #expect(Self.rankings(many, classCount: 3).rocAUCWeighted?.reason?.hasPrefix("more than 67108864") == true)
        #expect(many.median.reason != nil && many.bestThreshold(for: .f1) == nil)
        let oneClass = RowScores(scoresPerRow: 3, scores: [0.5, 0.25, 0.25], classes: [0], weights: [])
        #expect(Self.rankings(oneClass, classCount: 3).rocAUC.reason == "a class has no row")
    }

    @Test("has a median, as much as rows weigh")
    func median() {
        func median(_ scores: [Float], _ weights: [Float] = []) -> Double? {
            RowScores(scoresPerRow: 1, scores: scores, classes: [], weights: weights).median.number
        }
        #expect(median([3, 1, 2]) == 2 && median([4, 1, 2, 3]) == 2.5 && median([7]) == 7)
        #expect(median([1, 2, 3], [1, 1, 5]) == 3 && median([1, 2, 3], [2, 0, 2]) == 2)
        #expect(median([-0.0, 0]) == 0 && median([-3, -1, -2]) == -2)
    }
}
