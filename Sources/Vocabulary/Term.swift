/// A word by which users choose one of several kinds of a thing, such as a loss: its name, and the numbers that it takes.
///
/// The raw value is the name in configurations, files, flags and messages; the order of the cases is the order in which
/// the names are listed.
public protocol Term: RawRepresentable<String>, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// The numbers that it takes, in the order in which they are listed; names are unique.
    var hyperparameters: [Hyperparameter] { get }
}

extension Term {
    /// None.
    public var hyperparameters: [Hyperparameter] { [] }

    /// The name.
    public var description: String { rawValue }

    /// All names, in order.
    public static var names: [String] { allCases.map(\.rawValue) }
}
