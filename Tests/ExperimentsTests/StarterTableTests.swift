import Datasets
import Experiments
import NUMA
import TestSupport
import Testing

@Suite("What is decided for a file of rows")
struct StarterTableTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// A table of these columns, with these values in turn.
    private func notes(
        _ columns: [(name: String, value: (Int) -> String)], rowCount: Int = 200, target: String = "y",
        task: StarterTask? = nil
    ) throws -> String {
        try table(columns, rowCount: rowCount, target: target, task: task).notes
    }

    /// What is said of such a table, and the configuration for it.
    private func table(
        _ columns: [(name: String, value: (Int) -> String)], rowCount: Int, target: String = "y",
        task: StarterTask? = nil, model: StarterSettings.Model = .linear
    ) throws -> (notes: String, yaml: String) {
        let header = columns.map(\.name).joined(separator: ",")
        let rows = (0..<rowCount).map { row in columns.map { $0.value(row) }.joined(separator: ",") }
        let path = try folder.put(Array(([header] + rows).joined(separator: "\n").utf8), in: "a.csv")
        var request = StarterTable.Request(file: "a.csv")
        request.task = task
        request.model = model
        let table = try StarterTable(request, RowFile(path: path, target: target).survey(by: Workers(count: 2)))
        let yaml = StarterConfiguration.file(table).yaml(name: "a")
        _ = try Configuration(yaml: yaml, file: folder.file("a.yaml"))
        return (table.notes.joined(separator: "\n"), yaml)
    }

    private static let number: @Sendable (Int) -> String = { row in "\(Double(row * 7919 % 977) / 8)" }

    struct Target: CustomTestStringConvertible {
        let testDescription: String
        let isClassification: Bool
        let value: @Sendable (Int) -> String
    }

    static let targets = [
        Target(testDescription: "names", isClassification: true) { ["red", "green"][$0 % 2] },
        Target(testDescription: "truths", isClassification: true) { $0 % 3 == 0 ? "True" : "False" },
        Target(testDescription: "two whole numbers", isClassification: true) { $0 % 2 == 0 ? "2" : "4" },
        Target(testDescription: "whole numbers written as others", isClassification: true) { "\($0 % 3).0" },
        Target(testDescription: "-1, 0, 1", isClassification: true) { "\($0 % 3 - 1)" },
        Target(testDescription: "ten digits", isClassification: true) { "\($0 % 10)" },
        Target(testDescription: "26 letters, as often each", isClassification: true) { "\($0 % 26 + 1)" },
        Target(testDescription: "codes with zeros in front", isClassification: true) { "00\($0 % 7)" },
        Target(testDescription: "amounts", isClassification: false, value: number),
        Target(testDescription: "even numbers", isClassification: false) { "\($0 % 5 * 2)" },
        Target(testDescription: "counts, of which large ones are rare", isClassification: false) { row in
            "\(row % 40 == 0 ? row / 6 : row % 6)"
        },
        Target(testDescription: "years", isClassification: false) { "\($0 % 90 + 1930)" },
    ]

    @Test("predicts classes or numbers as a careful person would", arguments: targets)
    func tasks(target: Target) throws {
        let notes = try notes([("x", Self.number), ("y", target.value)])
        #expect(notes.contains(target.isClassification ? ": classification" : ": regression"), "\(notes)")
    }

    @Test("does as it is told", arguments: StarterTask.allCases)
    func told(task: StarterTask) throws {
        let notes = try notes([("x", Self.number), ("y", { "\($0 % 4)" })], task: task)
        #expect(notes.contains(": \(task.rawValue)") && !notes.contains("--task"), "\(notes)")
    }

    @Test("keeps rows of many names sparse, and hashes names that are too many")
    func manyNames() throws {
        let city: @Sendable (Int) -> String = { "c\($0 % 1100)" }
        let some = try table([("x", Self.number), ("city", city), ("y", Self.number)], rowCount: 3300)
        #expect(some.notes.contains("city (1100): a feature for each name"))
        #expect(some.yaml.contains("storage: sparse") && some.yaml.contains("categorical: [city]"))
        let user: @Sendable (Int) -> String = { "u\($0 % 12_000)" }
        let many = try table([("x", Self.number), ("user", user), ("y", Self.number)], rowCount: 30_000)
        #expect(many.notes.contains("user (65536): names that share so many features"))
        #expect(many.yaml.contains("hash: {user: 65536}") && many.yaml.contains("storage: sparse"))
        let dense = try table([("x", Self.number), ("user", user), ("y", Self.number)], rowCount: 30_000, model: .mlp)
        #expect(dense.notes.contains("has more than 10000 different names, more than 5000"))
        #expect(!dense.yaml.contains("sparse"))
    }

    @Test("reads columns as what they hold, and leaves out those that say nothing")
    func columns() throws {
        let notes = try notes([
            ("index", { "\($0 + 500)" }), ("x", Self.number), ("Id", { "\($0 * 7919 % 10_007)" }),
            ("seconds", { "\($0 + 1_600_000_000)" }),
            ("zip", { $0 % 2 == 0 ? "01234" : "1234" }), ("mixed", { $0 % 2 == 0 ? "A1" : "17" }),
            ("new", { $0 % 3 == 0 ? "yes" : "no" }), ("key", { "k\($0)" }), ("same", { _ in "EUR" }),
            ("none", { _ in "" }),
            ("gaps", { $0 % 10 == 0 ? "" : "\($0 * 3 % 101)" }), ("y", Self.number),
        ])
        for part in [
            "\"index\": has another number in each row", "\"Id\": has another number in each row",
            "x, seconds, new, gaps: scaled", "zip (2), mixed (2): a feature",
            "\"key\": has another name in almost every row", "\"same\": is the same in all rows", "\"none\": is empty",
            "gaps (20 rows): the column's mean",
        ] {
            #expect(notes.contains(part), "\(part): \(notes)")
        }
    }

    @Test("keeps the only column, though it may count the rows")
    func onlyColumn() throws {
        #expect(try notes([("x", { "\($0)" }), ("y", Self.number)]).contains("x: scaled"))
    }

    @Test("mentions a class of few rows, and how to let it count")
    func rareClass() throws {
        let notes = try notes([("x", Self.number), ("y", { $0 < 5 ? "fraud" : "fine" })])
        #expect(notes.contains("\"fraud\" has 5 of 200 rows; --set training.class_weight=balanced"), "\(notes)")
    }

    @Test("holds nothing out of a handful of rows")
    func fewRows() throws {
        let notes = try notes([("x", Self.number), ("y", Self.number)], rowCount: 7)
        #expect(notes.contains("nothing: 7 rows are too few"), "\(notes)")
    }

    @Test("refuses a target from which nothing can be learned")
    func refused() throws {
        for (value, message) in [
            ({ (_: Int) in "3" }, "found 3 in every row, expected at least two different numbers"),
            ({ (_: Int) in "x" }, "found only \"x\", expected at least two classes"),
            (
                { (row: Int) in "n\(row)" },
                "found 200 different values in 200 rows, expected a column with fewer classes"
            ),
            ({ (_: Int) in "" }, "found no value in any row"),
        ] {
            let error = #expect(throws: DataError.self) { try notes([("x", Self.number), ("y", value)]) }
            #expect(error?.description.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
        }
    }
}
