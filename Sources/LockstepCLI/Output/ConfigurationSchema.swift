import Experiments
import Files
import Reports
import Vocabulary

/// The JSON Schema (draft 7) of a configuration, for editors: made from the tables that check it.
///
/// It knows rules within one section; only `lockstep config check` knows those between sections.
/// Source: https://json-schema.org/draft-07
struct ConfigurationSchema {
    typealias Members = [(key: String, value: JSONValue)]

    /// The document.
    var document: JSONValue {
        .object(
            [
                ("$schema", .string("http://json-schema.org/draft-07/schema#")),
                ("title", .string("Lockstep configuration")),
            ] + section("", required: true))
    }

    // MARK: - Sections

    private func section(_ path: String, required isRequired: Bool) -> Members {
        let entries = Schema.keys.filter { Schema.parent(of: $0.path) == path }
        let sections = Schema.sections.filter { Schema.parent(of: $0.path) == path }
        let properties =
            entries.map { (Schema.name(of: $0.path), property($0)) }
            + sections.map { inner in
                let members = section(inner.path, required: inner.presence == .required)
                return (
                    Schema.name(of: inner.path),
                    JSONValue.object([("description", .string(inner.documentation))] + members)
                )
            }
        let required =
            entries.filter(\.isAlwaysRequired).map(\.path)
            + sections.filter { $0.presence == .required }.map(\.path)
        let alternatives = sections.filter { $0.presence == .alternative }
        var members: Members = [
            // A section that may be left out may be left empty, too.
            ("type", isRequired ? .string("object") : .array([.string("object"), .string("null")])),
            ("additionalProperties", .bool(false)),
            ("properties", .object(properties)),
        ]
        if !required.isEmpty { members.append(("required", names(required))) }
        if !alternatives.isEmpty {
            let choices = alternatives.map { JSONValue.object([("required", names([$0.path]))]) }
            members.append(("oneOf", .array(choices)))
        }
        let dependencies = entries.compactMap(dependency)
        if !dependencies.isEmpty { members.append(("dependencies", .object(dependencies))) }
        let demands = entries.flatMap(demands)
        if !demands.isEmpty { members.append(("allOf", .array(demands))) }
        return members
    }

    private func names(_ paths: [String]) -> JSONValue { .array(paths.map { .string(Schema.name(of: $0)) }) }

    /// Where a key applies, if that is decided in its own section.
    private func dependency(_ entry: Schema.Entry) -> (key: String, value: JSONValue)? {
        guard let condition = entry.condition, let decider = decider(condition, of: entry) else { return nil }
        let members = [("properties", choice(condition))] + written(decider, unlessAmong: condition.words)
        return (Schema.name(of: entry.path), .object(members))
    }

    /// That a choice must be written, where its default is none of some words.
    private func written(_ decider: Schema.Entry, unlessAmong words: [String]) -> Members {
        func isAmong(_ presence: Schema.Presence) -> Bool {
            if case .defaulted(.text(let word)) = presence { words.contains(word) } else { false }
        }
        func isNear(_ variant: Schema.Variant) -> Bool { self.decider(variant.condition, of: decider) != nil }
        let right = decider.variants.filter { isAmong($0.presence) }
        let wrong = decider.variants.filter { !isAmong($0.presence) && isNear($0) }
        if isAmong(decider.presence) && wrong.isEmpty || !right.allSatisfy(isNear) { return [] }
        var choices = [JSONValue.object([("required", names([decider.path]))])]
        choices += right.map { .object(holds($0.condition)) }
        if isAmong(decider.presence) {
            let exceptions = JSONValue.object([("anyOf", .array(wrong.map { .object(holds($0.condition)) }))])
            choices.append(.object([("not", exceptions)]))
        }
        return [("anyOf", .array(choices))]
    }

    /// That a condition is written to hold.
    private func holds(_ condition: Schema.Condition) -> Members {
        [("properties", choice(condition)), ("required", names([condition.path]))]
    }

    /// What choices in its own section make a key necessary.
    private func demands(_ entry: Schema.Entry) -> [JSONValue] {
        var conditions = entry.variants.filter { $0.presence.isRequired }.map(\.condition)
        if let condition = entry.condition, entry.presence.isRequired { conditions.append(condition) }
        return conditions.filter { decider($0, of: entry) != nil }.map { condition in
            return .object([
                ("if", .object(holds(condition))), ("then", .object([("required", names([entry.path]))])),
            ])
        }
    }

    private func decider(_ condition: Schema.Condition, of entry: Schema.Entry) -> Schema.Entry? {
        guard Schema.parent(of: condition.path) == Schema.parent(of: entry.path) else { return nil }
        return Schema.keys.first { $0.path == condition.path }
    }

    private func choice(_ condition: Schema.Condition) -> JSONValue {
        let value =
            condition.isNumber ? JSONValue.object([("not", words(["auto"]))]) : words(condition.words)
        return .object([(Schema.name(of: condition.path), value)])
    }

    private func words(_ words: [String]) -> JSONValue { .object([("enum", .array(words.map { .string($0) }))]) }

    // MARK: - Keys

    private func property(_ entry: Schema.Entry) -> JSONValue {
        var members: Members = [("description", .string(entry.documentation))]
        if case .defaulted(let setting) = entry.presence, entry.variants.isEmpty {
            members.append(("default", json(setting)))
        }
        return .object(members + type(entry.type))
    }

