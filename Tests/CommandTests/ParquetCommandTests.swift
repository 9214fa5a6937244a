import Foundation
import TestSupport
import Testing

@Suite("Parquet files", .needs(.python("pyarrow", "polars", "duckdb")))
struct ParquetCommandTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try Self.files.link(into: folder)
    }

    /// Houses whose prices follow from their size and city; some sizes are missing, and weights count.
    private static let files = SharedFolder { folder in
        try PythonPeer.run(
            """
            import os, random, sys
            import duckdb, polars, pyarrow as pa, pyarrow.parquet as pq
            os.chdir(sys.argv[1])
            random.seed(5)
            def houses(n):
                size = [random.randrange(320, 3200) / 16 for _ in range(n)]
                city = [random.choice(["Bonn", "Oslo", "Rome"]) for _ in range(n)]
                price = [3 * s + {"Bonn": 100, "Oslo": 300, "Rome": 50}[c] for s, c in zip(size, city)]
                return {
                    "id": [str(i) for i in range(n)], "size": [None if random.random() < 0.05 else s for s in size], "city": city,
                    "new": [random.random() < 0.3 for _ in range(n)], "sales": [random.randrange(1, 4) for _ in range(n)], "price": price,
                }
            for name, n in [("train", 3000), ("test", 200)]:
                rows = houses(n)
                with open(f"{name}.csv", "w") as f:
                    f.write(",".join(rows) + "\\n")
                    for row in zip(*rows.values()):
                        f.write(",".join("" if v is None else str(int(v)) if isinstance(v, bool) else str(v) for v in row) + "\\n")
                arrow = pa.table(rows)
                pq.write_table(arrow, f"{name}.parquet", row_group_size=700)
                pq.write_table(arrow, f"{name}.one.parquet", compression="zstd", use_dictionary=False)
                polars.DataFrame(rows).write_parquet(f"{name}.polars.pq")
                duckdb.sql(f"copy (select * from arrow) to '{name}.duckdb.parquet' (format parquet)")
            whole = open("train.parquet", "rb").read()
            open("cut.parquet", "wb").write(whole[:-100])
            """, folder.path)
    }

    private func train(_ file: String, _ settings: String..., flags: [String] = []) throws -> Outcome {
        try folder.write(
            """
            data:
              file: {\(file), target: price, weight: sales, drop: [id], categorical: [city], missing: mean}
              scale: standard
              validation_fraction: 0.2
            model: {kind: linear_regression}
            training: {epochs: 20, batch_size: 50}
            optimizer: {learning_rate: 0.05, momentum: 0.9}
            """, to: "a.yaml")
        let outcome = try folder.lockstep(
            ["train", "a.yaml", "--quiet", "--overwrite", "--output", "run"] + settings.flatMap { ["--set", $0] }
                + flags)
        #expect(outcome.status == 0, "\(file): \(outcome.errors)")
        return outcome
    }

    @Test("train the model that a CSV file of the same rows trains, whoever wrote them, streamed or not")
    func sameModel() throws {
        let digest = try train("train: train.csv, test: test.csv").digest
        #expect(try digest != nil && folder.json("run/summary.json").number("test_r2") > 0.9)
        for ending in ["parquet", "one.parquet", "polars.pq", "duckdb.parquet"] {
            let file = "train: train.\(ending), test: test.\(ending)"
            #expect(try train(file).digest == digest, "\(ending)")
        }
        for (workers, order) in [(1, "rows"), (2, "blocks")] {
            let kept = try train("train: train.csv", "data.order=\(order)").digest
            let streamed = try train(
                "train: train.parquet", "data.order=\(order)", "data.file.streamed=true",
                flags: ["--workers", "\(workers)"])
            #expect(streamed.digest == kept, "\(order)")
        }
    }

    @Test("are evaluated, predicted, described and converted")
    func used() throws {
        _ = try train("train: train.parquet")
        for command in [["evaluate", "run", "--json", "--data"], ["predict", "run", "--data"]] {
            let csv = try folder.lockstep(command + ["test.csv"])
            #expect(csv.status == 0, "\(csv.errors)")
            for file in ["test.parquet", "test.polars.pq", "test.duckdb.parquet"] {
                let found = try folder.lockstep(command + [file])
                #expect(found.status == 0 && found.output == csv.output, "\(file): \(found.errors)")
            }
        }
        let described = try ["csv", "parquet"].map { try folder.lockstep("data", "describe", "test.\($0)", "--json") }
        let columns = described.map { $0.output.replacing("test.csv", with: "test.parquet") }
        #expect(described[1].status == 0, "\(described[1].errors)")
        #expect(columns[1].contains("\"size\"") && columns[1].contains("\"missing\""))
        // Texts are names in a Parquet file, even where they are numbers.
        #expect(try JSONObject(columns[1]).members.count == JSONObject(columns[0]).members.count)
        let converted = try folder.lockstep(
            "data", "convert", "train.one.parquet", "--target", "price", "--drop", "id,size", "--categorical", "city",
            "--output", "train.safetensors")
        #expect(converted.status == 0, "\(converted.errors)")
        let other = try folder.lockstep(
            "data", "convert", "train.csv", "--target", "price", "--drop", "id,size", "--categorical", "city",
            "--output", "other.safetensors")
        #expect(try other.status == 0 && folder.bytes("train.safetensors") == folder.bytes("other.safetensors"))
    }

    @Test("of names become classes, of whole numbers categories")
    func classes() throws {
        let models = try ["train.csv", "train.duckdb.parquet"].map { file in
            try folder.write(
                """
                data: {file: {train: \(file), target: city, drop: [id, size], categorical: [sales]}, scale: standard}
                model: {kind: softmax_regression}
                training: {epochs: 5, batch_size: 50}
                """, to: "b.yaml")
            let outcome = try folder.lockstep("train", "b.yaml", "--quiet", "--overwrite", "--output", "run")
            #expect(outcome.status == 0, "\(outcome.errors)")
            return outcome.digest
        }
        #expect(models[0] != nil && models[0] == models[1])
    }

    @Test("may have columns of lists and groups, which are left out and told")
    func nested() throws {
        let program = """
            import pyarrow, pyarrow.parquet, sys
            table = pyarrow.table({"l": [[1], [2, 3], []] * 10, "a": [1.0, 2.0, 4.0] * 10, "s": [{"u": 1}] * 30, "y": [1.0, 2.5, 3.0] * 10})
            pyarrow.parquet.write_table(table, sys.argv[1])
            """
        try PythonPeer.run(program, folder.file("nested.parquet"))
        let described = try folder.lockstep("data", "describe", "nested.parquet")
        #expect(
            described.lines.contains("l       left out: a list in each row"), "\(described.errors)\(described.output)")
        #expect(described.lines.contains("s       left out: columns inside a column"))
        let trained = try folder.lockstep("train", "nested.parquet", "--target", "y", "--output", "nested")
        #expect(
            trained.status == 0 && trained.errors.contains("column \"l\": holds a list in each row"),
            "\(trained.errors)")
    }

    @Test("that are not as the configuration says are refused")
    func mistakes() throws {
        func expect(_ file: String, _ message: String, _ location: SourceLocation = #_sourceLocation) throws {
            try folder.write(
                """
                data: {file: {\(file)}}
                model: {kind: linear_regression}
                """, to: "c.yaml")
            try folder.expectRefusal(["train", "c.yaml"], message, location: location)
        }
        let path = folder.file("train.parquet")
        try expect(
            "train: train.parquet, target: price",
            "\(path): column id: found texts, expected numbers: a column of names must be listed as categorical, or")
        try expect(
            "train: cut.parquet, target: price", "\(folder.file("cut.parquet")): found a Parquet file that is cut off")
        try expect("train: train.parquet, target: prise", "\(path): no column named \"prise\", did you mean \"price\"?")
        try expect(
            "train: train.parquet, target: price, header: false",
            "c.yaml:1:60: data.file.header: found false, expected auto")
        try expect(
            "train: train.parquet, target: price, train_weights: w.npy",
            "c.yaml:1:67: data.file.train_weights: found \(folder.file("w.npy")), expected none, since data.file.train "
                + "is a Parquet file, whose weights are a column: data.file.weight")
    }
}
