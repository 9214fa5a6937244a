import Foundation
import TestSupport
import Testing

/// Rows of some groups, each with a number that tells its row: what a model was trained on shows in what it cannot know.
@Suite("Held-out rows by group and time")
struct HeldOutRowsTests {
    let folder: ScratchFolder
    private static let rowCount = 240

    private let groups: [String]

    init() throws {
        folder = try ScratchFolder()
        var random = SplitMix(state: 9)
        groups = (0..<Self.rowCount).map { _ in "g\(Int.random(in: 0..<24, using: &random))" }
        let rows = (0..<Self.rowCount).map { row -> [String] in
            let (a, b) = (Float.random(in: -1...1, using: &random), Float.random(in: -1...1, using: &random))
            return ["\(a)", "\(b)", groups[row], "\(2 * a - b + Float(row) / 100)"]
        }
        let header = "a,b,site,y\n"
        try folder.write(header + rows.map { $0.joined(separator: ",") + "\n" }.joined(), to: "rows.csv")
        let libsvm = rows.map { "\($0[3]) 1:\($0[0]) 2:\($0[1])\n" }
        try folder.write(libsvm.joined(), to: "rows.svm")
        try folder.write(
            """
            data: {file: {train: rows.csv, target: y, group: site}, validation_fraction: 0.2, test_fraction: 0.1}
            model: {kind: linear_regression}
            training: {epochs: 3, batch_size: 32, shards: 4}
            """, to: "a.yaml")
    }

    private func digest(_ flags: String...) throws -> String {
        let outcome = try folder.lockstep(["train", "a.yaml", "--quiet", "--output", "out", "--overwrite"] + flags)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try #require(outcome.digest)
    }

    @Test("the same rows in every format, streamed or not, with any number of workers", .needs(.python("pandas")))
    func formats() throws {
        let expected = try digest()
        for workers in ["1", "2", "3", "7"] {
            #expect(try digest("--workers", workers, "--set", "data.file.streamed=true") == expected)
        }
        try PythonPeer.run(
            """
            import sys, numpy as np, pandas as pd
            folder = sys.argv[1]
            table = pd.read_csv(folder + "/rows.csv", dtype={"a": np.float32, "b": np.float32, "y": np.float32})
            table.to_parquet(folder + "/rows.parquet")
            features = table[["a", "b"]].to_numpy()
            sites = np.array(table.site.tolist())
            np.savez(folder + "/rows.npz", features=features, y=table.y.to_numpy(), site=sites)
            np.save(folder + "/x.npy", features)
            np.save(folder + "/y.npy", table.y.to_numpy())
            np.save(folder + "/sites.npy", sites)
            """, folder.path)
        for file in [
            "{train: rows.parquet, target: y, group: site}", "{train: rows.npz, target: y, group: site}",
            "{train: x.npy, train_targets: y.npy, train_groups: sites.npy}",
            "{train: rows.svm, train_groups: sites.npy}",
        ] {
            #expect(try digest("--set", "data.file=\(file)") == expected, "\(file)")
        }
        #expect(
            try digest("--set", "data.file={train: rows.svm, train_groups: sites.npy}", "--set", "data.storage=sparse")
                != "")
    }

    @Test("a group that is a column of names too, or of numbers, or missing")
    func columns() throws {
        let text = try folder.text("rows.csv")
        try folder.write(text.replacing(",g", with: ",0"), to: "rows.csv")
        let numbered = try digest()
        _ = try digest("--set", "data.file.categorical=[site]", "--set", "data.file.unknown=ignore")
        #expect(try folder.json("out/summary.json").number("features") > 12)
        #expect(try digest("--set", "data.file.group=3") == numbered)
        try folder.write(text.replacing(",g7,", with: ",,"), to: "rows.csv")
        let row = try #require(groups.firstIndex(of: "g7"))
        try folder.expectRefusal(
            ["train", "a.yaml"], "\(folder.path)/rows.csv:\(row + 2): column site: found nothing, expected a group")
        #expect(try digest("--set", "data.file.missing=mean") != digest("--set", "data.file.missing=drop"))
        try folder.write(text.replacing(/,g[0-9]*,/, with: ",one,"), to: "rows.csv")
        try folder.expectRefusal(
            ["train", "a.yaml"],
            "a.yaml:1:50: data.file.group: found 1 group, expected at least 3, since some of the rows are held out")
    }

    @Test("the last rows are those of a file that has been cut in three")
    func last() throws {
        let settings = ["--set", "data.held_out=last", "--set"]
        let found = try digest(
            settings[0], settings[1], settings[2], "data.file={train: rows.csv, target: y, drop: [site]}")
        let summary = try folder.json("out/summary.json")
        let lines = try folder.text("rows.csv").split(separator: "\n")
        for (name, rows) in [("train", 1...168), ("valid", 169...216), ("test", 217...240)] {
            try folder.write(([lines[0]] + lines[rows]).joined(separator: "\n") + "\n", to: "\(name).csv")
        }
        let cut = "{train: train.csv, validation: valid.csv, test: test.csv, target: y, drop: [site]}"
        let expected = try digest(
            "--set", "data.file=\(cut)", "--set", "data.validation_fraction=0", "--set", "data.test_fraction=0")
        #expect(found == expected)
        let other = try folder.json("out/summary.json")
        for key in ["validation_mse", "test_mse", "validation_rows", "test_rows"] {
            #expect(try summary.number(key) == other.number(key))
        }
    }

    @Test("train FILE takes the user's word on groups")
    func starter() throws {
        let outcome = try folder.lockstep(
            "train", "rows.csv", "--target", "y", "--output", "out", "--set", "data.file.group=site")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.json("out/summary.json").number("features") == 2)
    }
}
