import Foundation
import TestSupport
import Testing

@Suite("lockstep data")
struct DataCommandTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func digest(_ configuration: String, _ flags: [String] = []) throws -> String {
        try folder.write(configuration, to: "b.yaml")
        let outcome = try folder.lockstep(["train", "b.yaml", "--quiet", "--output", "out", "--overwrite"] + flags)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.digest ?? "none"
    }

    private static let problems = [
        ("regression", "linear_regression", "{kind: regression, rows: 3000, features: 7}"),
        ("classification", "softmax_regression", "{kind: classification, rows: 2000, features: 5, classes: 3}"),
        (
            "clusters", "mlp, hidden: [9], loss: cross_entropy",
            "{kind: clusters, rows: 2000, features: 18, classes: 11}"
        ),
    ]

    @Test("generates the rows that training makes, in every format", arguments: problems, ["float32", "bfloat16"])
    func generate(problem: (name: String, model: String, rows: String), storage: String) throws {
        let rest = """
            model: {kind: \(problem.model)}
            training: {epochs: 2, batch_size: 64, shards: 3}
            """
        func configuration(_ data: String) -> String {
            "data: {\(data), storage: \(storage), validation_fraction: 0.2}\n\(rest)"
        }
        let expected = try digest(configuration("synthetic: \(problem.rows)"))
        try folder.write(configuration("synthetic: \(problem.rows)"), to: "a.yaml")
        for output in [["a.safetensors"], ["a.csv"], ["a.npy", "--output-targets", "y.npy"]] {
            let made = try folder.lockstep(["data", "generate", "a.yaml", "--output"] + output)
            #expect(made.status == 0 && made.lines.count == 1, "\(made.errors)")
            let targets = output.count > 1 ? ", train_targets: y.npy" : ""
            let name = problem.name == "regression" ? "y" : "label"
            let data = "file: {train: \(output[0])\(targets), target: \(name)}"
            // A file of bfloat16 has lost what targets were made from only where it rounds again.
            #expect(try digest(configuration(data)) == expected, "\(output)")
            guard output[0] != "a.csv" else { continue }
            for workers in ["1", "3"] {
                let flags = ["--set", "data.file.streamed=true", "--workers", workers]
                #expect(try digest(configuration(data), flags) == expected, "\(output), streamed")
            }
        }
    }

    private static let flowers = """
        width,"colour, main",kind,note
        1.5,red,rose,a
        2.5,blue,iris,b
        0.5,red,rose,c
        3.5,white,"lily, tall",d
        1,white,rose,e
        2,blue,iris,f

        """

    @Test("converts names and classes, so that training is the same and the model knows them")
    func convert() throws {
        try folder.write(Self.flowers, to: "flowers.csv")
        let made = try folder.lockstep(
            "data", "convert", "flowers.csv", "--target", "kind", "--classes", "--categorical", "colour, main",
            "--drop",
            "note", "--output", "flowers.safetensors")
        #expect(made.status == 2, "a comma inside a name")
        try folder.write(Self.flowers.replacing("\"colour, main\"", with: "colour"), to: "flowers.csv")
        let converted = try folder.lockstep(
            "data", "convert", "flowers.csv", "--target", "kind", "--classes", "--categorical", "colour", "--drop",
            "note", "--output", "flowers.safetensors")
        #expect(converted.output == "flowers.safetensors: 6 rows x 4 features, 3 classes\n", "\(converted.errors)")
        func configuration(_ file: String) -> String {
            """
            data: {file: {\(file), target: kind}, validation_fraction: 0}
            model: {kind: softmax_regression}
            training: {epochs: 9, batch_size: 2}
            """
        }
        let expected = try digest(configuration("train: flowers.csv, categorical: [colour], drop: [note]"))
        let model = try folder.tensors("out/model.safetensors")
        #expect(try digest(configuration("train: flowers.safetensors")) == expected)
        let again = try folder.tensors("out/model.safetensors")
        #expect(again.values == model.values)
        // How the rows were written is another thing.
        func content(_ file: TensorFile) -> [String: String] {
            file.metadata.filter { !$0.key.hasPrefix("csv.") && $0.key != "checksum" }
        }
        #expect(content(again) == content(model) && content(again)["rows.training"] != nil)
        let predicted = try folder.lockstep("predict", "out", "--data", "flowers.csv").lines
        #expect(predicted.first == "kind,probability_iris,\"probability_lily, tall\",probability_rose")
        let back = try folder.lockstep(
            "data", "convert", "flowers.safetensors", "--target", "kind", "--classes", "--output", "back.csv")
        #expect(back.status == 0, "\(back.errors)")
        #expect(
            try folder.text("back.csv").split(separator: "\n").prefix(5) == [
                "width,colour=blue,colour=red,colour=white,kind", "1.5,0.0,1.0,0.0,rose", "2.5,1.0,0.0,0.0,iris",
                "0.5,0.0,1.0,0.0,rose", "3.5,0.0,0.0,1.0,\"lily, tall\"",
            ])
    }

    @Test("converts more rows than are read at a time, or leaves what was there")
    func long() throws {
        let rows = (0..<70_000).map { "\($0 % 977),\(Double($0 % 31) / 8),\($0 % 2)" }
        try folder.write((["a,b,y"] + rows).joined(separator: "\n"), to: "long.csv")
        let made = try folder.lockstep("data", "convert", "long.csv", "--target", "y", "--output", "x.npy")
        #expect(made.status == 2 && made.errors.contains("--output-targets: not given"))
        let flags = ["--output", "x.npy", "--output-targets", "y.npy"]
        #expect(try folder.lockstep(["data", "convert", "long.csv", "--target", "y"] + flags).status == 0)
        let numbers = try numbersOfNPY(folder.bytes("x.npy"))
        let expected: [Float] = (0..<70_000).flatMap { row -> [Float] in [Float(row % 977), Float(row % 31) / 8] }
        #expect(numbers == expected)
        let targets: [Float] = (0..<70_000).map { Float($0 % 2) }
        #expect(try numbersOfNPY(folder.bytes("y.npy")) == targets)

        try folder.write((["a,b,y"] + rows + ["1,2"]).joined(separator: "\n"), to: "bad.csv")
        try folder.write("old", to: "x.safetensors")
        try folder.expectRefusal(
            ["data", "convert", "bad.csv", "--target", "y", "--output", "x.safetensors"],
            "bad.csv:70002: found 2 fields, expected 3")
        try folder.write((["a,b,y"] + rows + ["1,2,0.5"]).joined(separator: "\n"), to: "bad.csv")
        try folder.expectRefusal(
            ["data", "convert", "bad.csv", "--target", "y", "--classes", "--output", "x.safetensors"],
            "bad.csv:70002: column y: found 0.5 as a class, expected whole numbers or names")
        #expect(try folder.text("x.safetensors") == "old")
        #expect(try folder.names(in: ".").allSatisfy { !$0.hasSuffix(".tmp") })
    }

    @Test("describes numbers and names")
    func describe() throws {
        try folder.write("a,b,kind\n1,,x\n2,5,y\nNA,5,x\n4,5,z z\n9,5,x\n", to: "a.csv")
        let outcome = try folder.lockstep("data", "describe", "a.csv")
        let expected = [
            "a.csv: 5 rows x 3 columns",
            "column  missing  least  greatest  mean  deviation",
            "a             1      1         9     4      3.082",
            "b             1      5         5     5          0",
            "kind    3 names: x 3, y 1, z z 1",
        ]
        #expect(outcome.lines.count == expected.count, "\(outcome.errors)")
        // Behind the numbers there is a picture.
        for (found, expected) in zip(outcome.lines, expected) { #expect(found.hasPrefix(expected), "\(found)") }
        let columns = try #require(
            JSONObject(folder.lockstep("data", "describe", "a.csv", "--json").output).members["columns"]
                as? [[String: Any]])
        #expect(columns[0]["mean"] as? Double == 4 && columns[0]["missing"] as? Int == 1)
        let deviation = try #require(columns[0]["deviation"] as? Double)
        #expect(abs(deviation - (9.5).squareRoot()) < 1e-12)
        #expect(columns[0]["histogram"] as? [Int] == [1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1])
        #expect(columns[1]["deviation"] as? Double == 0 && columns[1]["count"] as? Int == 4)
        #expect(columns[2]["names"] as? [String: Int] == ["x": 3, "y": 1, "z z": 1])
        try folder.expectRefusal(["data", "describe", "nowhere.csv"], "nowhere.csv: cannot open")
    }

    @Test("converts weights beside the targets, and as no feature")
    func weights() throws {
        try folder.write("a,w,y\n1,2,3\n4,0.5,6\n", to: "a.csv")
        let command = ["data", "convert", "a.csv", "--target", "y", "--weight", "w", "--output"]
        #expect(try folder.lockstep(command + ["b.csv"]).output == "b.csv: 2 rows x 1 feature\n")
        #expect(try folder.text("b.csv") == "a,w,y\n1.0,2.0,3.0\n4.0,0.5,6.0\n")
        #expect(try folder.lockstep(command + ["b.safetensors"]).status == 0)
        for (name, keys) in [("a.csv", ""), ("b.csv", ""), ("b.safetensors", ", features: features")] {
            try folder.write(
                "data: {file: {train: \(name), target: y, weight: w\(keys)}}\nmodel: {kind: linear_regression}\n",
                to: "c.yaml")
            let outcome = try folder.lockstep("train", "c.yaml", "--quiet", "--output", "run-\(name)")
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let digests = try ["a.csv", "b.csv", "b.safetensors"].map {
            try folder.json("run-\($0)/summary.json").members["digest"] as? String
        }
        #expect(Set(digests).count == 1)
        try folder.expectRefusal(
            command + ["b.npy", "--output-targets", "c.npy"], "--weight: found w, expected --output to end")
        try folder.expectRefusal(
            ["data", "convert", "a.csv", "--weight", "w", "--output", "b.csv"],
            "--weight: found w, expected it beside targets: --target or --targets\n")
    }

    @Test("names formats of others, as every command does")
    func foreign() throws {
        try folder.write("a,y\n1,2\n3,4\n", to: "a.csv")
        try #require(folder.lockstep("train", "a.csv", "--target", "y", "--output", "run").status == 0)
        try folder.write("{\"a\": 1}\n", to: "a.json")
        for command in [
            ["data", "describe"], ["data", "convert", "--output", "b.csv"], ["predict", "run", "--data"],
            ["evaluate", "run", "--data"], ["train", "--target", "y"],
        ] {
            try folder.expectRefusal(
                command + ["a.json"], "a.json: found JSON, expected a table: save it as CSV or Parquet\n")
        }
    }

    @Test("says what it cannot do")
    func mistakes() throws {
        try folder.write("a,y\n1,2\n3,4\n", to: "a.csv")
        try folder.write("data: {file: {train: a.csv}}\nmodel: {kind: linear_regression}\n", to: "a.yaml")
        try folder.expectRefusal(
            ["data", "generate", "a.yaml", "--output", "x.csv"], "a.yaml: found data.file, expected data.synthetic")
        try folder.expectRefusal(
            ["data", "convert", "a.csv", "--output", "x.txt"], "--output: found x.txt, expected a name that ends in")
        try folder.expectRefusal(
            ["data", "convert", "a.csv", "--output", "x.csv", "--storage", "bfloat16"], "--storage: found bfloat16")
        try folder.expectRefusal(
            ["data", "convert", "a.csv", "--output", "none/x.safetensors"], "none/x.safetensors: cannot create")
        try folder.expectRefusal(
            ["train", "a.yaml", "--set", "data.file.train=a.svm", "--set", "data.file.streamed=true"],
            "--set data.file.streamed=true: data.file.streamed: found true, expected false, since data.file.train is a LIBSVM file; "
                + "lockstep data convert makes one that can be streamed")
        #expect(try folder.names(in: ".") == ["a.csv", "a.yaml"])
    }
}
