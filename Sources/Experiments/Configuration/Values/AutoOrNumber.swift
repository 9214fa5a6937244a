/// Either left to the program or a number.
public enum AutoOrNumber: Sendable, Equatable {
    /// The program decides.
    case auto
    /// This number.
    case number(Double)
}

extension AutoOrNumber: SettingValue {
    /// `auto` or the number of a number setting.
    public init?(setting: Setting?) {
        switch setting {
        case .auto: self = .auto
        case .number(let number): self = .number(number)
        default: return nil
        }
    }

    /// The word `auto` or a number setting.
    public var setting: Setting? {
        switch self {
        case .auto: .auto
        case .number(let number): .number(number)
        }
    }
}
