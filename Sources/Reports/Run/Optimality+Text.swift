import Files
import Optimizers
public import Training

extension Optimality {
    /// The record as an object.
    public var json: JSONValue {
        .object([
            ("gradient_norm", .number(gradientNorm)), ("tolerance", .number(tolerance)),
            ("estimated_gap", estimatedGap.map { .number($0) } ?? .null), ("objective", .number(objective)),
            ("passes", .integer(passCount)), ("end", end.map { .string($0.rawValue) } ?? .null),
            ("dependent_features", .array(dependentFeatures.map { .string($0) })),
        ])
    }

    /// A line for people: how near the optimum is.
    var line: String {
        let gap = estimatedGap.map { ", about \(Format.metric($0, digits: 2)) above the least objective" } ?? ""
        return "optimum         gradient \(Format.metric(gradientNorm, digits: 2)) of a useless model's"
            + " (training.tolerance \(tolerance))\(gap); \(Format.grouped(passCount)) \(passCount == 1 ? "pass" : "passes") over the rows"
    }

    /// What the user should know: that the tolerance was not reached, why, and what helps; and which columns take no part.
    func warnings(of solver: SolverKind?) -> [String] {
        var warnings: [String] = []
        let rest = "the gradient is \(Format.metric(gradientNorm, digits: 2)) of a useless model's"
        switch end {
        case .iterations where gradientNorm > tolerance:
            warnings.append(
                "the optimum is not reached: \(rest), and training.tolerance is \(tolerance); "
                    + "more training.epochs help, or a larger training.l2"
                    + (solver == .lbfgs ? ", or optimizer.kind: newton" : ""))
        case .precision:
            warnings.append(
                "the optimum is not reached to training.tolerance \(tolerance): \(rest), and no better point can be "
                    + "told apart; data.scale: standard or a larger training.l2 helps")
        default: break
        }
        if !dependentFeatures.isEmpty {
            warnings.append(
                "\(dependentFeatures.map { OneLine.quoted($0) }.joined(separator: ", ")) can be computed from the "
                    + "columns before, so that the weight is left at 0; training.l2 shares weights among such columns")
        }
        return warnings
    }
}
