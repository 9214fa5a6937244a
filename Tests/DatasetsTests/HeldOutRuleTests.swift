import Datasets
import Kernels
import TestSupport
import Testing

/// Splits by group, forward in time, and in folds.
@Suite struct HeldOutRuleTests {
    private typealias Rule = HeldOutSplit.Rule

    private func split(_ rows: RowTraits, _ rule: Rule) throws -> HeldOutSplit {
        HeldOutSplit(of: rows, by: rule, kernels: try InstructionSet.best().kernels)
    }

    private func rows(_ split: HeldOutSplit, _ part: HeldOutSplit.Part) -> [Int] {
        let rows = split.rows(of: part, in: 0..<split.count(of: part))
        #expect(rows == rows.indices.map { split.row($0, of: part) })
        #expect(rows.count < 2 || split.rows(of: part, in: 1..<rows.count) == Array(rows.dropFirst()))
        return rows
    }

    private func parts(_ split: HeldOutSplit) -> (training: [Int], validation: [Int], test: [Int]) {
        (rows(split, .training), rows(split, .validation), rows(split, .test))
    }

    private func groups(_ names: [String]) -> LabelColumn {
        var groups = LabelColumn()
        for name in names { groups.append(name) }
        return groups
    }

    /// Rows of groups of very different sizes, in any order.
    private func groupedRows(_ count: Int, groupCount: Int, seed: UInt64) -> [String] {
        var random = SplitMix(state: seed)
        let names = (0..<count).map { row in
            row < groupCount
                ? "g\(row)"
                : "g\(min(Int.random(in: 0..<groupCount, using: &random), Int.random(in: 0..<groupCount, using: &random)))"
        }
        return names.shuffled(using: &random)
    }

    // MARK: The last rows

    @Test(arguments: [(10, 0.2, 0.1), (10, 0, 0.3), (7, 0.5, 0), (1, 0, 0), (1000, 0.1, 0.1), (3, 0.4, 0.4)])
    func theLastRowsAreHeldOut(_ count: Int, _ fraction: Double, _ testFraction: Double) throws {
        let split = try split(
            RowTraits(rowCount: count), Rule(fraction: fraction, testFraction: testFraction, order: .last, seed: 1))
        let (training, validation, test) = parts(split)
        #expect(training + validation + test == Array(0..<count))
        #expect(validation.count == Int((fraction * Double(count)).rounded()))
        #expect(test.count == Int((testFraction * Double(count)).rounded()))
    }

    /// 11 rows in 4 blocks of 3, 3, 3 and 2, worked out by hand.
    @Test func foldsForwardInTimeSeeTheBlocksBefore() throws {
        let expected: [(training: [Int], test: [Int])] = [
            (Array(0..<3), [3, 4, 5]), (Array(0..<6), [6, 7, 8]), (Array(0..<9), [9, 10]),
        ]
        for (index, fold) in expected.enumerated() {
            let rule = Rule(fraction: 0, order: .last, fold: Fold(number: index + 1, of: 3), seed: 1)
            let (training, validation, test) = parts(try split(RowTraits(rowCount: 11), rule))
            #expect(training == fold.training && validation == [] && test == fold.test)
        }
        // A third of the rows before the fold, the last of them.
        let rule = Rule(fraction: 1.0 / 3, order: .last, fold: Fold(number: 2, of: 3), seed: 1)
        let (training, validation, test) = parts(try split(RowTraits(rowCount: 11), rule))
        #expect(training == [0, 1, 2, 3] && validation == [4, 5] && test == [6, 7, 8])
    }

    // MARK: Folds

    @Test(arguments: [(5, 5), (10, 3), (1000, 7), (1001, 2), (64, 10)])
    func everyRowIsInOneFold(_ count: Int, _ foldCount: Int) throws {
        for fraction in [0, 0.2] {
            var seen: [Int] = []
            for number in 1...foldCount {
                let rule = Rule(fraction: fraction, fold: Fold(number: number, of: foldCount), seed: 3)
                let (training, validation, test) = parts(try split(RowTraits(rowCount: count), rule))
                #expect((training + validation + test).sorted() == Array(0..<count))
                #expect(test.count == count / foldCount || test.count == count / foldCount + 1)
                #expect(validation.count == Int((fraction * Double(count - test.count)).rounded()))
                seen += test
            }
            #expect(seen.sorted() == Array(0..<count))
        }
    }

    /// As in `StratifiedKFold`, folds differ by at most one row in size, and in each class.
    @Test func foldsHaveTheClassesShares() throws {
        var random = SplitMix(state: 4)
        for sizes in [[50, 50], [90, 9, 1], [7, 13, 5, 41], [1000, 0, 3]] {
            let classes = sizes.enumerated().flatMap { [Float](repeating: Float($0), count: $1) }
                .shuffled(using: &random)
            let folds = try (1...5).map { number in
                rows(
                    try split(
                        RowTraits(rowCount: classes.count, classes: classes),
                        Rule(fraction: 0, fold: Fold(number: number, of: 5), seed: 9)), .test)
            }
            #expect(folds.flatMap(\.self).sorted() == Array(classes.indices))
            let counts = folds.map(\.count)
            #expect(counts.max()! - counts.min()! <= 1)
            for number in sizes.indices {
                let shares = folds.map { fold in fold.count { classes[$0] == Float(number) } }
                #expect(shares.max()! - shares.min()! <= 1, "class \(number) of \(sizes): \(shares)")
            }
        }
    }

    // MARK: Groups

