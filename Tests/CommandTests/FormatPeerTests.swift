import Foundation
import TestSupport
import Testing

/// The handwritten digits of scikit-learn, written by NumPy, safetensors and scikit-learn in every format.
private enum PeerFiles {
    /// What follows `data: {file: ` for each way to write the same rows.
    static let ways = [
        "{train: x.csv, target: y}", "{train: x.csv.gz, target: y}", "{train: x.npy, train_targets: y.npy, target: y}",
        "{train: fortran.npy, train_targets: y.npy.gz, target: y}",
        "{train: big.npy, train_targets: big-y.npy, target: y}",
        "{train: half.npy.gz, train_targets: y.idx, target: y}",
        "{train: x-idx3-ubyte.gz, train_targets: y-idx1-ubyte.gz, target: y}",
        "{train: xy.safetensors, features: x, target: y}",
        "{train: half.safetensors, train_targets: y.safetensors, target: y}",
        "{train: xy.npz, features: x, target: y}", "{train: small.npz, target: y}",
        "{train: small.npz, features: x, train_targets: y.npy, target: y}",
        "{train: bare.csv, header: false, target: -1}",
        "{train: bool.npy, train_targets: y.npy, target: y}", "{train: one.libsvm, target: y}",
        "{train: zero.svm.gz, first_index: 0, target: y}",
    ]

    static let files = SharedFolder { folder in
        try PythonPeer.run(
            """
            import gzip, os, shutil, struct, sys
            import numpy as np
            from safetensors.numpy import save_file
            from sklearn.datasets import dump_svmlight_file, load_digits
            os.chdir(sys.argv[1])
            digits = load_digits()
            # Zeros and ones, which a bool holds too.
            x, y = (digits.data > 7).astype(np.float64), digits.target.astype(np.int64)
            def compress(*names):
                for name in names:
                    with open(name, "rb") as f, gzip.open(name + ".gz", "wb") as z: shutil.copyfileobj(f, z)
            with open("x.csv", "w") as f:
                f.write(",".join(f"x{i + 1}" for i in range(64)) + ",y\\n")
                for row, label in zip(x, y): f.write(",".join(map(repr, row.tolist())) + f",{label}\\n")
            np.save("x.npy", x); np.save("y.npy", y)
            np.savez("xy.npz", x=x, y=y, other=x); np.savez_compressed("small.npz", x=x.astype(np.float32), y=y)
            np.savetxt("bare.csv", np.column_stack([x, y]), delimiter=",")
            np.save("fortran.npy", np.asfortranarray(x.astype(np.float32)))
            np.save("big.npy", x.astype(">i4")); np.save("big-y.npy", y.astype(">f8").reshape(-1, 1))
            np.save("half.npy", x.astype(np.float16).reshape(-1, 8, 8)); np.save("bool.npy", x.astype(bool))
            def idx(name, a):
                with open(name, "wb") as f:
                    f.write(struct.pack(f">HBB{a.ndim}I", 0, 8, a.ndim, *a.shape) + a.astype(np.uint8).tobytes())
            idx("x-idx3-ubyte", x.reshape(-1, 8, 8)); idx("y-idx1-ubyte", y); idx("y.idx", y)
            save_file({"x": x.astype(np.float32), "y": y.astype(np.int32), "other": x}, "xy.safetensors")
            save_file({"x": x.astype(np.float16)}, "half.safetensors")
            save_file({"y": y.astype(np.uint8)}, "y.safetensors")
            dump_svmlight_file(x, y, "one.libsvm", zero_based=False, comment="digits", query_id=np.arange(len(y)))
            dump_svmlight_file(x, y, "zero.svm", zero_based=True)
            compress("x.csv", "y.npy", "half.npy", "x-idx3-ubyte", "y-idx1-ubyte", "zero.svm")
            """, folder.path)
    }
}

