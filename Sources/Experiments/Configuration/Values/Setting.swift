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
