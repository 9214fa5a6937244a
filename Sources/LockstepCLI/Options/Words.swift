public import ArgumentParser
public import Interchange
public import Kernels

// Types of the library that flags take by their names.

extension ModelFormat: ExpressibleByArgument {}

extension Activation: ExpressibleByArgument {
    /// The activation of a name.
    public init?(argument: String) {
        guard let activation = Self.allCases.first(where: { $0.name == argument }) else { return nil }
        self = activation
    }

    /// The names that are understood.
    public static var allValueStrings: [String] { allCases.map(\.name) }
}
