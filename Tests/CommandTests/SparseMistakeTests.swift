import TestSupport
import Testing

@Suite("A mistake with sparse rows is told in one line, with status 2:")
struct SparseMistakeTests {
    static let found =
        "--set data.storage=sparse: data.storage: found sparse, expected auto, float32 or bfloat16, since "

    /// Settings, and what is in the way.
    static let obstacles: [(settings: [String], obstacle: String)] = [
        (["model={kind: mlp, hidden: [3], loss: squared}"], "model.kind is mlp"),
        (["data.file={train: x.csv, target: y, streamed: true}"], "data.file.streamed is true"),
        (
            ["data.file={train: x.csv, validation: x.libsvm}", "data.validation_fraction=0"],
            "data.file.validation is a LIBSVM file"
        ),
        (["data.file={train: x.npy, train_targets: y.npy, target: y}"], "data.file.train is an NPY file"),
        (
            ["data.file={train: x.libsvm, validation: x.csv, target: y}", "data.validation_fraction=0"],
            "data.file.validation is a CSV file"
        ),
        (["data.file={train: x.libsvm, test: x.safetensors, target: y}"], "data.file.test is a safetensors file"),
        (["data.scale=standard"], "data.scale is standard"), (["data.scale=minmax"], "data.scale is minmax"),
    ]

    /// Files of rows, and what is said of them behind the name.
    static let files: [(text: String, message: String)] = [
        ("1 1:2 3:1\n2 3:1 2:5\n", ":2: found \"2:5\", expected an index larger than the one before\n"),
        ("1 1:2 3:1\n2 3:1 3:5\n", ":2: found \"3:5\", expected an index larger than the one before\n"),
        (
            "1 1:2\n2 0:1 3:4\n",
            ":2: found the index 0, expected 1 to 16777216; where indices begin with 0, first_index is 0\n"
        ),
        ("1 1:2\n2 -1:1\n", ":2: found the index -1, expected 1 to 16777216\n"),
        ("1 1:2\n2 16777217:1\n", ":2: found the index 16777217, expected 1 to 16777216\n"),
        ("1 1:2\n2 1:x\n", ":2: found \"x\", expected a number behind the index 1\n"),
        ("1 1:2\n2 1:nan\n", ":2: found \"nan\", expected a finite number\n"),
        ("1 1:2\n2 1=3\n", ":2: found \"1=3\", expected index:value\n"),
        ("1 1:2\n1:4 2:3\n", ":2: found \"1:4\", expected a number\n"),
        ("1\n2\n\n3 # 1:2\n", ": found no features, expected at least one\n"),
        ("# 1 1:2\n", ": found no rows, expected at least one\n"), ("", ": found no rows, expected at least one\n"),
    ]

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(
            """
            data: {file: {train: x.libsvm, target: y}}
            model: {kind: linear_regression}
            training: {epochs: 2, batch_size: 3}
            """, to: "a.yaml")
        try folder.write("1 1:2 3:1\n2 2:5\n3\n4 1:1\n5 3:2\n", to: "x.libsvm")
    }

    private func flags(_ settings: [String]) -> [String] { settings.flatMap { ["--set", $0] } }

    @Test("what has to be dense", arguments: obstacles.indices)
    func obstacle(index: Int) throws {
        let (settings, obstacle) = Self.obstacles[index]
        for command in [["train"], ["verify"], ["config", "check"]] {
            try folder.expectRefusal(
                command + ["a.yaml"] + flags(settings + ["data.storage=sparse"]), "\(Self.found)\(obstacle)\n")
        }
    }

    @Test("synthetic rows")
    func synthetic() throws {
        try folder.write(
            "data: {synthetic: {rows: 100, features: 2}, storage: sparse}\nmodel: {kind: linear_regression}\n",
            to: "b.yaml")
        for command in [["train"], ["verify"], ["config", "check"]] {
            try folder.expectRefusal(
                command + ["b.yaml"],
                "b.yaml:1:54: data.storage: found sparse, expected auto, float32 or bfloat16, "
                    + "since data.synthetic is given\n")
        }
    }

    @Test("lines that are no rows", arguments: files.indices, ["sparse", "auto"])
    func file(index: Int, storage: String) throws {
        let (text, message) = Self.files[index]
        try folder.write(text, to: "x.libsvm")
        let flags = flags(["data.storage=\(storage)"])
        try folder.expectRefusal(["train", "a.yaml"] + flags, folder.file("x.libsvm") + message)
        try folder.expectRefusal(["train", "a.yaml", "--output", "out"] + flags, folder.file("x.libsvm") + message)
        try folder.expectRefusal(["verify", "a.yaml", "--quiet"] + flags, folder.file("x.libsvm") + message)
    }

    @Test("rows with more features than those to train on", arguments: ["validation", "test"], ["sparse", "float32"])
    func moreFeatures(key: String, storage: String) throws {
        try folder.write("1 1:2\n2 2:1 4:2\n", to: "other.libsvm")
        let settings = [
            "data.file={train: x.libsvm, \(key): other.libsvm, target: y}", "data.validation_fraction=0",
            "data.storage=\(storage)",
        ]
        try folder.expectRefusal(
            ["train", "a.yaml"] + flags(settings),
            "\(folder.file("other.libsvm")):2: found the index 4, expected 1 to 3\n")
        try #require(
            folder.lockstep(["train", "a.yaml", "--quiet", "--output", "run"] + flags(["data.storage=\(storage)"]))
                .status == 0)
        for command in ["evaluate", "predict"] {
            try folder.expectRefusal(
                [command, "run", "--data", "other.libsvm"], "other.libsvm:2: found the index 4, expected 1 to 3\n")
        }
    }

    @Test("a class that the rows to train on do not have, and three for a logistic regression")
    func classes() throws {
        try folder.write("1 2:3\n2 1:1\n1 3:1\n2\n", to: "x.libsvm")
        try folder.write("1 1:2\n3 2:1\n", to: "other.libsvm")
        let logistic = flags(["model.kind=logistic_regression", "data.storage=sparse"])
        try folder.expectRefusal(
            ["train", "a.yaml"] + logistic
                + flags([
                    "data.file={train: x.libsvm, validation: other.libsvm, target: y}", "data.validation_fraction=0",
                ]), "\(folder.file("other.libsvm")):2: found 3 as a class, expected one of 1, 2\n")
        try #require(folder.lockstep(["train", "a.yaml", "--quiet", "--output", "run"] + logistic).status == 0)
        try folder.expectRefusal(
            ["evaluate", "run", "--data", "other.libsvm"],
            "other.libsvm:2: found 3 as a class, expected one of 1, 2\n")
        try folder.write("1 1:2\n3 2:1\n2 1:1\n", to: "x.libsvm")
        try folder.expectRefusal(
            ["train", "a.yaml"] + logistic,
            "--set model.kind=logistic_regression: model.kind: found logistic_regression, "
                + "expected softmax_regression or mlp, since column y has 3 classes\n")
    }

    @Test("rows that are left in their file")
    func streamed() throws {
        try folder.expectRefusal(
            ["train", "a.yaml"] + flags(["data.storage=sparse", "data.file.streamed=true"]),
            "--set data.file.streamed=true: data.file.streamed: found true, expected false, "
                + "since data.file.train is a LIBSVM file; ")
    }
}
