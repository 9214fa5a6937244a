import Files
public import Models

/// The parameters that a training begins with in place of the model's own initial ones.
public struct StartingPoint: Sendable {
    /// The parameters, in the layout of the model that is trained.
    public let parameters: [Float]
    /// The digest of the parameters.
    public let digest: Digest
    /// The features that the model before did not have.
    public var newFeatures: [String] = []
    /// The features of the model before that the rows do not have.
    public var goneFeatures: [String] = []
    /// The classes that the model before did not have.
    public var newClasses: [String] = []
    /// The classes of the model before that the rows do not have.
    public var goneClasses: [String] = []

    /// Takes parameters.
    /// - Parameters:
    ///   - parameters: `layout.count` numbers.
    ///   - layout: where the model's tensors lie.
    public init(_ parameters: [Float], _ layout: ParameterLayout) {
        self.parameters = parameters
        digest = Digest(of: parameters, layout: layout)
    }

    /// What the rows have and the model before had not, and the other way round, in one line; nil where they have the same.
    public var differences: String? {
        let parts = [
            Self.list("new, at their initial value", "column", newFeatures),
            Self.list("no longer there", "column", goneFeatures),
            Self.list("new, at their initial value", "class", newClasses),
            Self.list("no longer there", "class", goneClasses),
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private static let shownCount = 10

    private static func list(_ state: String, _ noun: String, _ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        let plural = noun == "class" ? "classes" : "columns"
        return "\(names.count) \(names.count == 1 ? noun : plural) \(state): \(OneLine.list(names, limit: shownCount))"
    }
}
