/// L-BFGS: directions from the last steps and the changes of the gradient over them (Nocedal and Wright, Numerical
/// Optimization, algorithm 7.4). Where second derivatives are known, those over some rows, output by output, are what it
/// begins with, taken again at iterations 4, 16, 64 …; what outputs have in common is then left for it to find.
struct LimitedMemoryIteration: SolverIteration {
    private let objective: any Objective
    /// The objective where its second derivatives are known and are to be used.
    private let curved: (any CurvedObjective)?
    /// Where second derivatives were taken; nil before they were.
    private var anchor: [Double]?
    private var iterationCount = 0
    /// Steps and changes of the gradient, the oldest first.
    private var steps: [[Double]] = []
    private var changes: [[Double]] = []

    private static let mostPairs = 20

    /// - Parameters:
    ///   - objective: what is made small.
    ///   - usesCurvature: whether second derivatives are used where they are known.
    init(_ objective: any Objective, usesCurvature: Bool) {
        self.objective = objective
        curved = usesCurvature ? objective as? any CurvedObjective : nil
    }

    var memory: SolverMemory {
        get {
            SolverMemory(
                vectors: (anchor.map { [$0] } ?? []) + zip(steps, changes).flatMap { [$0, $1] },
                numbers: [Double(iterationCount)])
        }
        set {
            let pairs = newValue.vectors.count % 2 == 0 ? newValue.vectors[...] : newValue.vectors.dropFirst()
            steps = stride(from: pairs.startIndex, to: pairs.endIndex, by: 2).map { pairs[$0] }
            changes = stride(from: pairs.startIndex + 1, to: pairs.endIndex, by: 2).map { pairs[$0] }
            iterationCount = newValue.numbers.first.map { Int($0) } ?? 0
            anchor = newValue.vectors.count % 2 == 0 ? nil : newValue.vectors.first
            guard let anchor, let curved else { return }
            _ = curved.evaluate(at: anchor)
            curved.takePreconditioner()
        }
    }

    mutating func direction(
        at point: [Double], _ value: ObjectiveValue, reduction: Double, isInterrupted: () -> Bool
    ) -> [Double]? {
        iterationCount += 1
        if let curved, iterationCount.isPowerOfFour {
            curved.takePreconditioner()
            anchor = point
        }
        var rest = value.gradient
        var shares: [Double] = []
        for (step, change) in zip(steps, changes).reversed() {
            let share = dot(step, rest) / dot(step, change)
            rest = sum(rest, -share, change)
            shares.append(share)
        }
        var result = objective.preconditioned(rest)
        if let step = steps.last, let change = changes.last {
            let factor = dot(step, change) / dot(change, objective.preconditioned(change))
            for index in result.indices { result[index] *= factor }
        }
        for ((step, change), share) in zip(zip(steps, changes), shares.reversed()) {
            result = sum(result, share - dot(change, result) / dot(step, change), step)
        }
        return result.map { -$0 }
    }

    mutating func didMove(by step: [Double], _ before: ObjectiveValue, _ after: ObjectiveValue) {
        let change = sum(after.gradient, -1, before.gradient)
        // A pair without curvature says nothing.
        guard dot(step, change) > 1e-14 * norm(step) * norm(change) else { return }
        steps.append(step)
        changes.append(change)
        if steps.count > Self.mostPairs {
            steps.removeFirst()
            changes.removeFirst()
        }
    }
}

extension Int {
    fileprivate var isPowerOfFour: Bool { nonzeroBitCount == 1 && trailingZeroBitCount % 2 == 0 }
}
