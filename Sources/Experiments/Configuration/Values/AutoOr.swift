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
