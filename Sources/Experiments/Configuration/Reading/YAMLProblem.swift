import Yams

/// What Yams says about a text that is not YAML, in one line for people who do not know its grammar.
struct YAMLProblem {
    static let tooDeep = "nested deeper than \(YAMLReader.deepestNesting) levels"
    static let alias = "aliases (*) are not allowed in a configuration; write the value out"

    let position: YAMLReader.Position?
    let text: String

    /// Reads an error of Yams's parser on `scalars`, the text that was parsed.
    init(_ error: any Error, in scalars: [Unicode.Scalar]) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let position = YAMLReader.Position(mark)
            let index = scalars.index(of: position)
            let here = index.map { scalars[$0] }
            // A tab in the indentation is reported at the tab, or at what follows it.
            let isTab = here == "\t" || problem.contains("tab character") || scalars.hasTab(before: index)
            self.position = position
            self.text =
                isTab
                ? "found a tab, expected spaces: YAML is indented with spaces only"
                : Self.text(problem: problem, context: context, here: here)
        case .reader(let problem, _, _, _):
            self.position = nil
            self.text = "not valid YAML: \(problem)"
        default:
            self.position = nil
            self.text = "not valid YAML"
        }
    }

    func error(at location: (YAMLReader.Position?) -> ConfigurationError.Location) -> ConfigurationError {
        ConfigurationError(at: location(position), problem: text)
    }

    private static func text(problem: String, context: YamlError.Context?, here: Unicode.Scalar?) -> String {
        let start = context.map { " that begins on line \($0.mark.line)" } ?? ""
        switch problem {
        case "found undefined alias":
            return alias
        case "but found another document":
            return "found a second document, expected one"
        case _ where problem.hasPrefix("Maximum nesting level"):
            return tooDeep
        case "mapping values are not allowed in this context":
            return "found a ':' that does not belong here; check the indentation, or put the text in quotes"
        case "did not find expected key", "did not find expected <document start>":
            return "expected a key here; check the indentation"
        case "did not find expected '-' indicator":
            return "expected a '-' here; check the indentation"
        case "could not find expected ':'":
            return "expected a ':' after the key\(start)"
        case "did not find expected ',' or ']'":
            return "expected ',' or ']' in the list\(start)"
        case "did not find expected ',' or '}'":
            return "expected ',' or '}' in the section\(start)"
        case "found unexpected end of stream", "found unexpected document indicator":
            return "the text in quotes\(start) is not closed"
        case "found character that cannot start any token":
            let found = here.map { "'\(String($0).escaped)'" } ?? "nothing"
            return "found \(found) at the start of a value; put it in quotes"
        default:
            return "not valid YAML: \(problem)"
        }
    }
}

extension [Unicode.Scalar] {
    /// The index of a place as libYAML counts it: lines and columns from 1, any of Unicode's line breaks.
    func index(of position: YAMLReader.Position) -> Int? {
        var (index, current) = (0, 1)
        while current < position.line {
            guard index < count else { return nil }
            switch self[index] {
            case "\r" where index + 1 < count && self[index + 1] == "\n": (index, current) = (index + 2, current + 1)
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": (index, current) = (index + 1, current + 1)
            default: index += 1
            }
        }
        index += position.column - 1
        return index < count ? index : nil
    }

    /// Whether nothing but blanks, one of them a tab, stands between the start of the line and an index.
    fileprivate func hasTab(before index: Int?) -> Bool {
        let blanks = self[..<(index ?? count)].reversed().prefix { $0 == " " || $0 == "\t" }
        let start = (index ?? count) - blanks.count
        return blanks.contains("\t") && (start == 0 || self[start - 1] == "\n")
    }
}
