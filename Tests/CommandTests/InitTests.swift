import Foundation
import TestSupport
import Testing

@Suite("lockstep init")
struct InitTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("writes a configuration that trains as it stands", arguments: ["linear", "softmax", "mlp"])
    func trains(kind: String) throws {
        let outcome = try folder.lockstep("init", kind)
        #expect(outcome.status == 0 && outcome.output == "written to \(kind).yaml; now: lockstep train \(kind).yaml\n")
        let train = try folder.lockstep("train", "\(kind).yaml", "--quiet")
        #expect(train.status == 0 && train.errors.isEmpty, "\(train.errors)")
        let summary = try folder.json("runs/\(kind)/summary.json")
        if kind == "linear" {
            #expect(try summary.number("validation_r2") > 0.99)
        } else {
            // Ten classes: a tenth would be right by chance.
            #expect(try summary.number("validation_accuracy") > 0.6)
        }
        try folder.expectRefusal(["init", kind], "\(kind).yaml: found a file, expected a new name (--output)")
    }

    @Test("writes one for a CSV file, whatever its names are")
    func csv() throws {
        let plane = Plane()
        try plane.write(to: folder)
        let outcome = try folder.lockstep("init", "train.csv", "--target", "price")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let train = try folder.lockstep("train", "train.yaml", "--quiet")
        #expect(train.status == 0, "\(train.errors)")
        #expect(try folder.json("runs/train/summary.json").number("validation_r2") > 0.95)

        let rows = plane.training.map { "\($0.features[0]),\($0.target)" }
        try folder.write((["a: b,\"# of, \"\"rooms\"\"\""] + rows).joined(separator: "\n"), to: "it's: #1.csv")
        _ = try folder.shell("mkdir sub")
        let odd = try folder.lockstep("init", "it's: #1.csv", "--target", "2", "--output", "sub/1st try.yaml")
        #expect(odd.status == 0, "\(odd.errors)")
        #expect(try folder.text("sub/1st try.yaml").contains("target: \"# of, \\\"rooms\\\"\""))
        let check = try folder.lockstep("train", "sub/1st try.yaml", "--quiet")
        #expect(check.status == 0 && folder.has("runs/1st-try/model.safetensors"), "\(check.errors)")
    }

    @Test("looks at a CSV file's columns: names, what is missing, what separates fields, classes")
    func columns() throws {
        let cities = ["Bonn", "Ulm", "Kiel"]
        let rows = (0..<400).map { row in
            let size = 30 + row * 7 % 170
            let price = size * 3000 + (row % 3) * 20_000
            let missing = row % 50 == 49
            return "h\(row);\(missing ? "" : "\(size)");\(cities[row % 3]);\(price);\(size > 100 ? "large" : "small")"
        }
        try folder.write((["id;size;city;price;kind"] + rows).joined(separator: "\n"), to: "houses.csv")
        for (target, measure) in [("price", "validation_r2"), ("kind", "validation_accuracy")] {
            let path = "\(target).yaml"
            let made = try folder.lockstep("init", "houses.csv", "--target", target, "--output", path)
            #expect(made.status == 0, "\(made.errors)")
            let text = try folder.text(path)
            for part in ["delimiter: semicolon", "drop: [id]", "missing: mean", "scale: standard"] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(text.contains(target == "kind" ? "kind: logistic_regression" : "categorical: [city, kind]"))
            let train = try folder.lockstep("train", path, "--quiet")
            #expect(train.status == 0, "\(train.errors)")
            #expect(try folder.json("runs/\(target)/summary.json").number(measure) > 0.9)
        }
    }

    @Test("writes a sweep that runs once its marks are removed", arguments: ["linear", "mlp"])
    func sweep(kind: String) throws {
        _ = try folder.lockstep("init", kind)
        let lines = try folder.text("\(kind).yaml").split(separator: "\n")
        let start = try #require(lines.firstIndex(of: "# sweep:"))
        let unmarked = lines[..<start] + lines[start...].map { $0.dropFirst(2) }
        try folder.write(unmarked.joined(separator: "\n"), to: "\(kind).yaml")
        let outcome = try folder.lockstep(
            "sweep", "\(kind).yaml", "--quiet", "--set", "sweep.trials=2", "--set", "data.synthetic.rows=2000", "--set",
            "training.epochs=2")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("refuses what cannot be meant, and writes nothing")
    func mistakes() throws {
        try folder.write("price\n1\n", to: "a.csv")
        try folder.expectRefusal(["init", "tree", "--target", "y"], "tree: cannot open: no such file")
        try folder.expectRefusal(
            ["init", "mlp", "--target", "y"], "--target, --model, --task: found with mlp, expected with a file of rows")
        try folder.expectRefusal(
            ["init", "a.csv", "--target", "prize"],
            "a.csv: no column named \"prize\", did you mean \"price\"? The columns are price")
        try folder.expectRefusal(["init", "a.csv"], "a.csv: found no --target, expected what to predict, one of price")
        try folder.expectRefusal(["init", "a.csv", "--target", "price"], "a.csv: column price: found 1 in every row")
        try folder.expectRefusal(["init", "mlp", "--output", "none/a.yaml"], "none/a.yaml: cannot create")
    }
}