    @Test(arguments: [(0.1, 0.1), (0.3, 0), (0, 0.2), (0.5, 0.25)] as [(Double, Double)])
    func noGroupIsOnBothSides(_ fractions: (Double, Double)) throws {
        for seed: UInt64 in 1...5 {
            let names = groupedRows(2000, groupCount: 60, seed: seed)
            let rule = Rule(fraction: fractions.0, testFraction: fractions.1, seed: seed)
            let (training, validation, test) = parts(
                try split(RowTraits(rowCount: names.count, groups: groups(names)), rule))
            #expect((training + validation + test).sorted() == Array(names.indices))
            let sides = [training, validation, test].map { Set($0.map { names[$0] }) }
            #expect(sides[0].isDisjoint(with: sides[1]) && sides[0].isDisjoint(with: sides[2]))
            #expect(sides[1].isDisjoint(with: sides[2]))
            // Of 60 groups the smallest have few rows: a part is nearer to its share than half of a large group.
            #expect(abs(Double(validation.count) / 2000 - fractions.0) < 0.02, "\(validation.count)")
            #expect(abs(Double(test.count) / 2000 - fractions.1) < 0.02, "\(test.count)")
        }
    }

    @Test func groupsAreDealtToFolds() throws {
        let names = groupedRows(2000, groupCount: 60, seed: 8)
        var random = SplitMix(state: 5)
        let classes = names.map { name in Float.random(in: 0..<1, using: &random) < 0.2 ? Float(1) : 0 }
        for traits in [
            RowTraits(rowCount: 2000, groups: groups(names)),
            RowTraits(rowCount: 2000, classes: classes, groups: groups(names)),
        ] {
            var seen: [Int] = []
            for number in 1...5 {
                let rule = Rule(fraction: 0.2, fold: Fold(number: number, of: 5), seed: 2)
                let (training, validation, test) = parts(try split(traits, rule))
                let sides = [training, validation, test].map { Set($0.map { names[$0] }) }
                #expect(sides[0].isDisjoint(with: sides[1]) && sides[0].isDisjoint(with: sides[2]))
                #expect(sides[1].isDisjoint(with: sides[2]))
                #expect(abs(test.count - 400) <= 40, "fold \(number): \(test.count) rows")
                if traits.classes != nil {
                    let positive = test.count { classes[$0] == 1 }
                    #expect(abs(Double(positive) / Double(test.count) - 0.2) < 0.04, "fold \(number): \(positive)")
                }
                seen += test
            }
            #expect(seen.sorted() == Array(0..<2000))
        }
    }

    /// A group is held out even where none is small enough, and one is left to train on.
    @Test func fewGroupsAreEnough() throws {
        for names in [["a", "b"], ["a", "a", "a", "b", "b", "b", "b"]] {
            let (training, validation, _) = parts(
                try split(RowTraits(rowCount: names.count, groups: groups(names)), Rule(fraction: 0.15, seed: 1)))
            guard Int((0.15 * Double(names.count)).rounded()) > 0 else {
                #expect(validation == [])
                continue
            }
            #expect(Set(validation.map { names[$0] }) == ["a"] && Set(training.map { names[$0] }) == ["b"])
        }
    }

    /// A group's part hangs on the groups' names and sizes, not on where its rows are.
    @Test func groupsAreDrawnByName() throws {
        let names = groupedRows(500, groupCount: 40, seed: 6)
        var random = SplitMix(state: 7)
        func heldOut(_ names: [String], _ rule: Rule) throws -> Set<String> {
            let split = try split(RowTraits(rowCount: names.count, groups: groups(names)), rule)
            return Set(rows(split, rule.fold == nil ? .validation : .test).map { names[$0] })
        }
        for fold in [nil, Fold(number: 2, of: 4)] {
            let rule = Rule(fraction: fold == nil ? 0.2 : 0, fold: fold, seed: 3)
            let found = try heldOut(names, rule)
            #expect(try heldOut(names.shuffled(using: &random), rule) == found)
            var other = rule
            other.seed = 4
            #expect(try heldOut(names, other) != found)
        }
    }

    /// The same parts with any instruction set.
    @Test func instructionSetsDoNotMatter() throws {
        let names = groupedRows(300, groupCount: 20, seed: 6)
        let classes = (0..<300).map { Float($0 % 3) }
        for rows in [
            RowTraits(rowCount: 300), RowTraits(rowCount: 300, classes: classes),
            RowTraits(rowCount: 300, classes: classes, groups: groups(names)),
        ] {
            let rule = Rule(fraction: 0.25, fold: Fold(number: 3, of: 4), seed: 11)
            let expected = parts(try split(rows, rule))
            for set in InstructionSet.available {
                let found = parts(HeldOutSplit(of: rows, by: rule, kernels: set.kernels))
                #expect(found == expected, "\(set)")
            }
        }
    }

    /// Without groups, folds and an order the parts are those of the plain splits.
    @Test func plainRulesArePlainSplits() throws {
        let kernels = try InstructionSet.best().kernels
        let classes = (0..<100).map { Float($0 % 3) }
        let rule = Rule(fraction: 0.2, testFraction: 0.1, seed: 5)
        #expect(
            parts(try split(RowTraits(rowCount: 100), rule))
                == parts(HeldOutSplit(rowCount: 100, fraction: 0.2, testFraction: 0.1, seed: 5, kernels: kernels)))
        #expect(
            parts(try split(RowTraits(rowCount: 100, classes: classes), rule))
                == parts(
                    HeldOutSplit(stratifying: classes, fraction: 0.2, testFraction: 0.1, seed: 5, kernels: kernels)))
    }
}
