/// A Swift type that a ``Schema/Key`` can have.
public protocol SettingValue: Sendable, Equatable {
    /// The value of a setting; `nil` where the setting is of another kind, or missing where it must not be.
    init?(setting: Setting?)
    /// The setting of a value; `nil` stands for a key that is not given.
    var setting: Setting? { get }
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
