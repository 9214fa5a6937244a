import Foundation
import TestSupport
import Testing

@Suite("lockstep train FILE")
struct TrainFileTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Rows of which each column is of another kind.
    private static let houses: String = {
        var random = SplitMix(state: 8)
        let cities = ["Bonn": 0.0, "Ulm": 40, "Kiel": -25]
        let rows = (1...400).map { row in
            let size = Double.random(in: 30...200, using: &random)
            let city = ["Bonn", "Ulm", "Kiel"][row % 3]
            let price = 100 + 3 * size + cities[city]! + Double.random(in: -5...5, using: &random)
            let rooms = row % 50 == 0 ? "NA" : "\(Int(size / 30) + 1)"
            return "\(row);\(size);\(city);\(rooms);h\(row);EUR;\(price);\(size > 110 ? "large" : "small")"
        }
        return (["id;size;city;rooms;name;currency;price;kind"] + rows).joined(separator: "\n") + "\n"
    }()

    @Test("finds out what a file holds, says every decision, and trains a good model")
    func regression() throws {
        try folder.write(Self.houses, to: "houses.csv")
        let outcome = try folder.lockstep("train", "houses.csv", "--target", "price")
        try #require(outcome.status == 0, "\(outcome.errors)")
        for part in [
            "400 rows x 8 columns", "separated by semicolons", "regression, linear regression",
            "\"id\": counts the rows", "\"name\": has another name in almost every row",
            "\"currency\": is the same in all rows", "rooms (8 rows)", "city (3), kind (2)", "held out",
        ] {
            #expect(outcome.errors.contains(part), "\(part): \(outcome.errors)")
        }
        #expect(outcome.lines.first == "run             runs/houses")
        #expect(try folder.json("runs/houses/summary.json").number("validation_r2") > 0.98)
        // The run's own configuration trains the same again.
        let again = try folder.lockstep("train", "runs/houses/experiment.yaml", "--quiet")
        #expect(again.digest == outcome.digest && outcome.digest != nil, "\(again.errors)")
        let predicted = try folder.lockstep("predict", "runs/houses", "--data", "houses.csv")
        #expect(predicted.status == 0 && predicted.lines.count == 401, "\(predicted.errors)")
    }

    @Test("chooses classes for names and for few whole numbers", arguments: ["kind", "1"])
    func classification(target: String) throws {
        // Without the names of the columns, class 0 or 1 first.
        let text =
            target == "kind"
            ? Self.houses
            : Self.houses.split(separator: "\n").dropFirst().map { line in
                let fields = line.split(separator: ";")
                return "\(fields[7] == "large" ? 1 : 0)\t\(fields[1])\t\(fields[2])\n"
            }.joined()
        try folder.write(text, to: "houses.txt")
        let outcome = try folder.lockstep("train", "houses.txt", "--target", target)
        #expect(
            outcome.status == 0 && outcome.errors.contains("classification, logistic regression"), "\(outcome.errors)")
        #expect(try folder.json("runs/houses/summary.json").number("validation_accuracy") > 0.95)
    }

    @Test("trains what lockstep init FILE writes down, with the same settings")
    func initial() throws {
        try folder.write(Self.houses, to: "houses.csv")
        let choice = ["--target", "price", "--set", "data.file.drop=[kind]"]
        let settings = ["--set", "data.validation_fraction=0.3", "--set", "training.epochs=3"]
        let made = try folder.lockstep(["init", "houses.csv", "--quiet"] + choice)
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
        let fromFile = try folder.lockstep(["train", "houses.csv", "--quiet"] + choice + settings)
        let fromConfiguration = try folder.lockstep(["train", "houses.yaml", "--quiet"] + settings)
        let written = try folder.text("houses.yaml")
        #expect(
            written.contains("categorical: [city] ") && written.contains("drop: [id, name, currency, kind] "),
            "\(written)")
        try folder.expectRefusal(
            ["init", "houses.csv", "--target", "price", "--output", "b.yaml", "--set", "training.epochs=3"],
            "--set training.epochs=3: expected one of data.file.delimiter, ")
        #expect(fromFile.digest != nil && fromFile.digest == fromConfiguration.digest, "\(fromFile.errors)")
    }

    @Test("fits a multilayer perceptron where one is asked for")
    func perceptron() throws {
        try folder.write(Self.houses, to: "houses.csv")
        let outcome = try folder.lockstep("train", "houses.csv", "--target", "price", "--model", "mlp", "--quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.json("runs/houses/summary.json").number("validation_r2") > 0.95)
        #expect(try folder.text("runs/houses/experiment.yaml").contains("kind: mlp"))
    }

    @Test("takes rows and targets apart, and formats without columns")
    func arrays() throws {
        let rows = (0..<300).map { row in [Float(row % 17), Float(row % 5), Float(row % 3)] }
        let targets = rows.map { $0[0] > 8 ? 1 : 0 }
        try folder.put(npy(rows.flatMap { $0 }, shape: [300, 3]), in: "x.npy")
        try folder.put(npy(targets.map { Float($0) }, shape: [300]), in: "y.npy")
        let apart = try folder.lockstep("train", "x.npy", "y.npy")
        #expect(apart.status == 0 && apart.errors.contains("classification, logistic regression"), "\(apart.errors)")
        #expect(try folder.json("runs/x/summary.json").number("validation_accuracy") > 0.95)
        let lines = zip(rows, targets).map { "\($1 == 1 ? "+1" : "-1") 1:\($0[0]) 2:\($0[1]) 3:\($0[2])\n" }
        try folder.write(lines.joined(), to: "rows.svm")
        let sparse = try folder.lockstep("train", "rows.svm")
        #expect(
            sparse.status == 0 && sparse.errors.contains("only 2 different whole numbers, from -1 to 1"),
            "\(sparse.errors)")
    }

    @Test("takes the targets of a table from another one")
    func tablesApart() throws {
        let lines = Self.houses.split(separator: "\n").dropFirst().map {
            $0.split(separator: ";", omittingEmptySubsequences: false)
        }
        try folder.write("size,city\n" + lines.map { "\($0[1]),\($0[2])\n" }.joined(), to: "x.csv")
        try folder.write(",price\n" + lines.enumerated().map { "\($0),\($1[6])\n" }.joined(), to: "y.csv")
        try folder.write(
            "size,city,cost\n" + lines.map { "\($0[1]),\($0[2]),\($0[6])\n" }.joined(), to: "both.csv")
        let outcome = try folder.lockstep("train", "x.csv", "y.csv", "--quiet", "--output", "run")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.json("run/summary.json").number("validation_r2") > 0.95)
        let apart = try folder.lockstep("evaluate", "run", "--data", "x.csv", "--targets", "y.csv")
        let together = try folder.lockstep("evaluate", "run", "--data", "both.csv", "--target", "cost")
        #expect(apart.status == 0 && apart.output == together.output, "\(apart.errors)\(together.errors)")
        try folder.expectRefusal(["evaluate", "run", "--data", "both.csv"], "both.csv:1: no column named \"price\"")
        let initial = try folder.lockstep("init", "x.csv", "y.csv", "--output", "a.yaml")
        #expect(try initial.status == 0 && folder.text("a.yaml").contains("train_targets: y.csv"), "\(initial.errors)")
        #expect(try folder.lockstep("train", "a.yaml", "--quiet", "--output", "again").status == 0)
        #expect(
            try folder.json("again/summary.json").members["digest"] as? String
                == folder.json("run/summary.json").members["digest"] as? String)
    }

    /// What the first rows of the other file leave open, the run knows.
    @Test("remembers how the file was written")
    func remembered() throws {
        let rows = (0..<60).map { row in "\(row % 7),5;\(row % 4);\((row % 7) * 2 + 1)\n" }
        try folder.write(rows.joined(), to: "rows.txt")
        let outcome = try folder.lockstep("train", "rows.txt", "--target", "3", "--task", "regression", "--quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
        try folder.write("2;1;5\n4;0;9\n", to: "new.txt")
        let predicted = try folder.lockstep("predict", "runs/rows", "--data", "new.txt").lines.dropFirst().map {
            Double($0)
        }
        #expect(predicted.count == 2)
        for (found, expected) in zip(predicted, [4.0, 8.0]) { #expect(abs((found ?? .nan) - expected) < 0.01) }
        let evaluated = try folder.lockstep("evaluate", "runs/rows", "--data", "rows.txt", "--json")
        #expect(try JSONObject(evaluated.output).number("r2") > 0.999)
    }

    @Test("reads several files that a pattern names as one")
    func pattern() throws {
        let lines = Self.houses.split(separator: "\n")
        for (part, rows) in [(1, 1..<150), (2, 150..<401)] {
            try folder.write(
                (["id;size;city;rooms;name;currency;price;kind"] + lines[rows]).joined(separator: "\n"),
                to: "part-\(part).csv")
        }
        let outcome = try folder.lockstep("train", "part-*.csv", "--target", "price")
        #expect(outcome.status == 0 && outcome.errors.contains("400 rows x 8 columns"), "\(outcome.errors)")
        #expect(outcome.errors.contains("\"id\": counts the rows"))
    }

    @Test("says what is wrong, and what to do")
    func mistakes() throws {
        try folder.write("size,price\n1,2\n3,4\n", to: "a.csv")
        try folder.expectRefusal(
            ["train", "a.csv"], "a.csv: found no --target, expected what to predict, one of size, price\n")
        try folder.expectRefusal(
            ["train", "a.csv", "--target", "prize"],
            "a.csv: no column named \"prize\", did you mean \"price\"? The columns are size, price\n")
        try folder.expectRefusal(
            ["train", "a.yaml", "--target", "y"],
            "--target, --model, --task: found with a configuration, expected with a file of rows\n")
        try folder.expectRefusal(["init", "mlp", "--target", "y"], "--target, --model, --task: found with mlp")
        try folder.write("name,price\nx,1\ny,2\nz,3\n", to: "names.csv")
        try folder.expectRefusal(
            ["train", "names.csv", "--target", "price"],
            "names.csv: found no column beside the target; \"name\" has another name in almost every row, expected at least one feature\n"
        )
        try folder.expectRefusal(
            ["train", "names.csv", "--target", "name", "--task", "regression"],
            "names.csv: column name: found \"x\", which is no number, expected numbers for a regression, or --task classification\n"
        )
        try folder.expectRefusal(["train", "a.csv", "a.csv", "a.csv"], "found 3 files, expected one, or two")
        #expect(!folder.has("runs"))
    }

    /// An array of float32, version 1.0.
    private func npy(_ numbers: [Float], shape: [Int]) -> [UInt8] {
        let sizes = shape.map { "\($0)," }.joined()
        let header = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }\n".utf8)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header
            + numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
    }
}
