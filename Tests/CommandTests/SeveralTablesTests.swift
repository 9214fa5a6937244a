import Foundation
import TestSupport
import Testing

@Suite("Several tables")
struct SeveralTablesTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let cities = ["Bonn", "Oslo", "Rome"]
        func lines(_ rows: Range<Int>) -> [String] {
            rows.map { "\($0 % 11),\(cities[$0 * $0 % 3]),\(Float($0 % 11) / 2 + Float($0 * $0 % 3))" }
        }
        func write(_ name: String, _ rows: Range<Int>) throws {
            try folder.write((["size,city,price"] + lines(rows)).joined(separator: "\n"), to: name)
        }
        try FileManager.default.createDirectory(atPath: folder.file("rows"), withIntermediateDirectories: true)
        try write("rows/part-10.csv", 60..<90)
        try write("rows/part-1.csv", 0..<60)
        try write("rows/part-2.csv", 90..<100)
        try write("whole.csv", 0..<100)
        try write("test.csv", 30..<70)
    }

    private func train(_ files: String, _ flags: String...) throws -> String? {
        try folder.write(
            """
            data: {file: {\(files), target: price, categorical: [city]}, scale: standard, validation_fraction: 0}
            model: {kind: linear_regression}
            training: {epochs: 5, batch_size: 20}
            optimizer: {learning_rate: 0.03}
            """, to: "a.yaml")
        let outcome = try folder.lockstep(["train", "a.yaml", "--quiet", "--overwrite", "--output", "run"] + flags)
        #expect(outcome.status == 0, "\(files): \(outcome.errors)")
        return outcome.digest
    }

    @Test("train the model of one table with their rows, streamed or not")
    func sameModel() throws {
        let digest = try train("train: whole.csv, test: test.csv")
        let measured = try folder.json("run/summary.json").number("test_mse")
        #expect(digest != nil)
        for files in [
            "train: [rows/part-1.csv, rows/part-10.csv, rows/part-2.csv], test: [test.csv]",
            "train: rows/part-*.csv, test: tes?.csv", "train: [rows/part-1*.csv, rows/part-2.csv], test: test.csv",
            "train: rows/part-*.csv, test: test.csv, streamed: true",
        ] {
            #expect(try train(files) == digest, "\(files)")
            #expect(try folder.json("run/summary.json").number("test_mse") == measured, "\(files)")
        }
        // What a run keeps of its configuration names them all.
        let again = try folder.lockstep("train", "run/experiment.yaml", "--quiet", "--output", "again")
        #expect(again.digest == digest, "\(again.errors)")
        #expect(try train("train: whole.csv", "--set", "data.file.train=rows/part-*.csv") == digest)
        #expect(
            try train("train: whole.csv", "--set", "data.file.train=[rows/part-1.csv,rows/part-10.csv,rows/part-2.csv]")
                == digest)
    }

    @Test("are predicted and evaluated, too")
    func used() throws {
        _ = try train("train: whole.csv")
        for command in [["predict", "run", "--data"], ["evaluate", "run", "--json", "--data"]] {
            let whole = try folder.lockstep(command + ["whole.csv"])
            let parts = try folder.lockstep(command + ["rows/part-*.csv"])
            #expect(whole.status == 0 && whole.output == parts.output, "\(parts.errors)")
        }
    }

    @Test("that are not there are refused")
    func mistakes() throws {
        func expect(_ files: String, _ message: String, _ location: SourceLocation = #_sourceLocation) throws {
            try folder.write("data: {file: {\(files)}}\nmodel: {kind: linear_regression}\n", to: "b.yaml")
            try folder.expectRefusal(["train", "b.yaml"], message, location: location)
        }
        try expect(
            "train: no-*.csv", "\(folder.file("no-*.csv")): found no file of such a name, expected at least one")
        try expect("train: [whole.csv, no.csv], target: price", "\(folder.file("whole.csv")):2: column city: found")
        try expect(
            "train: [whole.csv, no.csv], target: price, drop: [city]", "\(folder.file("no.csv")): cannot open: no such")
        try expect("train: []", "b.yaml:1:22: data.file.train: found an empty list, expected the path of a file, or a")
        try expect("train: [a.csv, [b.csv]]", "b.yaml:1:30: data.file.train: found a list as item 2, expected the path")
    }
}
