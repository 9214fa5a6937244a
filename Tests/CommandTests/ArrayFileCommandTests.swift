import Foundation
import TestSupport
import Testing

@Suite("Arrays of NumPy", .needs(.python("numpy")))
struct ArrayFileCommandTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try PythonPeer.run(
            """
            import os, sys, zipfile
            import numpy as np
            os.chdir(sys.argv[1])
            random = np.random.default_rng(4)
            x, x_test = (random.standard_normal((n, 5)).astype(np.float32) for n in (300, 80))
            label = lambda x: (x[:, 0] - x[:, 2] > 0).astype(int)
            y, y_test = label(x), label(x_test)
            np.savez("all.npz", x=x, y=y, x_test=x_test, y_test=y_test)
            np.savez("train.npz", x=x, y=y); np.savez("test.npz", x=x_test, y=y_test)
            names = np.array(["no", "größer"])
            np.savez("names.npz", x=x, y=names[y]); np.save("x.npy", x); np.save("bytes.npy", np.array([b"no", b"yes"])[y])
            ids = np.array([20_000_001, 20_000_003])
            np.savez("ids.npz", x=x, y=ids[y])
            np.save("deep.npy", np.asfortranarray(x.reshape(300, 5, 1).repeat(3, axis=2)))
            np.save("deep-c.npy", np.ascontiguousarray(x.reshape(300, 5, 1).repeat(3, axis=2)))
            np.save("y.npy", y)
            with zipfile.ZipFile("model.pt", "w") as f: f.writestr("model/data.pkl", b"\\x80\\x02.")
            """, folder.path)
    }

    private func train(_ file: String, _ location: SourceLocation = #_sourceLocation) throws -> Outcome {
        try folder.write(
            """
            data: {file: {\(file)}, validation_fraction: 0}
            model: {kind: softmax_regression}
            training: {epochs: 5, batch_size: 30}
            """, to: "a.yaml")
        let outcome = try folder.lockstep("train", "a.yaml", "--quiet", "--overwrite", "--output", "run")
        #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: location)
        return outcome
    }

    @Test("for training and test may be in one archive")
    func oneArchive() throws {
        let apart = try train("train: train.npz, test: test.npz")
        let accuracy = try folder.json("run/summary.json").number("test_accuracy")
        let together = try train(
            "train: all.npz, features: x, test: all.npz, test_features: x_test, test_target: y_test")
        #expect(apart.digest != nil && apart.digest == together.digest)
        #expect(try folder.json("run/summary.json").number("test_accuracy") == accuracy)
        #expect(try folder.json("run/summary.json").number("test_rows") == 80)
        let validated = try train(
            "train: all.npz, features: x, validation: all.npz, validation_features: x_test, validation_target: y_test")
        #expect(validated.digest == apart.digest)
        try folder.write(
            """
            data: {file: {train: all.npz, features: x, test: all.npz}}
            model: {kind: softmax_regression}
            """, to: "b.yaml")
        let path = folder.file("all.npz")
        try folder.expectRefusal(
            ["train", "b.yaml"],
            "b.yaml:1:50: data.file.test: found \(path), expected data.file.test_features, the tensor of these rows, "
                + "since data.file.train is the same file")
        try folder.expectRefusal(
            ["train", "b.yaml", "--set", "data.file={train: x.csv, test_target: y}"],
            "--set data.file={train: x.csv, test_target: y}: data.file.test_target: found y, expected none, since data.file.test is not given"
        )
        try folder.expectRefusal(
            ["train", "b.yaml", "--set", "data.file={train: x.csv, test: x.csv, test_features: y}"],
            "--set data.file={train: x.csv, test: x.csv, test_features: y}: data.file.test_features: found y, expected none, since data.file.test is a CSV file"
        )
    }

    @Test("may hold names of classes")
    func names() throws {
        _ = try train("train: names.npz")
        let predicted = try folder.lockstep("predict", "run", "--data", "x.npy")
        #expect(predicted.lines[0] == "y,probability_größer,probability_no", "\(predicted.errors)")
        let evaluated = try folder.lockstep("evaluate", "run", "--data", "names.npz", "--json")
        #expect(try JSONObject(evaluated.output).number("accuracy") > 0.8)
        let numbers = try train("train: train.npz")
        #expect(try train("train: x.npy, train_targets: bytes.npy").digest == numbers.digest)
    }

    @Test("of predictions hold classes that are larger than float32 counts")
    func largeClasses() throws {
        _ = try train("train: ids.npz")
        for output in ["p.npy", "p.safetensors"] {
            let outcome = try folder.lockstep("predict", "run", "--data", "x.npy", "--output", output)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let csv = try folder.lockstep("predict", "run", "--data", "x.npy")
        try folder.write(csv.output, to: "p.csv")
        let printed = try PythonPeer.run(
            """
            import csv, os, sys
            import numpy as np
            os.chdir(sys.argv[1])
            expected = [int(row["y"]) for row in csv.DictReader(open("p.csv"))]
            found = np.load("p.npy")
            print(found.dtype, set(expected) == {20_000_001, 20_000_003}, (found == expected).all())
            """, folder.path)
        #expect(printed == "float64 True True\n")
    }

    @Test("may have several dimensions in Fortran's order")
    func fortran() throws {
        let digests = try ["deep.npy", "deep-c.npy"].map { try train("train: \($0), train_targets: y.npy").digest }
        #expect(digests[0] != nil && digests[0] == digests[1])
    }

    @Test("are not what PyTorch writes")
    func pyTorch() throws {
        try folder.write(
            """
            data: {file: {train: model.pt}}
            model: {kind: softmax_regression}
            """, to: "c.yaml")
        try folder.expectRefusal(
            ["train", "c.yaml"],
            "\(folder.file("model.pt")): found a PyTorch file, expected arrays of NumPy; lockstep import reads")
    }
}
