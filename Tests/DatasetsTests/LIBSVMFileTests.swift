import Datasets
import TestSupport
import Testing

@Suite("A LIBSVM file")
struct LIBSVMFileTests {
    let fixture: FormatFixture

    init() throws { fixture = try FormatFixture() }

    private func read(
        _ text: String, firstIndex: Int = 1, _ kind: FileRows.TargetKind? = .number, features: FeatureNames? = nil
    ) throws -> FileRows {
        try RowFile(path: fixture.put("x.libsvm", Array(text.utf8)), firstIndex: firstIndex)
            .read(targets: kind, features: features, workers: fourWorkers)
    }

    @Test("has zeros where nothing stands, and skips comments and queries")
    func reads() throws {
        let text = """
            # a comment
            1.5 qid:3 1:2 3:-0.5  # another

            \t-2 \t2:1e-3 4:+4\r
            0 # no features
            7 4:0.1234567890123456789
            """
        let rows = try read(text)
        #expect(rows.rowCount == 4 && rows.featureNames == .numbered(count: 4))
        #expect(rows.features() == [2, 0, -0.5, 0, 0, 1e-3, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0.12345679])
        guard case .numbers(let numbers) = rows.targets else { throw DataError(file: "", problem: "no numbers") }
        #expect(numbers == [1.5, -2, 0, 7])
        #expect(try read("1 0:5 2:6\n", firstIndex: 0).features() == [5, 0, 6])
        #expect(try read("1 1:5\n", features: .named(["a", "b", "c"])).features() == [5, 0, 0])
        #expect(try read("? 1:5\n", nil).features() == [5])
        #expect(try read("cat 1:1\ndog 1:2\n+1 1:3\n", .label).classes()?.names == ["1", "cat", "dog"])
    }

    @Test(
        "that is not as it should be is refused in one line",
        arguments: [
            ("", ": found no rows, expected at least one"), ("# 1 1:2\n", ": found no rows, expected at least one"),
            ("1\n2\n", ": found no features, expected at least one"),
            ("1 1:2\nx 1:2\n", ":2: found \"x\", expected a number"),
            ("1 1:2\nnan 1:2\n", ":2: found \"nan\", expected a finite number"),
            ("1 1:2 3\n", ":1: found \"3\", expected index:value"),
            ("1 1:2 2:x\n", ":1: found \"x\", expected a number behind the index 2"),
            ("1 1:2 2:\n", ":1: found \"\", expected a number behind the index 2"),
            ("1 1:2 2:inf\n", ":1: found \"inf\", expected a finite number"),
            ("1 1:2 2:1e39\n", ":1: found \"1e39\", expected a number that a 32-bit float can hold"),
            ("1 0:2\n", ":1: found the index 0, expected 1 to 16777216; where indices begin with 0, first_index is 0"),
            ("1 1152921504606846976:2\n", ":1: found the index 1152921504606846976, expected 1 to 16777216"),
            (
                "1 99999999999999999999:2\n",
                ":1: found \"99999999999999999999\", expected a whole number before the colon"
            ),
            ("1 2:2 2:3\n", ":1: found \"2:3\", expected an index larger than the one before"),
            ("1 2:2 1:3\n", ":1: found \"1:3\", expected an index larger than the one before"),
            ("1 a:2\n", ":1: found \"a\", expected a whole number before the colon"),
        ])
    func mistakes(text: String, message: String) throws {
        #expect(try fixture.problem("x.libsvm", Array(text.utf8), targets: .number) == message)
    }

    @Test("may have any name where its format is given")
    func givenFormat() throws {
        let path = try fixture.put("heart_scale", Array("+1 1:2 2:3\n-1 2:4\n".utf8))
        #expect(
            try RowFile(path: path, format: .libsvm).read(targets: .number, workers: fourWorkers).features() == [
                2, 3, 0, 4,
            ])
    }

    @Test("may begin with a byte order mark")
    func byteOrderMark() throws {
        let path = try fixture.put("x.svm", Array("\u{FEFF}1 1:2\n2 1:3\n1 1:4\n".utf8))
        let rows = try RowFile(path: path).read(targets: .label, workers: fourWorkers)
        #expect(try rows.features() == [2, 3, 4] && rows.classes()?.names == ["1", "2"])
    }

    @Test("has one class a row, and says where to begin with index 0")
    func lists() throws {
        #expect(
            try fixture.problem("x.svm", Array("1 1:1\n1,2 1:1\n".utf8), targets: .label)
                == #":2: found "1,2", expected one class, not a list of them"#)
        #expect(
            try fixture.problem("x.svm", Array("1 1:1\n1 0:1\n".utf8), targets: .label, features: .numbered(count: 3))
                == ":2: found the index 0, expected 1 to 3; where indices begin with 0, first_index is 0")
    }

    @Test("may not have more features than a model knows")
    func tooManyFeatures() throws {
        let found = try fixture.problem(
            "x.svm", Array("1 1:1\n1 4:1\n".utf8), targets: .label, features: .numbered(count: 3))
        #expect(found == ":2: found the index 4, expected 1 to 3")
    }

    @Test("may have more of them where these are passed over, which is counted by rows")
    func ignoredFeatures() throws {
        let text = "1 1:1 4:2 5:1\n1 2:3\n0 1:2 99999999:1\n0 4:1\n"
        var file = RowFile(path: try fixture.put("x.svm", Array(text.utf8)))
        file.columns.unknown = .ignored
        let rows = try file.read(targets: .number, features: .numbered(count: 3), workers: fourWorkers)
        #expect(rows.features() == [1, 0, 0, 0, 3, 0, 2, 0, 0, 0, 0, 0])
        #expect(rows.unknownNames.map(\.rowCount) == [3] && rows.unknownNames[0].column == nil)
        // Those of the file to train on are all known.
        #expect(throws: DataError.self) { try file.read(targets: .number, workers: fourWorkers) }
        file = RowFile(path: try fixture.put("y.svm", Array("1 1:1 4:2\n".utf8)))
        file.columns.unknown = .ignored
        #expect(try file.read(targets: .number, workers: fourWorkers).features() == [1, 0, 0, 2])
    }
}
