import KernelTable
import Vocabulary

extension SearchSpace {
    /// What is accepted, as messages name it after the word "expected".
    static let expected = "keys with their values, such as {learning_rate: {log_uniform: [0.001, 1]}}"

    private static let expectedDomain = "a list of values, {uniform: [low, high]} or {log_uniform: [low, high]}"

    /// Reads the value of `sweep.parameters`.
    init(
        _ node: ConfigurationNode, at place: ConfigurationError.Location, path: String
    ) throws(ConfigurationError) {
        guard case .mapping(let pairs, _) = node, !pairs.isEmpty else {
            throw ConfigurationError(at: place, path: path, found: node.found, expected: Self.expected)
        }
        var parameters: [Parameter] = []
        for pair in pairs {
            let entry = try Self.entry(pair)
            guard !parameters.contains(where: { $0.path == entry.path }) else {
                throw ConfigurationError(at: pair.keyLocation, path: entry.path, problem: "given twice")
            }
            parameters.append(
                Parameter(path: entry.path, domain: try Self.domain(pair, entry), isWhole: entry.type.isWhole))
        }
        self.init(parameters)
    }

    // MARK: - Keys

    /// The key of a path, or of a name that only one key has.
    private static func entry(_ pair: ConfigurationNode.Pair) throws(ConfigurationError) -> Schema.Entry {
        let entries = Schema.keys.filter { $0.path == pair.key || Schema.name(of: $0.path) == pair.key }
        guard let entry = entries.first else { throw unknownKey(pair) }
        guard entries.count == 1 else {
            throw ConfigurationError(
                at: pair.keyLocation, path: pair.key,
                problem: "several keys have this name, expected "
                    + alternatives(entries.map(\.path).filter(isSearchable)))
        }
        guard isSearchable(entry.path) else {
            throw ConfigurationError(
                at: pair.keyLocation, path: entry.path,
                problem: "cannot be searched: it does not belong to the model or its training, or it changes what the "
                    + "validation loss means")
        }
        return entry
    }

    private static func unknownKey(_ pair: ConfigurationNode.Pair) -> ConfigurationError {
        let paths = Schema.keys.map(\.path).filter(isSearchable)
        let near =
            UnknownKey.nearest(to: pair.key, among: paths)
            ?? UnknownKey.nearest(to: pair.key, among: paths.map(Schema.name(of:)))
        let hint = near.map { "did you mean \($0)?" } ?? "expected a key of model, training or optimizer"
        return ConfigurationError(at: pair.keyLocation, path: pair.key, problem: "unknown key; \(hint)")
    }

    /// Whether trials with different values can be compared by their losses on the same validation rows.
    package static func isSearchable(_ path: String) -> Bool {
        let sections = [Schema.Model.section, Schema.Training.section, Schema.Optimizer.section]
        let isInSection = sections.contains { path.hasPrefix($0.path + ".") }
        let isExcluded =
            decidesLoss(path) || path.hasPrefix(Schema.Training.Checkpoint.section.path + ".")
            || path == Schema.Training.start.path
        return isInSection && !isExcluded || [Schema.Data.storage.path, Schema.Data.order.path].contains(path)
    }

    /// Whether a key is the loss or one of its numbers.
    private static func decidesLoss(_ path: String) -> Bool {
        let loss = Schema.Model.loss
        let numbers = PointLoss.Kind.allCases.flatMap(\.hyperparameters)
        return path == loss.path || numbers.contains { Schema.path(of: $0, besides: loss) == path }
    }

    // MARK: - Values

    private static func domain(
        _ pair: ConfigurationNode.Pair, _ entry: Schema.Entry
    ) throws(ConfigurationError) -> Parameter.Domain {
        let wrong = ConfigurationError(
            at: pair.location, path: entry.path, found: pair.value.found, expected: expectedDomain)
        switch pair.value {
        case .sequence(let items, _) where !items.isEmpty:
            var settings: [Setting] = []
            for item in items {
                let setting = try entry.type.setting(of: item, at: item.location, path: entry.path)
                guard !settings.contains(setting) else {
                    throw ConfigurationError(
                        at: item.location, path: entry.path, problem: "\(item.found) is given twice")
                }
                settings.append(setting)
            }
            return .values(settings)
        case .mapping(let pairs, _):
            guard pairs.count == 1, let range = pairs.first, ["uniform", "log_uniform"].contains(range.key) else {
                throw wrong
            }
            let (low, high) = try bounds(range, entry)
            guard range.key == "log_uniform" else { return .uniform(low, high) }
            guard low > 0 else {
                throw ConfigurationError(
                    at: range.location, path: entry.path, found: "log_uniform from \(Numerals.text(low))",
                    expected: "a lower bound above 0")
            }
            return .logUniform(low, high)
        default:
            throw wrong
        }
    }

    /// Two numbers that the key accepts, the lower one first.
    private static func bounds(
        _ range: ConfigurationNode.Pair, _ entry: Schema.Entry
    ) throws(ConfigurationError) -> (Double, Double) {
        guard entry.type.isNumber else {
            throw ConfigurationError(
                at: range.keyLocation, path: entry.path, found: range.key, expected: "a list of values: it is no number"
            )
        }
        guard case .sequence(let items, _) = range.value, items.count == 2 else {
            throw ConfigurationError(
                at: range.location, path: entry.path, found: range.value.found,
                expected: "two numbers, as in {\(range.key): [low, high]}")
        }
        var bounds: [Double] = []
        for item in items {
            switch try entry.type.setting(of: item, at: item.location, path: entry.path) {
            case .number(let number): bounds.append(number)
            case .integer(let number): bounds.append(Double(number))
            default:
                throw ConfigurationError(
                    at: item.location, path: entry.path, found: item.found, expected: "a number as a bound")
            }
        }
        guard bounds[0] < bounds[1] else {
            throw ConfigurationError(
                at: range.location, path: entry.path, found: "\(items[0].found) and \(items[1].found)",
                expected: "a lower bound and a higher one")
        }
        return (bounds[0], bounds[1])
    }
}

extension Schema.ValueType {
    /// Whether values are whole numbers.
    var isWhole: Bool {
        switch self {
        case .integer, .autoOrInteger: true
        default: false
        }
    }

    /// Whether values are numbers.
    package var isNumber: Bool {
        switch self {
        case .number, .autoOrNumber: true
        default: isWhole
        }
    }
}
