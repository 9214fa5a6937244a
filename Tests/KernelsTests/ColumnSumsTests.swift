import Kernels
import TestSupport
import Testing

@Suite struct ColumnSumsTests {
    private static func problems(shardCount: Int, _ random: inout SplitMix) -> [ColumnSumsProblem] {
        ColumnSumsProblem.columnCounts.flatMap { columnCount in
            ColumnSumsProblem.strides.flatMap { stride in
                (0..<12).map { _ in
                    ColumnSumsProblem(columnCount: columnCount, stride: stride, shardCount: shardCount, &random)
                }
            }
        }
    }

    /// A list has each column that has a sum, once; marks say the same.
    private func expect(
        _ sums: SumsBuffer, _ numbers: [Float], of columns: Set<Int>, _ problem: ColumnSumsProblem,
        location: SourceLocation = #_sourceLocation
    ) {
        #expect(bits(sums.contents) == bits(numbers), "\(problem)", sourceLocation: location)
        #expect(sums.isIntact, "\(problem): written outside", sourceLocation: location)
        if let listed = sums.listed {
            #expect(listed.count <= sums.view.listLimit, "\(problem)", sourceLocation: location)
            #expect(listed.sorted() == columns.sorted(), "\(problem)", sourceLocation: location)
            #expect(sums.marked == columns.sorted(), "\(problem)", sourceLocation: location)
        }
    }

    @Test(arguments: InstructionSet.available)
    func contributionsAreAddedInOrder(_ set: InstructionSet) {
        var random = SplitMix(state: 131)
        var (listCount, noListCount) = (0, 0)
        for problem in Self.problems(shardCount: 4, &random) {
            let sums = SumsBuffer(problem)
            for shard in problem.shards.indices {
                problem.add(shard, to: sums, set)
                expect(sums, problem.sums(of: 0...shard), of: problem.columns(of: 0...shard), problem)
                if sums.listed == nil { noListCount += 1 } else { listCount += 1 }
            }
            sums.view.clear()
            #expect(sums.isClear && sums.isIntact, "\(problem)")
        }
        #expect(listCount > 100 && noListCount > 100)
    }

    @Test(arguments: InstructionSet.available)
    func sumsAreMoved(_ set: InstructionSet) {
        var random = SplitMix(state: 132)
        for problem in Self.problems(shardCount: 6, &random) {
            let (left, right) = (SumsBuffer(problem), SumsBuffer(problem))
            var expected = [Float](repeating: 0, count: left.contents.count)
            // Sums that were moved serve again.
            for first in stride(from: 0, to: problem.shards.count, by: 2) {
                let pair = first...first + 1
                for shard in pair { problem.add(shard, to: right, set) }
                set.kernels.moveSums(left.view, right.view)
                expected = zip(expected, problem.sums(of: pair)).map { $0 + $1 }
                expect(left, expected, of: problem.columns(of: 0...pair.upperBound), problem)
                #expect(right.isClear && right.isIntact, "\(problem)")
            }
        }
    }
}
