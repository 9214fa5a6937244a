/// Either left to the program or a number.
public enum AutoOrCount: Sendable, Equatable {
    /// The program decides.
    case auto
    /// So many.
    case count(Int)
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