@Suite("Files that others write", .needs(.python("sklearn", "safetensors")))
struct FormatPeerTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try PeerFiles.files.link(into: folder)
    }

    private func train(_ file: String, _ flags: String...) throws -> Outcome {
        try folder.write(
            """
            data: {file: \(file), validation_fraction: 0.2, storage: float32}
            model: {kind: softmax_regression}
            training: {epochs: 5, batch_size: 64}
            optimizer: {learning_rate: 0.1}
            """, to: "a.yaml")
        let outcome = try folder.lockstep(["train", "a.yaml", "--quiet", "--overwrite", "--output", "run"] + flags)
        #expect(outcome.status == 0, "\(file): \(outcome.errors)")
        return outcome
    }

    @Test("give the same model, whatever their format")
    func sameModel() throws {
        let digests = try PeerFiles.ways.map { try train($0).digest }
        #expect(
            Set(digests).count == 1 && digests[0] != nil, "\(zip(PeerFiles.ways, digests).map { "\($0) \($1 ?? "")" })")
        #expect(try folder.json("run/summary.json").number("validation_accuracy") > 0.8)
    }

    @Test("give nearly the same model where LIBSVM's rows are kept sparse")
    func sparseModel() throws {
        _ = try train("{train: one.libsvm, target: y}")
        let dense = try folder.json("run/summary.json")
        _ = try train("{train: one.libsvm, target: y}", "--set", "data.storage=sparse")
        let sparse = try folder.json("run/summary.json")
        for name in ["train_loss", "validation_loss", "validation_accuracy"] {
            #expect(try abs(sparse.number(name) - dense.number(name)) < 1e-4, "\(name)")
        }
    }

    @Test("are evaluated and predicted, whatever their format")
    func evaluated() throws {
        _ = try train("{train: x.npy, train_targets: y.npy, target: y}")
        let ways = [
            ["x.csv"], ["x.npy", "--targets", "y.npy"], ["x-idx3-ubyte.gz", "--targets", "y.idx"], ["one.libsvm"],
            ["xy.safetensors", "--features", "x"], ["xy.npz", "--features", "x"], ["small.npz"],
            ["zero.svm.gz", "--first-index", "0"],
        ]
        let reports = try ways.map { try folder.lockstep(["evaluate", "run", "--json", "--data"] + $0) }
        for (way, report) in zip(ways, reports) {
            #expect(report.status == 0 && report.output == reports[0].output, "\(way): \(report.errors)")
        }
        let predicting = [
            ["x.csv"], ["half.npy.gz"], ["one.libsvm"], ["half.safetensors"], ["xy.npz", "--features", "other"],
            ["x-idx3-ubyte"],
        ]
        let predictions = try predicting.map { try folder.lockstep(["predict", "run", "--data"] + $0) }
        for (way, found) in zip(predicting, predictions) {
            #expect(found.status == 0 && found.output == predictions[0].output, "\(way): \(found.errors)")
            #expect(found.lines.count == 1798)
        }
    }

    @Test("are scaled as scikit-learn scales them", arguments: ["standard", "minmax"])
    func scaled(scale: String) throws {
        try PythonPeer.run(
            """
            import os, sys
            import numpy as np
            from sklearn.datasets import load_digits, load_iris
            os.chdir(sys.argv[1])
            # Digits have columns that are constant; others far from 0, and of other sizes.
            x = load_digits().data * np.logspace(-3, 6, 64) + np.linspace(-1e4, 1e4, 64)
            np.save("s.npy", x.astype(np.float32))
            """, folder.path)
        let flags = ["data.scale=\(scale)", "data.validation_fraction=0"].flatMap { ["--set", $0] }
        let outcomes = try ["1", "2"].map { workers in
            try train(
                "{train: s.npy, train_targets: y.npy, target: y}", flags[0], flags[1], flags[2], flags[3], "--workers",
                workers)
        }
        #expect(outcomes[0].digest == outcomes[1].digest)
        try #require(folder.lockstep("predict", "run", "--data", "s.npy", "--output", "p.safetensors").status == 0)
        let printed = try PythonPeer.run(
            """
            import os, sys
            import numpy as np
            from safetensors.numpy import load_file
            from sklearn.preprocessing import MinMaxScaler, StandardScaler
            os.chdir(sys.argv[1])
            x, model = np.load("s.npy").astype(np.float64), load_file("run/model.safetensors")
            scaler = (StandardScaler() if sys.argv[2] == "standard" else MinMaxScaler()).fit(x)
            ours = (x - model["scaling.offset"]) / model["scaling.scale"]
            print(np.abs(ours - scaler.transform(x)).max() < 1e-6, np.isfinite(ours).all())
            logits = ours.astype(np.float32) @ model["weight"].T + model["bias"]
            p = np.exp(logits - logits.max(1, keepdims=True)); p /= p.sum(1, keepdims=True)
            print(np.abs(p - load_file("p.safetensors")["probabilities"]).max() < 1e-5)
            """, folder.path, scale)
        #expect(printed == "True True\nTrue\n")
        let verified = try folder.lockstep(["verify", "a.yaml", "--quiet"] + flags)
        #expect(verified.status == 0, "\(verified.errors)")
        let own = try folder.lockstep("evaluate", "run", "--data", "s.npy", "--targets", "y.npy", "--json")
        #expect(try JSONObject(own.output).number("accuracy") > 0.8)
    }
}

