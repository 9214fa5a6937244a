import Vocabulary

// Keys for the numbers that the words of a choice take, such as `optimizer.momentum` beside `optimizer.kind`.

extension Schema.Key {
    /// A key beside a choice for one of its words' hyperparameters, with its name, range, default and documentation. It
    /// applies for the words that take the hyperparameter; where one of them has another range or default, that holds.
    static func hyperparameter<Word: Choice & Term>(
        _ hyperparameter: Hyperparameter, of choice: Schema.Key<Word>
    ) -> Self {
        var entry = Schema.Entry(
            path: Schema.path(of: hyperparameter, besides: choice), type: hyperparameter.domain.type,
            presence: hyperparameter.domain.presence, documentation: hyperparameter.documentation,
            example: hyperparameter.domain.example)
        var takers: [Word] = []
        for word in Word.allCases {
            guard let own = word.hyperparameters.first(where: { $0.name == hyperparameter.name }) else { continue }
            takers.append(word)
            guard own.domain != hyperparameter.domain else { continue }
            let type = own.domain.type
            entry.variants.append(
                Schema.Variant(
                    condition: .init(choice, [word]), type: type == entry.type ? nil : type,
                    presence: own.domain.presence))
        }
        if takers.count < Word.allCases.count { entry.condition = .init(choice, takers) }
        return Self(entry: entry)
    }
}

extension Schema {
    /// The path of a hyperparameter's key: it stands beside the choice.
    static func path<Word>(of hyperparameter: Hyperparameter, besides choice: Key<Word>) -> String {
        "\(parent(of: choice.path)).\(hyperparameter.name)"
    }
}

extension Hyperparameter.Domain {
    fileprivate var type: Schema.ValueType {
        switch self {
        case .number(let range, _): .number(range)
        case .integer(let range, _), .requiredInteger(let range, _): .integer(range)
        case .boolean: .boolean
        }
    }

    fileprivate var presence: Schema.Presence {
        switch self {
        case .number(_, let number): .defaulted(.number(number))
        case .integer(_, let number): .defaulted(.integer(number))
        case .requiredInteger: .required
        case .boolean(let value): .defaulted(.boolean(value))
        }
    }

    fileprivate var example: Setting? {
        if case .requiredInteger(_, let example) = self { .integer(example) } else { nil }
    }
}

extension Configuration {
    /// The values of the numbers that the chosen word takes.
    func hyperparameters<Word: Choice & Term>(of choice: Schema.Key<Word>) -> HyperparameterValues {
        var values = HyperparameterValues()
        for hyperparameter in self[choice].hyperparameters {
            let path = Schema.path(of: hyperparameter, besides: choice)
            switch self.values[path] {
            case .number(let number): values[hyperparameter] = .number(number)
            case .integer(let number): values[hyperparameter] = .integer(number)
            case .boolean(let value): values[hyperparameter] = .boolean(value)
            default: preconditionFailure("\(path) is missing in Schema.keys")
            }
        }
        return values
    }
}
