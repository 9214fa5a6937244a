/// A piece of HTML or SVG. Whatever comes from outside is text in it: names and labels cannot become markup.
package struct Markup: Sendable {
    /// The piece as it stands in the document.
    package let text: String

    private init(verbatim text: String) { self.text = text }

    /// Text, escaped for content and for attributes in double quotes.
    ///
    /// It works on Unicode scalars: a quotation mark with a combining accent is another `Character`, but still a
    /// quotation mark to a browser. Control characters, which no document may hold, become U+FFFD.
    package static func text(_ text: String) -> Markup { Markup(verbatim: escaped(text)) }

    /// The concatenation of pieces.
    package static func joined(_ pieces: [Markup]) -> Markup { Markup(verbatim: pieces.map(\.text).joined()) }

    /// A style sheet or script that is part of this program.
    static func embedded(_ element: StaticString, _ content: [UInt8]) -> Markup {
        Markup(verbatim: "<\(element)>\n\(String(decoding: content, as: UTF8.self))</\(element)>\n")
    }

    /// A whole document.
    static func document(_ html: Markup) -> String { "<!DOCTYPE html>\n\(html.text)\n" }

    /// An element.
    /// - Parameters:
    ///   - attributes: names with values, which are escaped.
    ///   - isVoid: whether the element has neither content nor end tag.
    fileprivate static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, isVoid: Bool, _ content: Markup
    ) -> Markup {
        let list = attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
        return Markup(verbatim: isVoid ? "<\(name)\(list)>" : "<\(name)\(list)>\(content.text)</\(name)>")
    }

    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\n", "\t": result.append(scalar)
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

/// An element with content.
package func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    @MarkupBuilder _ content: () -> Markup = { .joined([]) }
) -> Markup {
    .element(name, attributes, isVoid: false, content())
}

/// An element of HTML that has neither content nor end tag, such as `<img>`.
package func voidElement(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> Markup {
    .element(name, attributes, isVoid: true, .joined([]))
}
