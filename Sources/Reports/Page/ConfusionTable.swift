/// Which class is taken for which: a matrix, or for many classes the commonest mistakes.
struct ConfusionTable {
    private let picture: ClassificationPicture

    init(_ picture: ClassificationPicture) {
        self.picture = picture
    }

    private static let widestMatrix = 20
    private static let mostMistakes = 12

    var figure: Markup {
        guard let matrix = picture.confusionMatrix else { return .joined([]) }
        return element("figure", ["class": "confusion"]) {
            if matrix.count <= Self.widestMatrix {
                element("figcaption") {
                    element("h3") { "Confusion matrix" }
                    element("p") { "A row for each actual class, a column for each predicted one." }
                }
                element("div", ["class": "scroll"]) { self.matrix(matrix) }
            } else {
                element("figcaption") { element("h3") { "Commonest mistakes" } }
                mistakes(matrix)
            }
        }
    }

    private func matrix(_ matrix: [[Int]]) -> Markup {
        let names = picture.classes.map(\.name)
        return element("table", ["class": "matrix"]) {
            element("thead") {
                element("tr") {
                    element("td") {}
                    for name in names { element("th", ["scope": "col"]) { name } }
                }
            }
            element("tbody") {
                for (actual, counts) in matrix.enumerated() {
                    element("tr") {
                        element("th", ["scope": "row"]) { names[actual] }
                        for (predicted, count) in counts.enumerated() {
                            cell(
                                count, of: counts.reduce(0, +),
                                title: "\(names[actual]) taken for \(names[predicted]): \(Format.grouped(count))")
                        }
                    }
                }
            }
        }
    }

    private func cell(_ count: Int, of rowCount: Int, title: String) -> Markup {
        let share = rowCount > 0 ? Double(count) / Double(rowCount) : 0
        return element(
            "td",
            [
                "class": count == 0 ? "none" : share > 0.45 ? "strong" : "",
                "style": "--share: \(Format.fixed(100 * share.squareRoot(), 0))%", "title": title,
            ]
        ) { Format.grouped(count) }
    }

    private func mistakes(_ matrix: [[Int]]) -> Markup {
        let mistakes = matrix.enumerated().flatMap { actual, counts in
            counts.enumerated().filter { $0.offset != actual && $0.element > 0 }
                .map { (actual: actual, predicted: $0.offset, count: $0.element) }
        }.sorted { $0.count > $1.count }.prefix(Self.mostMistakes)
        return Page.table(
            ["actual", "predicted", "rows"],
            mistakes.map {
                [picture.classes[$0.actual].name, picture.classes[$0.predicted].name, Format.grouped($0.count)]
            })
    }
}
