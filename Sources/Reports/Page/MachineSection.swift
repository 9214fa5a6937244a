/// The machine that a run used, and where its memory was.
struct MachineSection {
    private let run: RunRecord

    init(_ run: RunRecord) {
        self.run = run
    }

    var markup: Markup {
        guard let summary = run.summary else { return .joined([]) }
        let nodes = summary["memory_nodes"]?.elements?.compactMap(\.integer) ?? []
        let facts: [(String, String?)] = [
            ("Workers", summary["workers"]?.integer.map(Format.grouped)),
            ("Instruction set", summary["instruction_set"]?.string),
            ("Memory nodes", nodes.isEmpty ? "not bound" : nodes.map { "\($0)" }.joined(separator: ", ")),
            (
                "Rows read on their own node",
                summary["local_row_share"]?.double.map { "\(Format.metric(100 * $0, digits: 4)) %" }
            ),
            ("Making or reading the rows", summary["data_seconds"]?.double.map(Format.seconds)),
            ("Training", summary["train_seconds"]?.double.map(Format.seconds)),
            ("Rows per second", summary["rows_per_second"]?.double.map(Format.short)),
        ]
        return Page.section("Machine") {
            element("dl", ["class": "facts"]) {
                for (name, value) in facts {
                    if let value {
                        element("dt") { name }
                        element("dd") { value }
                    }
                }
            }
            if let pieces = summary["memory"]?.elements, !pieces.isEmpty {
                element("h3") { "Memory" }
                Page.table(["", "planned node", "size", "pages found"], pieces.map(Self.row))
            }
        }
    }

    private static func row(_ piece: JSONValue) -> [String] {
        let pages = (piece["pages"]?.members ?? []).map { node, count in
            "node \(node): \(Format.grouped(count.integer ?? 0))"
        }
        return [
            piece["use"]?.string ?? "–", piece["node"]?.integer.map { "\($0)" } ?? "–",
            piece["bytes"]?.integer.map(Format.bytes) ?? "–",
            pages.isEmpty ? "–" : pages.joined(separator: ", "),
        ]
    }
}
