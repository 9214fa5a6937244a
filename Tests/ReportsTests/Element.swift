/// An element of a page or picture, read without any of the code under test.
struct Element {
    /// A piece of an element's content.
    enum Piece {
        case text(String)
        case element(Element)
    }

    /// What is wrong with a document.
    struct Malformed: Error {
        let problem: String
    }

    let name: String
    let attributes: [String: String]
    let content: [Piece]

    /// Reads a document of HTML or SVG as this project writes them: tags in lower case, attributes in double quotes.
    init(parsing document: String) throws {
        var reader = Reader(rest: document.unicodeScalars[...])
        if reader.skip("<!DOCTYPE html>") { reader.skipSpace() }
        self = try reader.element()
        reader.skipSpace()
        guard reader.rest.isEmpty else { throw Malformed(problem: "text after the document") }
    }

    fileprivate init(name: String, attributes: [String: String], content: [Piece]) {
        (self.name, self.attributes, self.content) = (name, attributes, content)
    }

    /// All text inside.
    var text: String {
        content.map { piece in
            switch piece {
            case .text(let text): text
            case .element(let element): element.text
            }
        }.joined()
    }

    var classes: [String] { (attributes["class"] ?? "").split(separator: " ").map { String($0) } }

    /// An attribute as a number; NaN where it is none.
    func number(_ attribute: String) -> Double { attributes[attribute].flatMap { Double($0) } ?? .nan }

    var children: [Element] {
        content.compactMap { piece in
            if case .element(let element) = piece { element } else { nil }
        }
    }

    /// Elements inside of some name, and of a class where one is given, in the document's order.
    func all(_ name: String, ofClass className: String? = nil) -> [Element] {
        children.flatMap { child in
            let matches = child.name == name && className.map { child.classes.contains($0) } ?? true
            return (matches ? [child] : []) + child.all(name, ofClass: className)
        }
    }

    /// The rows of a table as the texts of their cells.
    var cells: [[String]] {
        all("tr").map { row in row.children.map(\.text) }
    }

    /// The section under a heading.
    func section(_ heading: String) -> Element? {
        all("section").first { $0.all("h2").first?.text == heading }
    }

    /// The figure under a heading.
    func figure(_ heading: String) -> Element? {
        all("figure").first { $0.all("h3").first?.text == heading }
    }
}

private struct Reader {
    var rest: Substring.UnicodeScalarView

    /// Elements without content or end tag, and those whose content is not marked up.
    private static let void: Set = ["meta", "img", "input", "link", "br"]
    private static let raw: Set = ["style", "script"]

    mutating func element() throws -> Element {
        guard skip("<") else { throw fail("no tag") }
        let name = try self.name()
        var attributes: [String: String] = [:]
        while true {
            skipSpace()
            if skip("/>") { return Element(name: name, attributes: attributes, content: []) }
            if skip(">") { break }
            let key = try self.name()
            guard skip("=\"") else { throw fail("an attribute without a value") }
            attributes[key] = try Self.unescaped(text(upTo: "\""))
            rest.removeFirst()
        }
        if Self.void.contains(name) { return Element(name: name, attributes: attributes, content: []) }
        if Self.raw.contains(name) {
            var raw = ""
            while !skip("</\(name)>") {
                guard let scalar = rest.popFirst() else { throw fail("no end of \(name)") }
                raw.unicodeScalars.append(scalar)
            }
            return Element(name: name, attributes: attributes, content: [.text(raw)])
        }
        var content: [Element.Piece] = []
        while !skip("</\(name)>") {
            if rest.first == "<" {
                content.append(.element(try element()))
            } else {
                content.append(.text(try Self.unescaped(text(upTo: "<"))))
            }
        }
        return Element(name: name, attributes: attributes, content: content)
    }

    mutating func skipSpace() {
        while let first = rest.first, first == " " || first == "\n" { rest.removeFirst() }
    }

    mutating func skip(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest.removeFirst(text.unicodeScalars.count)
        return true
    }

    private mutating func name() throws -> String {
        let name = rest.prefix { $0.properties.isAlphabetic || $0 == "-" || $0 == ":" || ("0"..."9").contains($0) }
        guard !name.isEmpty else { throw fail("no name") }
        rest.removeFirst(name.count)
        return String(name)
    }

    private mutating func text(upTo end: Unicode.Scalar) throws -> String {
        let text = rest.prefix { $0 != end }
        guard text.count < rest.count else { throw fail("no \(end)") }
        rest.removeFirst(text.count)
        return String(text)
    }

    private static func unescaped(_ text: String) throws -> String {
        let entities = ["&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'"]
        let plain = entities.reduce(text) { $0.replacing($1.key, with: $1.value) }
        let ampersands = plain.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        guard ampersands.allSatisfy({ $0.hasPrefix("amp;") }) else {
            throw Element.Malformed(problem: "a bare & in \(text)")
        }
        return plain.replacing("&amp;", with: "&")
    }

    private func fail(_ problem: String) -> Element.Malformed {
        Element.Malformed(problem: "\(problem) before \(String(rest.prefix(60)))")
    }
}
