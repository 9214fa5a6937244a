import Foundation
import TestSupport
import Testing

@Suite("Columns of names, and numbers that are missing")
struct CSVColumnTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        var random = SplitMix(state: 5)
        let cities = ["Bonn", "Oslo", "Rome"]
        func table(_ count: Int) -> String {
            let rows = (0..<count).map { row in
                let (size, city) = (Double.random(in: 20...200, using: &random), cities[row % 3])
                let price = 3 * size + [100, 300, 50][row % 3] + Double.random(in: -1...1, using: &random)
                return "\(row);\(row % 7 == 3 ? "" : "\(size)");\(city);\(row % 11 == 5 ? "NA" : "1.5");\(price)"
            }
            return "id;size;city;constant;price\n" + rows.joined(separator: "\n") + "\n"
        }
        try folder.write(table(300), to: "train.csv")
        try folder.write(table(40), to: "test.csv")
    }

    private func configure(_ keys: String) throws {
        try folder.write(
            """
            data:
              file: {train: train.csv, test: test.csv, target: price, delimiter: semicolon, drop: [id], \(keys)}
              scale: standard
              validation_fraction: 0
            model: {kind: linear_regression}
            training: {epochs: 200, batch_size: 50}
            optimizer: {learning_rate: 0.05, momentum: 0.9}
            """, to: "a.yaml")
    }

    @Test("are encoded and filled in as scikit-learn does", .needs(.python("sklearn", "safetensors")))
    func encoded() throws {
        try configure("categorical: [city], missing: mean")
        let trained = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "run")
        try #require(trained.status == 0, "\(trained.errors)")
        let predicted = try folder.lockstep("predict", "run", "--data", "test.csv", "--delimiter", "semicolon")
        try #require(predicted.status == 0, "\(predicted.errors)")
        try folder.write(predicted.output, to: "predicted.csv")
        let printed = try PythonPeer.run(
            """
            import csv, json, os, sys
            import numpy as np
            from safetensors import safe_open
            from sklearn.impute import SimpleImputer
            from sklearn.preprocessing import OneHotEncoder, StandardScaler
            os.chdir(sys.argv[1])
            def read(name):
                rows = list(csv.DictReader(open(name), delimiter=";"))
                numbers = [[float(r[c]) if r[c] not in ("", "NA") else np.nan for c in ("size", "constant")] for r in rows]
                return np.array(numbers, dtype=np.float32).astype(float), [[r["city"]] for r in rows]
            (numbers, cities), (new_numbers, new_cities) = read("train.csv"), read("test.csv")
            encoder = OneHotEncoder(sparse_output=False).fit(cities)
            def features(numbers, cities):
                return np.column_stack([numbers[:, 0], encoder.transform(cities), numbers[:, 1]])
            # The scaler leaves out what is missing.
            scaler = StandardScaler().fit(features(numbers, cities))
            imputer = SimpleImputer().fit(scaler.transform(features(numbers, cities)))
            x = imputer.transform(scaler.transform(features(new_numbers, new_cities)))
            with safe_open("run/model.safetensors", "numpy") as f:
                print(f.metadata()["features"])
                expected = x @ f.get_tensor("weight").T.astype(float) + f.get_tensor("bias")
            found = np.loadtxt("predicted.csv", skiprows=1)
            print(np.abs(found / expected[:, 0] - 1).max() < 1e-4)
            """, folder.path)
        #expect(printed == "[\"size\",\"city=Bonn\",\"city=Oslo\",\"city=Rome\",\"constant\"]\nTrue\n")
        let evaluation = try folder.lockstep(
            "evaluate", "run", "--data", "test.csv", "--delimiter", "semicolon", "--json")
        let summary = try folder.json("run/summary.json")
        #expect(try abs(JSONObject(evaluation.output).number("mse") / summary.number("test_mse") - 1) < 1e-6)
        #expect(try summary.number("test_r2") > 0.7)
    }

    @Test("give the same bits with any number of workers, and when run again")
    func sameBits() throws {
        try configure("categorical: [city], missing: mean")
        let first = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "one", "--workers", "1")
        let second = try folder.lockstep("train", "one/experiment.yaml", "--quiet", "--output", "two", "--workers", "2")
        #expect(first.status == 0 && first.digest != nil && first.digest == second.digest, "\(second.errors)")
    }

    @Test("are refused, or their rows left out and counted")
    func missing() throws {
        try configure("categorical: [city]")
        try folder.expectRefusal(
            ["train", "a.yaml"], "\(folder.file("train.csv")):5: column size: found nothing, expected a number")
        try configure("categorical: [city], missing: drop")
        let trained = try folder.lockstep("train", "a.yaml", "--output", "run")
        let holes = (0..<300).count { $0 % 7 == 3 || $0 % 11 == 5 }
        let testHoles = (0..<40).count { $0 % 7 == 3 || $0 % 11 == 5 }
        #expect(trained.errors.contains("left out \(holes + testHoles) rows that lack a value"))
        let summary = try folder.json("run/summary.json")
        #expect(try summary.number("training_rows") == Double(300 - holes))
        #expect(try summary.number("test_rows") == Double(40 - testHoles) && summary.number("test_r2") > 0.99)
        try folder.expectRefusal(
            ["predict", "run", "--data", "test.csv", "--delimiter", "semicolon"],
            "test.csv:5: column size: found nothing, expected a number")
        try folder.expectRefusal(
            ["predict", "run", "--data", "test.csv", "--delimiter", "colon"],
            "--delimiter: found colon, expected one of auto, comma, semicolon, tab, pipe, space")
        try folder.expectRefusal(
            ["predict", "run", "--data", "test.csv", "--format", "arff"],
            "--format: found arff, expected one of auto, csv, parquet, npy, npz, idx, safetensors, libsvm")
    }

    @Test("that no training row has are refused")
    func neverSeen() throws {
        try folder.write("a,b,y\n,1,2\nNA,2,3\n", to: "holes.csv")
        try folder.write(
            """
            data: {file: {train: holes.csv, missing: mean}, validation_fraction: 0}
            model: {kind: linear_regression}
            """, to: "b.yaml")
        try folder.expectRefusal(
            ["train", "b.yaml"],
            "\(folder.file("holes.csv")): column a: found no number in any training row, expected at least one")
    }

    @Test("and rows without a target are left out, counted and told, and predicted")
    func withoutTarget() throws {
        try folder.write("a,y\n0,0\n1,2\n2,\n3,6\n4,NA\n5,10\n", to: "holes.csv")
        try folder.write(
            """
            data: {file: {train: holes.csv, test: holes.csv}, validation_fraction: 0}
            model: {kind: linear_regression}
            """, to: "b.yaml")
        let trained = try folder.lockstep("train", "b.yaml", "--output", "run")
        #expect(trained.status == 0 && trained.errors.contains("left out 4 rows without a target"), "\(trained.errors)")
        #expect(try folder.json("run/summary.json").number("training_rows") == 4)
        let evaluation = try folder.lockstep("evaluate", "run", "--data", "holes.csv", "--json")
        #expect(evaluation.errors == "lockstep: left out 2 rows without a target\n")
        #expect(try JSONObject(evaluation.output).number("rows") == 4)
        let predicted = try folder.lockstep("predict", "run", "--data", "holes.csv")
        #expect(predicted.lines.count == 7 && predicted.errors.isEmpty)
        try folder.write("a,y\n0,\n1,?\n", to: "none.csv")
        try folder.expectRefusal(
            ["evaluate", "run", "--data", "none.csv"], "none.csv: found no row with a target, expected at least one")
    }

    @Test("that training never saw are ignored and told where that is said, and missing ones are names")
    func unknown() throws {
        var lines = (0..<200).map { "\($0 % 5 == 0 ? "" : ["Bonn", "Oslo"][$0 % 2]),\($0 % 7),\($0 % 3)" }
        for place in 0..<40 { lines[5 * place + 1] = "only \(place),1,2" }
        try folder.write("city,a,y\n" + lines.joined(separator: "\n"), to: "rare.csv")
        try folder.write("city,a,y\nBonn,1,1\n,2,2\nRome,3,3\nNice,3,3\n", to: "new.csv")
        try folder.write(
            """
            data:
              file: {train: rare.csv, test: new.csv, categorical: [city], missing: mean, unknown: ignore}
              validation_fraction: 0.25
            model: {kind: linear_regression}
            training: {epochs: 2, batch_size: 10}
            """, to: "b.yaml")
        let trained = try folder.lockstep("train", "b.yaml", "--output", "run", "--workers", "1")
        #expect(trained.status == 0, "\(trained.errors)")
        let model = try folder.bytes("run/model.safetensors")
        let length = model.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONObject(String(decoding: model[8..<8 + length], as: UTF8.self)).members
        let metadata = try #require(header["__metadata__"] as? [String: String])
        let names = try JSONSerialization.jsonObject(with: Data((metadata["features"] ?? "").utf8))
        let features = try #require(names as? [String])
        #expect(Set(["city=", "city=Bonn", "city=Oslo", "a"]).isSubset(of: features))
        // Each of the rare names has one row; those of the 50 rows that are held out are no features.
        let rareCount = features.count - 4
        #expect(rareCount < 40 && rareCount > 15)
        #expect(
            trained.errors.contains("\(40 - rareCount + 2) rows have names that training never saw in city"),
            "\(trained.errors)")
        let again = try folder.lockstep("train", "b.yaml", "--quiet", "--output", "again", "--workers", "2")
        #expect(again.digest == trained.digest && again.digest != nil)
        #expect(try folder.lockstep("evaluate", "run").status == 0)

        try folder.expectRefusal(
            ["predict", "run", "--data", "new.csv", "--unknown", "error"],
            "new.csv:4: column city: found \"Rome\", expected one of ")
        let predicted = try folder.lockstep("predict", "run", "--data", "new.csv", "--unknown", "ignore")
        #expect(predicted.lines.count == 5 && predicted.lines[3] == predicted.lines[4])
        #expect(predicted.errors == "lockstep: 2 rows have names that training never saw in city\n")
        let evaluated = try folder.lockstep("evaluate", "run", "--data", "new.csv", "--unknown", "ignore")
        #expect(evaluated.status == 0 && evaluated.errors == predicted.errors)
        try folder.write("town,a\nBonn,1\n", to: "other.csv")
        try folder.expectRefusal(
            ["predict", "run", "--data", "other.csv"], "other.csv:1: no column named \"city\" for \"city=")
    }
}
