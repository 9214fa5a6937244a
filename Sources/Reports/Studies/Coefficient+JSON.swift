import Studies

extension Coefficient {
    /// The coefficient as an object; the bias has no name: `null`.
    var json: JSONValue {
        var members: [(key: String, value: JSONValue)] = [("feature", feature.map { .string($0) } ?? .null)]
        if let className { members.append(("class", .string(className))) }
        members.append(("coefficient", .number(unscaled)))
        members.append(("scaled", .number(scaled)))
        return .object(members)
    }
}
