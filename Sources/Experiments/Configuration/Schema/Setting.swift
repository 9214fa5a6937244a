/// A value as the configuration holds it, whatever its key.
public enum Setting: Sendable, Equatable {
    /// Text: a name, a choice, a path.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A finite number.
    case number(Double)
    /// A yes or no.
    case boolean(Bool)
    /// A list of values of one kind.
    case list([Setting])
    /// The word `auto`, where the program is to decide.
    case auto
    /// Numbers by names that the user chose, such as those of classes.
    case named([Named])
    /// Keys with the values that a sweep tries.
    case parameters([SearchSpace.Parameter])

    /// A number and its name.
    public struct Named: Sendable, Equatable {
        /// The name.
        public let name: String
        /// The number.
        public let number: Double
    }
}

/// A Swift type that a ``Schema/Key`` can have.
public protocol SettingValue: Sendable, Equatable {
    /// The value of a setting; `nil` where the setting is of another kind, or missing where it must not be.
    init?(setting: Setting?)
    /// The setting of a value; `nil` stands for a key that is not given.
    var setting: Setting? { get }
}

/// A choice of several words, each the raw value of a case.
public protocol Choice: SettingValue, RawRepresentable<String>, CaseIterable {}

/// Either left to the program or one of the words of a choice.
public enum AutoOr<Word: Choice>: Choice {
    /// The program decides.
    case auto
    /// This word.
    case named(Word)

    /// The word; nil for `auto`.
    public var named: Word? {
        if case .named(let word) = self { word } else { nil }
    }

    /// `auto`, then the words.
    public static var allCases: [Self] { [.auto] + Word.allCases.map(Self.named) }

    /// `auto` or a word.
    public init?(rawValue: String) {
        guard rawValue != Self.auto.rawValue else {
            self = .auto
            return
        }
        guard let word = Word(rawValue: rawValue) else { return nil }
        self = .named(word)
    }

    /// `auto` or the word.
    public var rawValue: String { named?.rawValue ?? "auto" }
}

/// Either left to the program or a number.
public enum AutoOrCount: Sendable, Equatable {
    /// The program decides.
    case auto
    /// So many.
    case count(Int)
}

extension String: SettingValue {
    /// The text of a text setting.
    public init?(setting: Setting?) {
        guard case .text(let text) = setting else { return nil }
        self = text
    }

    /// A text setting.
    public var setting: Setting? { .text(self) }
}

extension Int: SettingValue {
    /// The number of an integer setting.
    public init?(setting: Setting?) {
        guard case .integer(let number) = setting else { return nil }
        self = number
    }

    /// An integer setting.
    public var setting: Setting? { .integer(self) }
}

extension Double: SettingValue {
    /// The number of a number setting.
    public init?(setting: Setting?) {
        guard case .number(let number) = setting else { return nil }
        self = number
    }

    /// A number setting.
    public var setting: Setting? { .number(self) }
}

extension Bool: SettingValue {
    /// The value of a boolean setting.
    public init?(setting: Setting?) {
        guard case .boolean(let value) = setting else { return nil }
        self = value
    }

    /// A boolean setting.
    public var setting: Setting? { .boolean(self) }
}

extension Array: SettingValue where Element: SettingValue {
    /// The items of a list setting.
    public init?(setting: Setting?) {
        guard case .list(let settings) = setting else { return nil }
        let items = settings.compactMap { Element(setting: $0) }
        guard items.count == settings.count else { return nil }
        self = items
    }

    /// A list setting.
    public var setting: Setting? { .list(compactMap(\.setting)) }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    /// The value where there is one, `nil` where the key is not given.
    public init?(setting: Setting?) {
        guard let setting else {
            self = .none
            return
        }
        guard let wrapped = Wrapped(setting: setting) else { return nil }
        self = .some(wrapped)
    }

    /// The setting of the value, if there is one.
    public var setting: Setting? { self?.setting }
}

extension AutoOrCount: SettingValue {
    /// `auto` or the number of an integer setting.
    public init?(setting: Setting?) {
        switch setting {
        case .auto: self = .auto
        case .integer(let count): self = .count(count)
        default: return nil
        }
    }

    /// The word `auto` or an integer setting.
    public var setting: Setting? {
        switch self {
        case .auto: .auto
        case .count(let count): .integer(count)
        }
    }
}

extension Choice {
    /// The case whose raw value is the text.
    public init?(setting: Setting?) {
        guard case .text(let word) = setting else { return nil }
        self.init(rawValue: word)
    }

    /// The raw value, as text.
    public var setting: Setting? { .text(rawValue) }
}
