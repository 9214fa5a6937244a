import Foundation
import TestSupport
import Testing

@Suite("Columns that are hashed and crossed")
struct HashedColumnTests {
    /// A run, and the same rows as Parquet where there is a Python to write it.
    static let run = SharedRun("train", "a.yaml", "--quiet", "--output", "run") { folder in
        var random = SplitMix(state: 3)
        func rows(_ count: Int) -> [String] {
            (0..<count).map { row in
                let (city, kind) = (Int.random(in: 0..<40, using: &random), ["flat", "house"][row % 2])
                let size = Double(Int.random(in: 200...1500, using: &random)) / 10
                let price = size * (kind == "flat" ? 2 : 3) + Double(city % 7) * 10
                return "city \(city),\(size),\(kind),\(price)"
            }
        }
        let header = "city,size,kind,price"
        try folder.write(([header] + rows(600)).joined(separator: "\n") + "\n", to: "t.csv")
        try folder.write(([header] + rows(200)).joined(separator: "\n") + "\n", to: "e.csv")
        let fields = try folder.text("e.csv").split(separator: "\n").map { $0.split(separator: ",") }
        try folder.write(
            fields.map { "\($0[2]),x,\($0[1]),\($0[0])" }.joined(separator: "\n").replacing("kind,x", with: "kind,more")
                + "\n", to: "n.csv")
        try folder.write(
            """
            data:
              file:
                train: t.csv
                test: e.csv
                target: price
                categorical: [kind]
                hash: {city: 4096}
                interactions: [[size, kind], [city, kind]]
              scale: standard
              scale_target: standard
              validation_fraction: 0.1
            model: {kind: linear_regression}
            training: {epochs: 60, batch_size: 32, shards: 2}
            optimizer: {kind: adam, learning_rate: 0.02, schedule: {kind: cosine}}
            """, to: "a.yaml")
    }

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try Self.run.copy(into: folder)
    }

    private func output(_ arguments: String...) throws -> String {
        let outcome = try folder.lockstep(arguments)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    @Test("cost what their non-zeros cost, and are learnt")
    func learnt() throws {
        let outcome = try Self.run.outcome
        #expect(outcome.status == 0, "\(outcome.errors)")
        let evaluation = try JSONObject(output("evaluate", "run", "--data", "e.csv", "--json"))
        let r2 = try #require(evaluation.members["r2"] as? Double)
        #expect(r2 > 0.99)
        let own = try JSONObject(output("evaluate", "run", "--json"))
        #expect(own.members["test_r2"] as? Double == r2)
        #expect(
            try output("train", "a.yaml", "--quiet", "--output", "again", "--set", "data.storage=sparse").contains(
                "8,197 features"))
    }

    @Test("have the same bits whatever the number of workers, and whichever way rows are read")
    func sameBits() throws {
        let digest = try digest("run")
        for (index, flags) in [["--workers", "1"], ["--workers", "3"], ["--set", "data.storage=sparse"]].enumerated() {
            let outcome = try folder.lockstep(["train", "a.yaml", "--quiet", "--output", "r\(index)"] + flags)
            #expect(try outcome.status == 0 && self.digest("r\(index)") == digest, "\(outcome.errors)")
        }
    }

    private func digest(_ run: String) throws -> String? {
        let text = try folder.text("\(run)/summary.json")
        return try JSONObject(text).members["digest"] as? String
    }

    @Test(
        "predict rows whose columns are in another order, as the written model says",
        .needs(.python("sklearn", "numpy")))
    func predictions() throws {
        _ = try output("predict", "run", "--data", "n.csv", "--output", "p.csv")
        let program = """
            import csv, json, numpy as np, sys
            from sklearn.feature_extraction import FeatureHasher
            path = sys.argv[1]
            raw = open(path + "/run/model.safetensors", "rb").read()
            size = int.from_bytes(raw[:8], "little")
            header = json.loads(raw[8:8 + size])
            meta = header.pop("__metadata__")
            types = {"F32": "<f4", "F64": "<f8"}
            tensor = {k: np.frombuffer(raw[8 + size + v["data_offsets"][0]:8 + size + v["data_offsets"][1]], types[v["dtype"]])
                      for k, v in header.items()}
            names = json.loads(meta["features"])
            assert json.loads(meta["hash"]) == ["city", "4096"]
            assert json.loads(meta["interactions"]) == ["size", "kind", "city", "kind"]
            hasher = FeatureHasher(n_features=4096, input_type="string")
            rows = list(csv.DictReader(open(path + "/n.csv")))
            X = np.zeros((len(rows), len(names)))
            place = {n: i for i, n in enumerate(names)}
            for x, row in zip(X, rows):
                x[place["size"]] = float(row["size"])
                x[place["kind=" + row["kind"]]] = 1
                x[place["kind=" + row["kind"] + "*size"]] = float(row["size"])
                h = hasher.transform([[row["city"]]])
                for k, v in zip(h.indices, h.data): x[place[f"city#{k}"]] += v
                h = hasher.transform([[row["city"] + "*kind=" + row["kind"]]])
                for k, v in zip(h.indices, h.data): x[place[f"city*kind#{k}"]] += v
            assert np.all(tensor["scaling.scale"][[place["kind=flat"], place["city#7"], place["city*kind#7"]]] == 1)
            Z = (X - tensor["scaling.offset"]) / tensor["scaling.scale"]
            y = tensor["target.mean"] + tensor["target.scale"] * (Z @ tensor["weight"].astype(float) + tensor["bias"])
            found = np.array([float(line) for line in open(path + "/p.csv").read().split()[1:]])
            print(len(found), np.abs(found - y).max() < 1e-3)
            """
        #expect(try PythonPeer.run(program, folder.path) == "200 True\n")
    }

    @Test("of a Parquet file give the same model", .needs(.python("pandas", "pyarrow")))
    func parquet() throws {
        let program = """
            import pandas, sys
            for name in "te":
                pandas.read_csv(f"{sys.argv[1]}/{name}.csv").to_parquet(f"{sys.argv[1]}/{name}.parquet")
            """
        try PythonPeer.run(program, folder.path)
        try folder.write(try folder.text("a.yaml").replacing(".csv", with: ".parquet"), to: "p.yaml")
        _ = try output("train", "p.yaml", "--quiet", "--output", "p")
        #expect(try digest("p") == digest("run"))
        #expect(
            try output("evaluate", "p", "--data", "e.parquet") == output("evaluate", "run", "--data", "e.csv"))
    }

    @Test("are dense for a multilayer perceptron, with names left as they are")
    func dense() throws {
        let mlp = ["--set", "model={kind: mlp, hidden: [4], loss: squared}", "--set", "data.file.hash={city: 16}"]
        let outcome = try folder.lockstep(["train", "a.yaml", "--quiet", "--output", "m"] + mlp)
        #expect(outcome.status == 0 && outcome.output.contains(" 37 features"), "\(outcome.errors)\(outcome.output)")
        #expect(try output("evaluate", "m", "--data", "e.csv").contains("r2"))
        try folder.expectRefusal(
            ["train", "a.yaml", "--set", "data.storage=sparse"] + mlp,
            "--set data.storage=sparse: data.storage: found sparse, expected auto, float32 or bfloat16, "
                + "since model.kind is mlp\n")
    }

    @Test("are written by data convert")
    func convert() throws {
        _ = try output(
            "data", "convert", "e.csv", "--target", "price", "--categorical", "kind", "--hash", "city=4",
            "--interactions", "size*kind,city*kind", "--output", "c.csv")
        let lines = try folder.text("c.csv").split(separator: "\n")
        #expect(
            lines[0] == "city#0,city#1,city#2,city#3,size,kind=flat,kind=house,kind=flat*size,kind=house*size,"
                + "city*kind#0,city*kind#1,city*kind#2,city*kind#3,price")
        #expect(lines.count == 201)
        for (flags, message) in [
            (["--hash", "city"], "--hash: found city, expected a column and 1 to 1048576 features, as in a=4096\n"),
            (["--interactions", "city"], "--interactions: found city, expected a pair of columns, as in a*b\n"),
        ] {
            try folder.expectRefusal(["data", "convert", "e.csv", "--output", "d.csv"] + flags, message)
        }
    }

    static let mistakes: [(setting: String, message: String)] = [
        (
            "data.file.hash={town: 8}",
            ":1: no column named \"town\""
        ),
        (
            "data.file.hash={city: 0}",
            "--set data.file.hash={city: 0}: data.file.hash: found 0 for city, "
                + "expected a whole number of at least 1"
        ),
        ("data.file.hash=3", "data.file.hash: found 3, expected a whole number from 1 to 1_048_576 for each name"),
        ("data.file.interactions=[a, b]", "found a as item 1, expected a list of pairs, such as [[a, b]]"),
        ("data.file.interactions=[[a]]", "found a list as item 1, expected a list of pairs, such as [[a, b]]"),
        ("data.file.interactions=[[size, price]]", "interaction of size and price: found price, which is no feature"),
    ]

    @Test("are refused in one line where they make no sense", arguments: mistakes.indices)
    func refused(index: Int) throws {
        let (setting, message) = Self.mistakes[index]
        let outcome = try folder.lockstep(["train", "a.yaml", "--set", setting])
        #expect(outcome.status == 2 && outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }
}
