/// A choice of several words, each the raw value of a case.
public protocol Choice: SettingValue, RawRepresentable<String>, CaseIterable {}

extension Choice {
    /// The case whose raw value is the text.
    public init?(setting: Setting?) {
        guard case .text(let word) = setting else { return nil }
        self.init(rawValue: word)
    }

    /// The raw value, as text.
    public var setting: Setting? { .text(rawValue) }
}