    private func json(_ setting: Setting) -> JSONValue {
        switch setting {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .number(let number): number == number.rounded() ? .integer(Int(number)) : .number(number)
        case .boolean(let value): .bool(value)
        case .list(let settings): .array(settings.map(json))
        case .auto: .string("auto")
        case .named(let numbers): .object(numbers.map { ($0.name, .number($0.number)) })
        case .parameters(let parameters): .object(parameters.map { ($0.name, .string($0.text)) })
        }
    }

    private func type(_ type: Schema.ValueType) -> Members {
        switch type {
        case .text(let rule): text(rule)
        case .file: text(.any)
        case .files: [("anyOf", .array([.object(text(.any)), .object(list(of: .object(text(.any))))]))]
        case .boolean: [("type", .string("boolean"))]
        case .choice(let words, _):
            // Without quotes, true and false are no text.
            [("enum", .array(words.map { .string($0) } + words.compactMap { Bool($0).map { .bool($0) } }))]
        case .integer(let range): [("anyOf", .array(integer(range)))]
        case .autoOrInteger(let range): [("anyOf", .array([.object([("const", .string("auto"))])] + integer(range)))]
        case .autoOrNumber(let range):
            [("anyOf", .array([.object([("const", .string("auto"))])] + number(range)))]
        case .number(let range): [("anyOf", .array(number(range)))]
        case .numbers: list(of: .object([("anyOf", .array(number(.any)))]))
        case .integers(let range, _): list(of: .object([("anyOf", .array(integer(range)))]))
        case .texts: list(of: .object(text(.any)))
        case .pairs:
            list(
                of: .object([
                    ("type", .string("array")), ("minItems", .integer(2)), ("maxItems", .integer(2)),
                    ("items", .object(text(.any))),
                ]))
        case .counts(let range): byName(.object([("anyOf", .array(integer(range)))]))
        case .classWeighting: classWeighting
        case .searchSpace: searchSpace
        }
    }

    private var classWeighting: Members {
        let byName = byName(.object([("anyOf", .array(number(NumberRange(from: 0))))]))
        return [("anyOf", .array([words(["none", "balanced"]), .object(byName)]))]
    }

    private func byName(_ value: JSONValue) -> Members {
        [("type", .string("object")), ("minProperties", .integer(1)), ("additionalProperties", value)]
    }

    private func list(of items: JSONValue) -> Members {
        [("type", .string("array")), ("minItems", .integer(1)), ("items", items)]
    }

    private func text(_ rule: Schema.TextRule) -> Members {
        switch rule {
        case .any: [("type", .string("string")), ("minLength", .integer(1))]
        case .directoryName:
            [("type", .string("string")), ("pattern", .string("^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$"))]
        case .directoryTemplate: [("type", .string("string")), ("pattern", .string("^([^{}]|\\{name\\})+$"))]
        }
    }

    /// A whole number, or one with underscores between its digits, which editors take for text.
    private func integer(_ range: ClosedRange<Int>) -> [JSONValue] {
        [
            .object([
                ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
                ("maximum", .integer(range.upperBound)),
            ]), pattern("^[+-]?[0-9]+(_[0-9]+)*$"),
        ]
    }

    private func number(_ range: NumberRange) -> [JSONValue] {
        let bounds = range.bounds.map { (key: $0.keyword, value: JSONValue.number($0.number)) }
        return [
            .object([("type", .string("number"))] + bounds),
            pattern("^[+-]?([0-9]+(_[0-9]+)*)?(\\.([0-9]+(_[0-9]+)*)?)?([eE][+-]?[0-9]+)?$"),
        ]
    }

    private func pattern(_ pattern: String) -> JSONValue {
        .object([("type", .string("string")), ("pattern", .string(pattern))])
    }

    // MARK: - Sweeps

    /// Each key by its path, and by its name where no other key has it.
    private var searchSpace: Members {
        let entries = Schema.keys.filter { SearchSpace.isSearchable($0.path) }
        let properties = entries.flatMap { entry in
            let domain = JSONValue.object([
                ("description", .string(entry.documentation)), ("anyOf", .array(domains(of: entry))),
            ])
            let name = Schema.name(of: entry.path)
            let isUnique = Schema.keys.count { Schema.name(of: $0.path) == name } == 1
            return [(entry.path, domain)] + (isUnique ? [(name, domain)] : [])
        }
        return [
            ("type", .string("object")), ("minProperties", .integer(1)), ("additionalProperties", .bool(false)),
            ("properties", .object(properties)),
        ]
    }

    private func domains(of entry: Schema.Entry) -> [JSONValue] {
        let item = JSONValue.object(type(entry.type))
        let values = JSONValue.object(list(of: item))
        guard entry.type.isNumber else { return [values] }
        let bounds = JSONValue.object([
            ("type", .string("array")), ("minItems", .integer(2)), ("maxItems", .integer(2)), ("items", item),
        ])
        return [values]
            + ["uniform", "log_uniform"].map { name in
                .object([
                    ("type", .string("object")), ("required", .array([.string(name)])),
                    ("additionalProperties", .bool(false)), ("properties", .object([(name, bounds)])),
                ])
            }
    }
}

extension Schema.Presence {
    fileprivate var isRequired: Bool {
        if case .required = self { true } else { false }
    }
}
