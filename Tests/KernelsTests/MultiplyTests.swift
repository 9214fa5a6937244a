import Kernels
import TestSupport
import Testing

@Suite struct MultiplyTests {
    /// With u = 2⁻²⁴, a chain of d fused products is within d u of the terms' magnitudes; a dot product in lanes within
    /// ⌈d/16⌉ u for a lane, 4 u for the foldings and u for the start.
    @Test(arguments: InstructionSet.available, Product.allCases)
    func equalsSumsInDoublePrecision(_ set: InstructionSet, _ product: Product) {
        var random = SplitMix(state: 71)
        for shape in ProductShape.random(product, &random) {
            let problem = ProductProblem(product, shape, &random)
            let found = problem.result(set)
            #expect(found.isIntact, "\(shape): written outside")
            let roundings = product == .transposedRight ? (shape.depth + 15) / 16 + 5 : shape.depth
            let wrong = places(of: shape).first { row, column in
                let (left, right) = problem.factors(row, column)
                let terms =
                    zip(left, right).map { Double($0) * Double($1) } + [Double(problem.start(row, column) ?? 0)]
                let bound = Double(roundings) * 0x1.02p-24 * terms.map(abs).reduce(0, +)
                return !(abs(Double(found.rows[row][column]) - terms.reduce(0, +)) <= bound)
            }
            #expect(wrong == nil, "\(shape): number \(String(describing: wrong))")
        }
    }

    /// However the product is cut in blocks: one chain of fused products in the order of the depth, or a dot product in
    /// sixteen lanes to which the start is added last.
    @Test(arguments: InstructionSet.available, Product.allCases)
    func givesTheBitsOfTheContract(_ set: InstructionSet, _ product: Product) {
        var random = SplitMix(state: 72)
        for shape in ProductShape.random(product, &random) {
            let problem = ProductProblem(product, shape, &random)
            let found = problem.result(set).rows
            let wrong = places(of: shape).first { row, column in
                let (left, right) = problem.factors(row, column)
                let start = problem.start(row, column)
                let expected =
                    product == .transposedRight
                    ? LaneContract.dot(left, right) + (start ?? 0)
                    : zip(left, right).reduce(start ?? 0) { LaneContract.fused($1.0, $1.1, plus: $0) }
                return found[row][column].bitPattern != expected.bitPattern
            }
            #expect(wrong == nil, "\(shape): number \(String(describing: wrong))")
        }
    }

    /// A sum of no products is its start.
    @Test(arguments: InstructionSet.available, Product.allCases)
    func noDepthLeavesTheStart(_ set: InstructionSet, _ product: Product) {
        var random = SplitMix(state: 73)
        for start in ProductShape.Start.allCases {
            let shape = ProductShape(rowCount: 8, columnCount: 20, depth: 0, start: start, picked: .none)
            let problem = ProductProblem(product, shape, &random)
            let found = problem.result(set).rows
            #expect(places(of: shape).allSatisfy { found[$0.row][$0.column] == problem.start($0.row, $0.column) ?? 0 })
        }
    }

    private func places(of shape: ProductShape) -> [(row: Int, column: Int)] {
        (0..<shape.rowCount).flatMap { row in (0..<shape.columnCount).map { (row, $0) } }
    }
}
