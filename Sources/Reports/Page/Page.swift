/// The frame of a page that is complete in itself: no network, no other file.
enum Page {
    /// A whole page.
    /// - Parameter secondsToReload: how often the page checks whether its file has changed; nil for never.
    static func document(title: String, secondsToReload: Int? = nil, @MarkupBuilder _ body: () -> Markup) -> String {
        Markup.document(
            element("html", ["lang": "en"]) {
                element("head") {
                    voidElement("meta", ["charset": "utf-8"])
                    voidElement("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                    voidElement("meta", ["name": "color-scheme", "content": "light dark"])
                    element("title") { title }
                    Markup.embedded("style", PackageResources.page_css)
                }
                element("body", ["data-reload": secondsToReload.map { "\($0)" } ?? ""]) {
                    element("main", [:], body)
                    Markup.embedded("script", PackageResources.page_js)
                }
            })
    }

    /// A part of a page under its heading.
    static func section(_ title: String, @MarkupBuilder _ content: () -> Markup) -> Markup {
        element("section") {
            element("h2") { title }
            content()
        }
    }

    /// A number in the page's heading.
    static func tile(_ label: String, _ value: String) -> Markup {
        element("div") {
            element("dt") { label }
            element("dd") { value }
        }
    }

    /// A table whose first column names its rows and whose other columns are numbers.
    static func table(_ header: [String], _ rows: [[String]]) -> Markup {
        element("div", ["class": "scroll"]) {
            element("table") {
                element("thead") { element("tr") { for cell in header { element("th", ["scope": "col"]) { cell } } } }
                element("tbody") {
                    for row in rows {
                        element("tr") {
                            for (column, cell) in row.enumerated() {
                                if column == 0 {
                                    element("th", ["scope": "row"]) { cell }
                                } else {
                                    element("td") { cell }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
