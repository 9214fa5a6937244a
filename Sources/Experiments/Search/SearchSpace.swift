/// The keys that a sweep searches, and the values of each.
public struct SearchSpace: Sendable, Equatable {
    /// A key and its values.
    public struct Parameter: Sendable, Equatable {
        /// The values that are tried.
        public enum Domain: Sendable, Equatable {
            /// Some values, in the order in which they were given.
            case values([Setting])
            /// Numbers between two, both included, each as likely as any other.
            case uniform(Double, Double)
            /// The same of the numbers' logarithms.
            case logUniform(Double, Double)
        }

        /// The dotted path of the key, such as `optimizer.learning_rate`.
        public let path: String
        /// Its values.
        public let domain: Domain
        /// Whether a range holds whole numbers only.
        package let isWhole: Bool

        /// The key as a sweep names it: without its section, where no other key has the same name.
        public var name: String {
            let name = Schema.name(of: path)
            return Schema.keys.count { Schema.name(of: $0.path) == name } == 1 ? name : path
        }
    }

    /// The keys, in the order in which they were given.
    public let parameters: [Parameter]

    package init(_ parameters: [Parameter]) { self.parameters = parameters }

    /// The keys as a sweep names them.
    public var names: [String] { parameters.map(\.name) }
}

extension SearchSpace: SettingValue {
    /// The space of a setting of keys and values.
    public init?(setting: Setting?) {
        guard case .parameters(let parameters) = setting else { return nil }
        self.init(parameters)
    }

    /// A setting of keys and values.
    public var setting: Setting? { .parameters(parameters) }
}

extension SearchSpace.Parameter {
    /// The values as YAML.
    package var text: String {
        switch domain {
        case .values(let settings): "[\(settings.map(text(of:)).joined(separator: ", "))]"
        case .uniform(let low, let high): "{uniform: [\(Numerals.text(low)), \(Numerals.text(high))]}"
        case .logUniform(let low, let high): "{log_uniform: [\(Numerals.text(low)), \(Numerals.text(high))]}"
        }
    }

    /// One of the values as YAML, as `--set` takes it.
    package func text(of setting: Setting) -> String {
        guard let entry = Schema.keys.first(where: { $0.path == path }) else { preconditionFailure("no key \(path)") }
        return ConfigurationWriter.text(of: setting, as: entry.type)
    }
}
