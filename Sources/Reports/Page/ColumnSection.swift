import Datasets
import Studies
import Training

/// How the columns of a run's file became features: which are numbers, names, hashed, paired, filled, and left out.
struct ColumnSection {
    private let run: RunRecord

    init(_ run: RunRecord) {
        self.run = run
    }

    private static let mostNames = 40

    var markup: Markup {
        guard let model = run.model, run.setting("data.file.train") != nil else { return .joined([]) }
        let rows = rows(of: model)
        return Page.section("Columns") {
            element("table") {
                element("tbody") {
                    for (label, text) in rows {
                        element("tr") {
                            element("th", ["scope": "row"]) { label }
                            element("td", ["class": "words"]) { text }
                        }
                    }
                }
            }
        }
    }

    private func rows(of model: TrainedModel) -> [(label: String, text: String)] {
        let groups = FeatureGroup.groups(of: model.featureNames, model.encoding)
        let hashed = groups.filter { model.encoding.hash[$0.name] == $0.features.count }
        let named = groups.filter { $0.names != nil }
        let numbers = groups.filter { $0.names == nil && $0.features.count == 1 }
        let rows: [(String, String?)] = [
            ("target", model.targetName),
            ("numbers", Self.list(numbers.map(\.name))),
            ("names, a feature each", Self.list(named.map { "\($0.name) (\(Format.grouped($0.features.count)))" })),
            (
                "names, hashed",
                Self.list(hashed.map { "\($0.name) (into \(Format.grouped($0.features.count)) features)" })
            ),
            ("pairs", Self.list(model.encoding.interactions.map { "\($0.first) × \($0.second)" })),
            ("added to the score", model.offsetName),
            ("weights of rows", model.weightName),
            ("groups of rows", run.setting("data.file.group")),
            ("left out", run.setting("data.file.drop").map { String($0.drop { $0 == "[" }.prefix { $0 != "]" }) }),
            ("missing numbers", model.scaling?.fills == nil ? nil : "the column's mean takes their place"),
            ("names that training never saw", model.unknown == .ignored ? "ignored, and counted" : nil),
        ]
        return rows.compactMap { label, text in text.map { (label, $0) } }
    }

    private static func list(_ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        let rest = names.count - mostNames
        return names.prefix(mostNames).joined(separator: ", ")
            + (rest > 0 ? " and \(Format.grouped(rest)) more" : "")
    }
}