@Suite("Tables that pandas writes", .needs(.python("pandas", "sklearn")))
struct PandasTests {
    @Test("give the model that their numbers give, and are read as pandas reads them")
    func tables() throws {
        let folder = try ScratchFolder()
        try PythonPeer.run(
            """
            import csv, os, sys
            import numpy as np, pandas as pd
            from sklearn.datasets import load_iris
            os.chdir(sys.argv[1])
            iris = load_iris(as_frame=True)
            names = np.array(["set, osa", 'versi "colour"', "virginica"])
            table = iris.data.assign(kind=names[iris.target])
            table.to_csv("plain.csv", index=False)
            table.to_csv("quoted.csv.gz", index=False, quoting=csv.QUOTE_ALL)
            table.to_csv("indexed.tsv", index=True, index_label="row", sep="\\t", lineterminator="\\r\\n")
            table.to_csv("bare.csv", index=False, header=False)
            np.save("x.npy", iris.data.to_numpy()); np.save("y.npy", iris.target.to_numpy())
            holes = iris.data.copy(); holes.iloc[3, 1] = np.nan; holes.iloc[7, 2] = np.nan
            holes.assign(kind=iris.target).to_csv("holes.csv", index=False)
            """, folder.path)
        func train(_ file: String) throws -> Outcome {
            try folder.write(
                """
                data: {file: {\(file)}, validation_fraction: 0.2, test_fraction: 0.1}
                model: {kind: softmax_regression}
                training: {epochs: 5, batch_size: 10}
                """, to: "a.yaml")
            let outcome = try folder.lockstep(
                ["train", "a.yaml", "--quiet", "--overwrite", "--output", "run"])
            #expect(outcome.status == 0, "\(file): \(outcome.errors)")
            return outcome
        }
        let ways = [
            "train: x.npy, train_targets: y.npy", "train: plain.csv, target: kind",
            "train: quoted.csv.gz, target: kind",
            "train: indexed.tsv, target: kind, drop: [row], delimiter: tab",
            "train: bare.csv, header: false, target: 5",
        ]
        let digests = try ways.map { try train($0).digest }
        #expect(Set(digests).count == 1 && digests[0] != nil, "\(digests)")
        #expect(try folder.json("run/summary.json").number("test_rows") == 15)
        let predicted = try folder.lockstep("predict", "run", "--data", "bare.csv", "--no-header")
        #expect(predicted.status == 0 && predicted.output.contains("versi \"\"colour\"\""), "\(predicted.errors)")

        let described = try JSONObject(folder.lockstep("data", "describe", "holes.csv", "--json").output)
        let columns = try #require(described.members["columns"] as? [[String: Any]])
        let printed = try PythonPeer.run(
            """
            import json, os, sys
            import pandas as pd
            os.chdir(sys.argv[1])
            table = pd.read_csv("holes.csv")
            print(json.dumps([[int(table[c].isna().sum()), table[c].mean(), table[c].std(ddof=0)] for c in table]))
            """, folder.path)
        let expected = try #require(JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [[Double]])
        for (column, peer) in zip(columns, expected) {
            let found = ["missing", "mean", "deviation"].map { (column[$0] as? NSNumber)?.doubleValue ?? .nan }
            #expect(zip(found, peer).allSatisfy { abs($0 - $1) < 1e-5 }, "\(found) \(peer)")
        }
        #expect(columns.count == expected.count)
    }
}
