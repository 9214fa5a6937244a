public import Measures
public import Training

extension Evaluation {
    /// The measures by name, each name with a prefix; `null` where one is undefined, with the reason under `undefined`.
    public func members(prefix: String = "") -> [(key: String, value: JSONValue)] {
        let entries = measures.entries
        var members: [(key: String, value: JSONValue)] = [("\(prefix)rows", .integer(rowCount))]
        members += entries.map { ("\(prefix)\($0.measure)", $0.value.json) }
        if case .classification(let measures) = self {
            members.append(("\(prefix)label_entropy", .number(measures.labelEntropy)))
        }
        let reasons = entries.compactMap { entry in
            entry.value.reasonOfNull.map { (key: entry.measure.rawValue, value: JSONValue.string($0)) }
        }
        if !reasons.isEmpty { members.append(("\(prefix)undefined", .object(reasons))) }
        return members
    }

    /// The main measures on one line.
    public var line: String {
        let values = measures
        let texts = mainMeasures.map { "\($0) \(values[$0]?.text() ?? "-")" }
        return "\(texts.joined(separator: "  "))  (\(Format.count(rowCount, "row")))"
    }

    /// What people look at first.
    var mainMeasures: [Measure] {
        switch self {
        case .regression(let measures):
            measures.deviance == nil ? [.mse, .rmse, .mae, .r2] : [.deviance, .d2, .rmse, .mae]
        case .classification(let measures):
            measures.classes.count == 2
                ? [.accuracy, .rocAUC, .averagePrecision, .recall, .f1]
                : [.accuracy, .balancedAccuracy, .f1Macro, .rocAUC]
        }
    }
}

extension MeasuredValue {
    /// The number; `null` where there is none.
    public var json: JSONValue { number.map { .number($0) } ?? .null }

    /// Why JSON has no number; nil where it has one.
    var reasonOfNull: String? {
        switch self {
        case .undefined(let reason): reason
        case .number(let number): number.isFinite ? nil : "it is infinite"
        }
    }

    /// The number as people read it; a dash where there is none.
    func text(digits: Int32 = 6) -> String { number.map { Format.metric($0, digits: digits) } ?? "-" }
}
