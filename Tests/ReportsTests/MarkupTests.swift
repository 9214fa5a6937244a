import Foundation
import FoundationXML
import Reports
import Testing

@Suite("Markup")
struct MarkupTests {
    static let hostile = [
        "plain", "", "<script>alert(1)</script>", "</title></style></script>", "a & b &lt; c &#39;",
        "\" onload=\"alert(1)",
        "' onload='alert(1)", "\"\u{301} onload=\"\u{301}", "<\u{338}img src=x>", "]]>", "-->",
        "ß 数 🚂\u{200D}",
    ]

    private final class Reader: NSObject, XMLParserDelegate {
        var names: [String] = []
        var attributes: [String: String] = [:]
        var text = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            names.append(name)
            self.attributes.merge(attributes) { _, last in last }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }

    @Test("gives back the text and the attribute that it was made of, and no other element", arguments: hostile)
    func roundTrip(text: String) {
        let markup = element("p", ["class": text]) {
            element("b") { text }
        }
        let parser = XMLParser(data: Data(markup.text.utf8))
        let reader = Reader()
        parser.delegate = reader
        #expect(parser.parse(), "\(markup.text)")
        #expect(reader.names == ["p", "b"] && reader.attributes == ["class": text] && reader.text == text)
    }

    @Test("has no control characters, which no document may hold")
    func controls() {
        let controls = String(String.UnicodeScalarView((0..<32).map { Unicode.Scalar($0) } + [Unicode.Scalar(0x7F)]))
        let text = Markup.text(controls).text
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" || $0 == "\t" })
        #expect(text.unicodeScalars.count == 33)
    }

    @Test("puts pieces one after the other")
    func builder() {
        let isShown = false
        let markup = element("ul") {
            for number in 1...2 { element("li") { "\(number)" } }
            if isShown { "no" } else { "<" }
            voidElement("br", ["id": "a"])
        }
        #expect(markup.text == #"<ul><li>1</li><li>2</li>&lt;<br id="a"></ul>"#)
    }
}
