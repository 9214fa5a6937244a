import TestSupport

/// A row of numbers to learn from.
struct Row {
    var features: [Double]
    var target: Double
}

/// The weights and bias that fit rows best, in closed form: the normal equations, solved in double
/// precision. The bias is the last number.
func leastSquares(_ rows: [Row]) -> [Double] {
    let size = rows[0].features.count + 1
    var equations = [[Double]](repeating: [Double](repeating: 0, count: size + 1), count: size)
    for row in rows {
        let inputs = row.features + [1]
        for i in 0..<size {
            for j in 0..<size { equations[i][j] += inputs[i] * inputs[j] }
            equations[i][size] += inputs[i] * row.target
        }
    }
    return solution(of: equations)
}

/// Solves linear equations, each a row of factors and the right side, by elimination with pivots.
func solution(of equations: [[Double]]) -> [Double] {
    var equations = equations
    let size = equations.count
    for column in 0..<size {
        let pivot = (column..<size).max { abs(equations[$0][column]) < abs(equations[$1][column]) }
        equations.swapAt(column, pivot ?? column)
        for i in 0..<size where i != column {
            let factor = equations[i][column] / equations[column][column]
            for j in column...size { equations[i][j] -= factor * equations[column][j] }
        }
    }
    return (0..<size).map { equations[$0][size] / equations[$0][$0] }
}

/// What weights, with the bias at their end, say of some features.
func prediction(_ weights: [Double], _ features: [Double]) -> Double {
    zip(weights, features + [1]).reduce(0) { $0 + $1.0 * $1.1 }
}

/// The mean of the squared errors.
func meanSquaredError(_ weights: [Double], _ rows: [Row]) -> Double {
    rows.reduce(0) { sum, row in
        let error = prediction(weights, row.features) - row.target
        return sum + error * error
    } / Double(rows.count)
}

extension SplitMix {
    /// A number evenly from -1 to 1.
    mutating func uniform() -> Double { Double.random(in: -1...1, using: &self) }
}
