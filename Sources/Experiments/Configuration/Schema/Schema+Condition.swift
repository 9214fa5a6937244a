extension Schema {
    /// That a choice, a key further up in the table, is one of certain words, or that a number there is left to the program or
    /// not.
    package struct Condition: Sendable {
        package let path: String
        package let words: [String]

        init<Word: Choice>(_ key: Key<Word>, _ words: [Word]) {
            self.path = key.path
            self.words = words.map(\.rawValue)
        }

        /// That a number is given, or that it is left to the program.
        init(_ key: Key<AutoOrNumber>, isGiven: Bool) {
            path = key.path
            words = [isGiven ? Self.number : Self.auto]
        }

        /// Whether it is that a number is given which could be left to the program.
        package var isNumber: Bool { words == [Self.number] }

        /// That a number is given at a path, maybe after the key that this is for.
        init(numberAt path: String) {
            self.path = path
            words = [Self.number]
        }

        private static let number = "a number", auto = "auto"

        private func word(in values: [String: Setting]) -> String? {
            switch values[path] {
            case .text(let word): word
            case .number: Self.number
            case .auto: Self.auto
            default: nil
            }
        }

        func holds(in values: [String: Setting]) -> Bool { word(in: values).map(words.contains) ?? false }

        /// What is the case instead, as messages name it: `optimizer.kind is adam`.
        func fact(in values: [String: Setting]) -> String {
            word(in: values).map { "\(path) is \($0)" } ?? "\(path) is not given"
        }
    }

    /// What a key accepts, and what holds where it is not given, under a condition.
    package struct Variant: Sendable {
        package let condition: Condition
        /// Where it is missing, the key's own type.
        let type: ValueType?
        package let presence: Presence

        /// Whether nothing but the default differs.
        fileprivate var isDefaultOnly: Bool {
            if case .defaulted = presence { type == nil } else { false }
        }
    }

    /// The paths of the keys that decide whether and how others apply, more than by their defaults.
    static let decidingPaths = Set(
        keys.flatMap { entry in
            (entry.variants.filter { !$0.isDefaultOnly }.map(\.condition) + [entry.condition].compactMap(\.self)).map(
                \.path)
        })
}

extension Schema.Entry {
    /// Whether the key applies beside the values of the keys before it, if its section does.
    func applies(beside values: [String: Setting]) -> Bool {
        condition?.holds(in: values) ?? true
    }

    /// Whether the key must be given whatever the values of others.
    package var isAlwaysRequired: Bool {
        guard case .required = presence else { return false }
        return condition == nil && variants.isEmpty
    }

    /// What is different beside the values of the keys before it.
    func variant(beside values: [String: Setting]) -> Schema.Variant? {
        variants.first { $0.condition.holds(in: values) }
    }
}

// MARK: - Adding conditions to keys

extension Schema.Key {
    /// The key as one that applies only where another is one of certain words.
    func only<Word: Choice>(for words: Word..., of key: Schema.Key<Word>) -> Self { only(for: words, of: key) }

    /// The key as one that applies only where another is one of certain words.
    func only<Word: Choice>(for words: [Word], of key: Schema.Key<Word>) -> Self {
        var entry = entry
        entry.condition = Schema.Condition(key, words)
        return Self(entry: entry)
    }

    /// The key with another default where another key is one of certain words.
    func defaulting<Word: Choice>(to value: Value, for words: Word..., of key: Schema.Key<Word>) -> Self {
        guard let setting = value.setting else { preconditionFailure("\(path) cannot default to nothing") }
        return adding(Schema.Variant(condition: .init(key, words), type: nil, presence: .defaulted(setting)))
    }

    /// The key with another default where a number is given at a path, maybe after the key.
    func defaulting(to value: Value, whereNumberIsGivenAt path: String) -> Self {
        guard let setting = value.setting else { preconditionFailure("\(self.path) cannot default to nothing") }
        return adding(Schema.Variant(condition: .init(numberAt: path), type: nil, presence: .defaulted(setting)))
    }

    /// The key with another default where a number is given, or left to the program.
    func defaulting(to value: Value, where key: Schema.Key<AutoOrNumber>, isGiven: Bool) -> Self {
        guard let setting = value.setting else { preconditionFailure("\(path) cannot default to nothing") }
        return adding(
            Schema.Variant(condition: .init(key, isGiven: isGiven), type: nil, presence: .defaulted(setting)))
    }

    private func adding(_ variant: Schema.Variant) -> Self {
        var entry = entry
        entry.variants.append(variant)
        return Self(entry: entry)
    }
}

extension Schema.Key where Value: Choice {
    /// The key with fewer words where another key's word allows fewer; the first of them is the default.
    func narrowed<Word: Choice>(by key: Schema.Key<Word>, to allowed: (Word) -> [Value]) -> Self {
        Word.allCases.reduce(self) { narrowed, word in
            let choices = allowed(word)
            guard choices != Array(Value.allCases) else { return narrowed }
            return narrowed.adding(
                Schema.Variant(
                    condition: .init(key, [word]), type: .choice(choices.map(\.rawValue)),
                    presence: .defaulted(.text(choices[0].rawValue))))
        }
    }
}
