/// What `training.class_weight` says: how much the rows of each class count in the training.
public enum ClassWeighting: SettingValue {
    /// As much as they weigh: `none`.
    case uniform
    /// Each class as much as any other.
    case balanced
    /// So many times their weight, by the class's name; classes that are not named count as they weigh.
    case given([ClassWeight])

    /// The factor of a class.
    public struct ClassWeight: Sendable, Equatable {
        /// The name of the class.
        public let name: String
        /// What its rows' weights are multiplied by, at least 0.
        public let factor: Double
    }

    /// The two words, or factors by name.
    public init?(setting: Setting?) {
        switch setting {
        case .text("none"): self = .uniform
        case .text("balanced"): self = .balanced
        case .named(let numbers): self = .given(numbers.map { ClassWeight(name: $0.name, factor: $0.number) })
        default: return nil
        }
    }

    /// The word, or the factors by name.
    public var setting: Setting? {
        switch self {
        case .uniform: .text("none")
        case .balanced: .text("balanced")
        case .given(let weights): .named(weights.map { Setting.Named(name: $0.name, number: $0.factor) })
        }
    }
}

extension Schema.Key where Value == ClassWeighting {
    static func classWeighting(_ path: String, _ documentation: String) -> Self {
        Self(
            entry: Schema.Entry(
                path: path, type: .classWeighting, presence: .defaulted(.text("none")), documentation: documentation,
                example: nil))
    }
}
