import Datasets
import Experiments
import Testing

@Suite("Keys of held-out rows")
struct HeldOutKeyTests {
    private typealias Data = Schema.Data

    private let classes = "data: {file: {train: /a.csv}}\nmodel: {kind: softmax_regression}\n"

    @Test("rows are drawn, unless the last ones are asked for")
    func order() throws {
        for yaml in [smallest, smallestFile] {
            let plain = try configuration(yaml)
            #expect(plain[Data.heldOut] == .random && plain[Data.folds] == nil && plain[Data.fold] == nil)
            let last = try configuration(yaml, ["data.held_out=last", "data.folds=4", "data.fold=2"])
            #expect(last[Data.heldOut] == .last && last[Data.folds] == 4 && last[Data.fold] == 2)
            #expect(try Configuration(yaml: last.yaml(), file: "b.yaml") == last)
        }
    }

    @Test("a fold has the classes' shares, unless the user says otherwise")
    func stratified() throws {
        func isStratified(_ yaml: String, _ overrides: [String] = []) throws -> Bool {
            try configuration(yaml, ["data.folds=5"] + overrides)[Data.stratify]
        }
        #expect(try !isStratified(classes))
        #expect(try isStratified(classes, ["data.fold=1"]))
        #expect(try isStratified(classes, ["data.fold=1", "data.file.group=g"]))
        #expect(try !isStratified(classes, ["data.fold=1", "data.stratify=false"]))
        #expect(try !isStratified(classes, ["data.fold=1", "data.held_out=last"]))
        #expect(try !isStratified(smallestFile, ["data.fold=1"]))
        #expect(try !isStratified(smallest, ["data.fold=1"]))
    }

    @Test("groups: a column, a tensor, or a file of their own")
    func groups() throws {
        #expect(try configuration(smallestFile).trainingFile.group == nil)
        let column = try configuration(smallestFile, ["data.file.group=g"]).trainingFile
        #expect(column.group == "g" && column.groupsPath == nil)
        let files = "data={file: {train: /a.libsvm, train_groups: /g.npy, test: /b.libsvm}}"
        let run = try configuration(smallest, [files])
        #expect(run.trainingFile.groupsPath == "/g.npy" && run.testFile?.groupsPath == nil)
        #expect(try configuration(smallest, ["data={file: {train: /a.npz, group: g}}"]).trainingFile.group == "g")
    }

    @Test(
        "what cannot be",
        arguments: [
            (
                "data.file={train: /a.csv, train_groups: /g.npy}",
                "data.file.train_groups: found /g.npy, expected none, since data.file.train is a CSV file, whose groups are "
                    + "a column: data.file.group"
            ),
            (
                "data.file={train: /a.libsvm, group: g}",
                "data.file.group: found g, expected data.file.train_groups, the path of a file, since data.file.train is a "
                    + "LIBSVM file"
            ),
            (
                "data.file={train: /a.csv, group: g, columns: [a, g]}",
                "data.file.group: found g, expected another column, or one of data.file.categorical, since "
                    + "data.file.columns has it as a number"
            ),
            (
                "data={file: {train: /a.csv, group: g}, held_out: last}",
                "data.held_out: found last, expected random, since rows of one group are held out together"
            ),
            (
                "data={file: {train: /a.csv}, held_out: last, stratify: true}",
                "data.stratify: found true, expected false, since the last rows are held out"
            ),
            (
                "data={file: {train: /a.csv}, fold: 2}",
                "data.fold: found 2, expected none, since data.folds is not given"
            ),
            (
                "data={file: {train: /a.csv}, folds: 3, fold: 4}",
                "data.fold: found 4, expected at most 3, the value of data.folds"
            ),
            (
                "data={file: {train: /a.csv}, folds: 3, fold: 1, test_fraction: 0.1}",
                "data.test_fraction: found 0.1, expected 0, since the test rows are those of data.fold"
            ),
            (
                "data={file: {train: /a.csv, test: /b.csv}, folds: 3, fold: 1}",
                "data.file.test: found /b.csv, expected none, since the test rows are those of data.fold"
            ),
        ])
    func mistakes(override: String, expected: String) throws {
        let text = message(classes, [override])
        #expect(text.hasSuffix(expected), "\(text)")
    }

    @Test("a sweep needs no validation rows where it has folds")
    func sweep() throws {
        let sweep = ["sweep={parameters: {l2: [0, 1]}}", "data.validation_fraction=0"]
        #expect(message(smallest, sweep).contains("data.validation_fraction: found 0, expected a number above 0"))
        #expect(throws: Never.self) { try configuration(smallest, sweep + ["data.folds=3"]) }
    }
}
