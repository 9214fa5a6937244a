/// Solves H x = right approximately, with H given by its products: preconditioned conjugate gradients.
///
/// Source: Nocedal and Wright, Numerical Optimization, algorithm 5.3; ends where the matrix curves a direction no more
/// (section 7.1).
struct ConjugateGradients {
    /// The solution.
    private(set) var solution: [Double]
    /// How many products it took.
    private(set) var iterationCount = 0

    /// - Parameters:
    ///   - isInterrupted: asked before each product; nil is the result where it is true.
    ///   - right: the right side.
    ///   - reduction: by how much the residual is to be made smaller, in the norm of the preconditioner.
    ///   - limit: the most products.
    ///   - preconditioned: an approximate inverse of H, times a vector.
    ///   - product: H times a vector.
    init?(
        isInterrupted: () -> Bool = { false }, right: [Double], reduction: Double, limit: Int,
        preconditioned: ([Double]) -> [Double],
        product: ([Double]) -> [Double]
    ) {
        solution = [Double](repeating: 0, count: right.count)
        var residual = right
        var inverse = preconditioned(residual)
        var direction = inverse
        var size = dot(residual, inverse)
        let goal = reduction * reduction * size
        while iterationCount < limit, size > goal {
            guard !isInterrupted() else { return nil }
            let image = product(direction)
            let curvature = dot(direction, image)
            guard curvature > 0, curvature.isFinite else {
                if iterationCount == 0 { solution = direction }
                return
            }
            iterationCount += 1
            let step = size / curvature
            solution = sum(solution, step, direction)
            residual = sum(residual, -step, image)
            inverse = preconditioned(residual)
            let next = dot(residual, inverse)
            direction = sum(inverse, next / size, direction)
            size = next
        }
    }
}
