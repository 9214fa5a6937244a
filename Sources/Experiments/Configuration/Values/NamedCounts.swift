/// Whole numbers by names that the user chose, such as those of columns.
public struct NamedCounts: SettingValue {
    /// The numbers, by name.
    public let counts: [String: Int]

    /// Some numbers.
    public init(_ counts: [String: Int]) { self.counts = counts }

    /// The numbers of a setting by names, whole ones.
    public init?(setting: Setting?) {
        guard case .named(let numbers) = setting else { return nil }
        counts = Dictionary(numbers.map { ($0.name, Int($0.number)) }, uniquingKeysWith: { $1 })
    }

    /// A setting by names, in the order of the names.
    public var setting: Setting? {
        .named(counts.sorted { $0.key < $1.key }.map { Setting.Named(name: $0, number: Double($1)) })
    }
}
