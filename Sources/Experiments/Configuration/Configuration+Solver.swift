import KernelTable
import Models
import Optimizers
public import Training

/// What solvers can be used for.
extension Configuration {
    private static let mostIterations = 1000
    private static let tolerance = 1e-6

    mutating func matchSolver() throws(ConfigurationError) {
        typealias Keys = Schema.Training
        guard let solver = self[Schema.Optimizer.kind].solver else {
            guard let tolerance = self[Keys.tolerance] else { return }
            throw error(
                at: Keys.tolerance, found: "\(tolerance)", expected: "nothing, or a solver as optimizer.kind"
            ).since(fact(of: Schema.Optimizer.kind))
        }
        if let obstacle = obstacle(to: solver) {
            throw error(
                at: Schema.Optimizer.kind, found: solver.rawValue, expected: expectedInstead(of: solver)
            ).since(obstacle)
        }
        if self[Keys.averaging] != .none {
            throw error(at: Keys.averaging, found: self[Keys.averaging].rawValue, expected: "none")
                .since("\(Schema.Optimizer.kind.path) is \(solver.rawValue)")
        }
        if self[Keys.l1] > 0, !solver.allowsL1 {
            throw error(at: Schema.Optimizer.kind, found: solver.rawValue, expected: "lbfgs, or an update rule")
                .since("\(Keys.l1.path) is above 0")
        }
        let schedule = Schema.Optimizer.Schedule.section
        if has(schedule) {
            throw error(
                at: Schema.Optimizer.Schedule.kind, found: "\(self[Schema.Optimizer.Schedule.kind])",
                expected: "no \(schedule.path)"
            ).since(fact(of: Schema.Optimizer.kind))
        }
        if !isGiven(Keys.epochs) { self[Keys.epochs] = Self.mostIterations }
        if self[Keys.tolerance] == nil { self[Keys.tolerance] = Self.tolerance }
    }

    /// What is in the way of a solver, as messages name it; nil where nothing is.
    private func obstacle(to solver: SolverKind) -> String? {
        let loss = self[Schema.Model.loss]
        if !loss.isSmooth { return fact(of: Schema.Model.loss) }
        // Each step drops other units: there is no one function to go down.
        let dropout = Schema.Model.dropout
        if has(dropout), self[dropout] > 0 { return "\(dropout.path) is above 0" }
        switch solver {
        case .exact:
            if self[Schema.Model.kind] != .linearRegression { return fact(of: Schema.Model.kind) }
            return loss == .squared ? nil : fact(of: Schema.Model.loss)
        case .newton: return self[Schema.Model.kind] == .mlp ? fact(of: Schema.Model.kind) : nil
        case .lbfgs: return nil
        }
    }

    private func expectedInstead(of solver: SolverKind) -> String {
        let others = SolverKind.allCases.filter { obstacle(to: $0) == nil }.map(\.rawValue)
        return (others + ["an update rule"]).joined(separator: ", or ")
    }

    /// What the solver is to do; nil for minibatch descent.
    public var solver: SolverSettings? {
        guard let kind = self[Schema.Optimizer.kind].solver else { return nil }
        return SolverSettings(
            kind, tolerance: self[Schema.Training.tolerance] ?? Self.tolerance, l1: self[Schema.Training.l1],
            l2: self[Schema.Training.l2])
    }
}
