import Vocabulary

extension Schema.Key {
    private init(
        _ path: String, _ type: Schema.ValueType, _ presence: Schema.Presence, example: Setting? = nil,
        _ documentation: String
    ) {
        entry = Schema.Entry(
            path: path, type: type, presence: presence, documentation: documentation, example: example)
    }
}

extension Schema.Key where Value == String {
    static func text(
        _ path: String, _ rule: Schema.TextRule = .any, default text: String, _ documentation: String
    ) -> Self {
        Self(path, .text(rule), .defaulted(.text(text)), documentation)
    }
}

extension Schema.Key where Value == FileList {
    static func requiredFiles(_ path: String, example: String, _ documentation: String) -> Self {
        Self(path, .files, .required, example: .text(example), documentation)
    }
}

extension Schema.Key where Value == FileList? {
    static func optionalFiles(_ path: String, example: String, _ documentation: String) -> Self {
        Self(path, .files, .optional, example: .text(example), documentation)
    }
}

extension Schema.Key where Value == String? {
    static func optionalText(_ path: String, example: String, _ documentation: String) -> Self {
        Self(path, .text(.any), .optional, example: .text(example), documentation)
    }

    static func optionalFile(_ path: String, example: String, _ documentation: String) -> Self {
        Self(path, .file, .optional, example: .text(example), documentation)
    }
}

extension Schema.Key where Value == Int {
    static func integer(
        _ path: String, in range: ClosedRange<Int>, default number: Int, _ documentation: String
    ) -> Self {
        Self(path, .integer(range), .defaulted(.integer(number)), documentation)
    }

    static func requiredInteger(
        _ path: String, in range: ClosedRange<Int>, example: Int, _ documentation: String
    ) -> Self {
        Self(path, .integer(range), .required, example: .integer(example), documentation)
    }
}

extension Schema.Key where Value == Int? {
    static func optionalInteger(
        _ path: String, in range: ClosedRange<Int>, example: Int, _ documentation: String
    ) -> Self {
        Self(path, .integer(range), .optional, example: .integer(example), documentation)
    }
}

extension Schema.Key where Value == [Int] {
    static func requiredIntegers(
        _ path: String, in range: ClosedRange<Int>, example: [Int], _ documentation: String
    ) -> Self {
        Self(path, .integers(range, example: example), .required, example: example.setting, documentation)
    }
}

extension Schema.Key where Value == Double {
    static func number(
        _ path: String, in range: NumberRange = .any, default number: Double, _ documentation: String
    ) -> Self {
        Self(path, .number(range), .defaulted(.number(number)), documentation)
    }
}

extension Schema.Key where Value == Double? {
    static func optionalNumber(
        _ path: String, in range: NumberRange = .any, example: Double, _ documentation: String
    ) -> Self {
        Self(path, .number(range), .optional, example: .number(example), documentation)
    }
}

extension Schema.Key where Value == [Double]? {
    static func optionalNumbers(_ path: String, example: [Double], _ documentation: String) -> Self {
        Self(path, .numbers, .optional, example: example.setting, documentation)
    }
}

extension Schema.Key where Value == [String]? {
    static func optionalTexts(_ path: String, example: [String], _ documentation: String) -> Self {
        Self(path, .texts, .optional, example: example.setting, documentation)
    }
}

extension Schema.Key where Value == NamedCounts? {
    static func optionalCounts(
        _ path: String, in range: ClosedRange<Int>, example: NamedCounts, _ documentation: String
    ) -> Self {
        Self(path, .counts(range), .optional, example: example.setting, documentation)
    }
}

extension Schema.Key where Value == [[String]]? {
    static func optionalPairs(_ path: String, example: [[String]], _ documentation: String) -> Self {
        Self(path, .pairs, .optional, example: example.setting, documentation)
    }
}

extension Schema.Key where Value == Bool {
    static func boolean(_ path: String, default value: Bool, _ documentation: String) -> Self {
        Self(path, .boolean, .defaulted(.boolean(value)), documentation)
    }
}

extension Schema.Key where Value == AutoOrCount {
    static func autoOrCount(_ path: String, in range: ClosedRange<Int>, _ documentation: String) -> Self {
        Self(path, .autoOrInteger(range), .defaulted(.auto), documentation)
    }
}

extension Schema.Key where Value == AutoOrNumber {
    static func autoOrNumber(
        _ path: String, in range: NumberRange, default value: AutoOrNumber, _ documentation: String
    ) -> Self {
        Self(path, .autoOrNumber(range), .defaulted(value.setting ?? .auto), documentation)
    }
}

extension Schema.Key where Value: Choice {
    static func choice(_ path: String, default value: Value, _ documentation: String) -> Self {
        Self(path, .choice(Value.allCases.map(\.rawValue)), .defaulted(.text(value.rawValue)), documentation)
    }

    /// A choice that must be given. `expected` is what messages say in place of a list of the words.
    static func requiredChoice(
        _ path: String, example: Value, expected: String? = nil, _ documentation: String
    ) -> Self {
        Self(
            path, .choice(Value.allCases.map(\.rawValue), expected: expected), .required,
            example: .text(example.rawValue), documentation)
    }
}
