import Datasets
import Experiments
import Testing

@Suite("Keys of data")
struct DataKeyTests {
    typealias Synthetic = Schema.Data.Synthetic

    @Test(
        "noise and classes have a default for each kind of problem",
        arguments: [
            (.regression, nil, 0.01), (.classification, 10, 0.25), (.clusters, 10, 1),
        ] as [(Schema.SyntheticKind, Int?, Double)])
    func defaultsByKind(kind: Schema.SyntheticKind, classes: Int?, noise: Double) throws {
        let model = classes == nil ? "linear_regression" : "softmax_regression"
        let run = try configuration(smallest, ["data.synthetic.kind=\(kind.rawValue)", "model.kind=\(model)"])
        #expect(run[Synthetic.kind] == kind && kind.hasClasses == (classes != nil))
        #expect(run[Synthetic.noise] == noise)
        #expect(run.has(Synthetic.classes) == (classes != nil))
        if let classes { #expect(run[Synthetic.classes] == classes) }
        #expect(run.has(Synthetic.weights) == (classes == nil) && run.has(Synthetic.bias) == (classes == nil))
    }

    @Test("what is given wins over the default of a kind")
    func given() throws {
        let run = try configuration(
            smallest,
            ["data.synthetic={kind: clusters, classes: 1_000, noise: 0}", "model.kind=softmax_regression"])
        #expect(run[Synthetic.classes] == 1000 && run[Synthetic.noise] == 0)
    }

    @Test("a logistic regression makes two classes")
    func binary() throws {
        let given = ["data.synthetic.kind=clusters", "model.kind=logistic_regression"]
        let run = try configuration(smallest, given)
        #expect(run[Synthetic.classes] == 2)
        #expect(try configuration(smallest, given + ["data.synthetic.classes=2"]) == run)
    }

    @Test("columns that are hashed and crossed, written as they are read")
    func encoding() throws {
        let settings = ["data.file.hash={b: 8, \"a b\": 1_024}", "data.file.interactions=[[a, b], [\"x, y\", b]]"]
        let run = try configuration(smallestFile, settings)
        let encoding = run.trainingFile.columns.encoding
        #expect(encoding.hash == ["a b": 1024, "b": 8])
        #expect(encoding.interactions == [.init("a", "b"), .init("x, y", "b")])
        #expect(run.yaml().contains("hash: {\"a b\": 1024, b: 8}\n"), "\(run.yaml())")
        #expect(run.yaml().contains("interactions: [[a, b], [\"x, y\", b]]\n"))
        #expect(try configuration(run.yaml()) == run)
        #expect(try configuration(smallestFile).trainingFile.columns.encoding.isEmpty)
    }

    @Test("storage", arguments: [smallest, smallestFile])
    func storage(yaml: String) throws {
        #expect(try configuration(yaml)[Schema.Data.storage] == .auto)
        #expect(try configuration(yaml, ["data.storage=bfloat16"])[Schema.Data.storage] == .bfloat16)
    }

    @Test("scale", arguments: [smallest, smallestFile])
    func scale(yaml: String) throws {
        #expect(try configuration(yaml)[Schema.Data.scale] == .none)
        for scale in Schema.Scale.allCases {
            #expect(try configuration(yaml, ["data.scale=\(scale.rawValue)"])[Schema.Data.scale] == scale)
        }
    }

    @Test("a pair of files, and tensors of one")
    func files() throws {
        let pair = "data={file: {train: /x.npy, train_targets: /y.npy, test: /x-idx3-ubyte, test_targets: /y.idx}}"
        let run = try configuration(smallest, [pair])
        #expect(run.trainingFile.path == "/x.npy" && run.trainingFile.targetsPath == "/y.npy")
        #expect(run.testFile?.targetsPath == "/y.idx" && run.validationFile == nil)
        #expect(run.trainingFile.target == "y" && run.trainingFile.format == .npy && run.testFile?.format == .idx)
        #expect(run.trainingFile.firstIndex == 1 && run.trainingFile.features == nil)
        let tensors = "data={file: {train: /a.safetensors, target: b, features: x, first_index: 0}}"
        let file = try configuration(smallest, [tensors]).trainingFile
        #expect(file.target == "b" && file.features == "x" && file.targetsPath == nil && file.firstIndex == 0)
    }

    @Test("weights: a column, a tensor, or a file of their own")
    func weights() throws {
        #expect(try configuration(smallestFile).trainingFile.weight == nil)
        let column = try configuration(smallestFile, ["data.file.weight=w"]).trainingFile
        #expect(column.weight == "w" && column.weightsPath == nil && !column.isWeightOptional)
        let files = "data={file: {train: /a.libsvm, train_weights: /w.npy, test: /b.libsvm, test_weights: /v.idx}}"
        let run = try configuration(smallest, [files])
        #expect(run.trainingFile.weightsPath == "/w.npy" && run.testFile?.weightsPath == "/v.idx")
        for (file, expected) in [
            (
                "train: /a.csv, train_weights: /w.npy",
                "data.file.train_weights: found /w.npy, expected none, since "
                    + "data.file.train is a CSV file, whose weights are a column: data.file.weight"
            ),
            (
                "train: /a.libsvm, weight: w",
                "data.file.weight: found w, expected data.file.train_weights, the path of a file, "
                    + "since data.file.train is a LIBSVM file"
            ),
            (
                "train: /a.npy, train_targets: /y.npy, weight: w",
                "data.file.weight: found w, expected "
                    + "data.file.train_weights, the path of a file, since data.file.train is an NPY file"
            ),
            (
                "train: /a.csv, test_weights: /w.npy",
                "data.file.test_weights: found /w.npy, expected none, since "
                    + "data.file.test is not given"
            ),
        ] {
            let text = message(smallest, ["data={file: {\(file)}}"])
            #expect(text.hasSuffix(expected), "\(text)")
        }
    }

    @Test("format", arguments: AutoOr<FileFormat>.allCases)
    func format(format: AutoOr<FileFormat>) throws {
        let targets = format.named?.isOneArray == true ? ", train_targets: /y.npy" : ""
        let file = "data={file: {train: /x\(targets), format: \(format.rawValue)}}"
        #expect(try configuration(smallest, [file]).trainingFile.format == format.named ?? .csv)
    }

    @Test("columns of a CSV file")
    func columns() throws {
        typealias Keys = Schema.Data.File.CSV
        let plain = try configuration(smallestFile)
        #expect(plain.trainingFile.csv == CSVDialect() && plain.trainingFile.columns == ColumnOptions())
        #expect(plain[Keys.columns] == nil)
        let run = try configuration(
            smallestFile,
            [
                "data.file.columns=[a, b, \"2\"]", "data.file.drop=[b]", "data.file.categorical=[\"{x}\"]",
                "data.file.missing=mean", "data.file.delimiter=tab",
            ])
        var options = ColumnOptions()
        options.columns = ["a", "b", "2"]
        options.ignored = ["b"]
        options.categorical = ["{x}"]
        options.missing = .kept
        #expect(run.trainingFile.columns == options && run.trainingFile.csv.delimiter == .tab)
        #expect(try Configuration(yaml: run.yaml(), file: "b.yaml") == run)
        #expect(try configuration(smallestFile, ["data.file.missing=drop"]).trainingFile.columns.missing == .dropped)
    }

    @Test("a file without a header")
    func header() throws {
        let run = try configuration(smallestFile, ["data.file.header=false", "data.file.target=3"])
        #expect(run.trainingFile.csv.hasHeader == false && run.trainingFile.target == "3")
        #expect(try configuration(smallestFile).trainingFile.csv.hasHeader == nil)
        #expect(try Configuration(yaml: run.yaml(), file: "b.yaml") == run)
        let given = try configuration(smallestFile, ["data.file.header=true"])
        #expect(given.trainingFile.csv.hasHeader == true)
        let error = #expect(throws: ConfigurationError.self) {
            _ = try configuration(smallestFile, ["data.file.header=yes"])
        }
        #expect(
            error.map { "\($0)".contains("data.file.header: found yes, expected") } == true,
            "\(error.map { "\($0)" } ?? "")")
    }

    @Test("how the text of a CSV file is written")
    func text() throws {
        let run = try configuration(
            smallestFile,
            [
                "data.file.delimiter=space", "data.file.decimal=comma",
                "data.file.missing_words=[\"-999\", \"?\"]",
            ])
        var dialect = CSVDialect()
        dialect.delimiter = .space
        dialect.decimal = .comma
        dialect.missingWords = ["-999", "?"]
        #expect(run.trainingFile.csv == dialect)
        #expect(try Configuration(yaml: run.yaml(), file: "b.yaml") == run)
    }

    @Test("rows held out for a test, and of each class")
    func heldOut() throws {
        typealias Keys = Schema.Data
        let plain = try configuration(smallestFile)
        #expect(plain[Keys.testFraction] == 0 && !plain[Keys.stratify] && plain[Keys.validationFraction] == 0.1)
        let classes = ["model.kind=softmax_regression", "data.stratify=true"]
        let run = try configuration(smallestFile, classes + ["data.test_fraction=0.2"])
        #expect(run[Keys.testFraction] == 0.2 && run[Keys.stratify])
        func expect(_ message: String, _ yaml: String, _ changes: [String]) {
            let error = #expect(throws: ConfigurationError.self) { _ = try configuration(yaml, changes) }
            #expect(error.map { "\($0)".contains(message) } == true, "\(error.map { "\($0)" } ?? "")")
        }
        expect(
            "data.test_fraction: found 0.95, expected less than 1 together", smallestFile, ["data.test_fraction=0.95"])
        expect(
            "data.test_fraction: found 0.1, expected 0, since data.file.test is given", smallestFile,
            ["data.test_fraction=0.1", "data.file.test=/t.csv"])
        expect("data.stratify: found true, expected false, since the model", smallestFile, ["data.stratify=true"])
        expect("data.stratify: found true, expected false, since rows are synthetic", smallest, ["data.stratify=true"])
    }

    @Test("order", arguments: [smallest, smallestFile])
    func order(yaml: String) throws {
        #expect(try configuration(yaml)[Schema.Data.order] == .rows)
        #expect(try configuration(yaml, ["data.order=blocks"])[Schema.Data.order] == .blocks)
    }

    static let rows = "data: {synthetic: {kind: clusters}}\nmodel: {kind: softmax_regression}\n"

    @Test(
        "ranges",
        arguments: Mistake.ranges(
            "data.synthetic.classes", in: rows, inside: ["2", "10_000"],
            outside: [
                "1": "a whole number of at least 2", "10_001": "a whole number of at most 10_000",
                "2.5": "a whole number from 2 to 10_000",
            ])
            + Mistake.ranges(
                "data.synthetic.noise", in: rows, inside: ["0", "1e9"], outside: ["-1e-9": "a number of at least 0"])
            + Mistake.ranges(
                "data.synthetic.kind", in: rows, inside: ["classification", "clusters"],
                outside: ["blobs": "one of regression, classification or clusters"])
            + Mistake.ranges(
                "data.storage", in: rows, inside: [], outside: ["float16": "one of auto, float32, bfloat16 or sparse"])
            + Mistake.ranges("data.order", in: rows, inside: ["rows"], outside: ["random": "rows or blocks"]))
    func range(_ example: Mistake) {
        example.check()
    }
}
