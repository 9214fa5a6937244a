import Datasets
import TestSupport
import Testing

@Suite struct ClassLabelsTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func rows(_ text: String, _ name: String = "t.csv") throws -> FileRows {
        try RowFile(path: folder.put(Array(text.utf8), in: name), target: "y")
            .read(targets: .label, features: .named(["x"]), workers: fourWorkers)
    }

    private func classes(_ text: String) throws -> ClassLabels { try #require(try rows(text).classes()) }

    @Test func namesAreNumbersInOrder() throws {
        let classes = try classes("x,y\n1,10\n2,-3\n3,2.0\n4,1e1\n5,-0\n6,0\n7,+2\n8,02\n")
        #expect(classes.names == ["-3", "-0", "0", "+2", "02", "2.0", "10", "1e1"] && classes[3] == "+2")
        #expect(["-3", "0", "2", "10", "3", "2.0", ""].map(classes.index(of:)) == [0, 2, nil, 6, nil, 5, nil])
        let large = try self.classes("x,y\n1,9007199254740993\n2,9007199254740992\n3,16777216\n")
        #expect(large.names == ["16777216", "9007199254740992", "9007199254740993"])
    }

    @Test func namesAreAnyTextInOrder() throws {
        let text = "x,y\n1,rose\n2,\" two \"\"words\"\"\n\"\n3,10\n4,Größe 🙂\n5,rose\n6,9\n7,1.5\n8,2.0\n"
        let rows = try rows(text)
        let classes = try #require(try rows.classes())
        #expect(classes.names == ["2.0", "9", "10", " two \"words\"\n", "1.5", "Größe 🙂", "rose"])
        let source = try TableSource(rows, targetName: "y", classes: classes)
        #expect((0..<8).map { source.row($0).target } == [6, 3, 2, 5, 6, 1, 4, 0])
    }

    @Test func rowsWithoutALabelAreLeftOut() throws {
        for label in ["", "NaN", "\"\"", "?", " NA "] {
            let rows = try rows("x,y\n1,a\n2,\(label)\n3,b\n")
            #expect(rows.rowCount == 2 && rows.untargetedRowCount == 1 && rows.droppedRowCount == 0)
            #expect(rows.features() == [1, 3])
        }
        for (label, name) in [("-inf", "-inf"), ("\"NaN\"", "NaN"), ("none", "none"), ("nA", "nA")] {
            #expect(try classes("x,y\n1,a\n2,\(label)\n").names.contains(name))
        }
        let error = #expect(throws: DataError.self) { _ = try rows("x,y\n1,\n2,NA\n") }
        #expect(error?.description == folder.file("t.csv") + ": found no row with a target, expected at least one")
    }

    @Test func classesOfAnotherFileAreComparedAsText() throws {
        let classes = try classes("x,y\n1,1.0\n2,2.0\n3,x\n")
        let error = #expect(throws: DataError.self) {
            _ = try TableSource(rows("x,y\n1,1.0\n2,1\n", "v.csv"), targetName: "y", classes: classes)
        }
        #expect(
            error?.description == folder.file("v.csv")
                + ":3: column y: found 1 as a class, expected one of 1.0, 2.0, x, compared as text")
    }

    @Test func classesOfFormatsOfNumbersAreNumbers() throws {
        let text = "+1 1:1\n1 1:2\n-1 1:3\n1.0 1:4\n1e0 1:5\n-01 1:6\n"
        let rows = try RowFile(path: folder.put(Array(text.utf8), in: "t.svm"))
            .read(targets: .label, workers: fourWorkers)
        let classes = try #require(try rows.classes())
        #expect(classes.names == ["-1", "1"])
        let source = try TableSource(rows, targetName: "y", classes: classes)
        #expect(source.targets == [1, 1, 0, 1, 1, 0])
    }

    @Test func namesMakeTheSameClassesAgain() throws {
        let classes = try classes("x,y\n1,7\n2,-1\n")
        #expect(ClassLabels(names: classes.names) == classes)
        #expect(ClassLabels(count: 3) == ClassLabels(names: ["0", "1", "2"]))
        #expect(ClassLabels(names: ["one"]) == nil && ClassLabels(names: ["a", "b", "a"]) == nil)
        #expect(ClassLabels(names: (0...10_000).map { "\($0)" }) == nil)
        #expect(ClassLabels(names: (0..<10_000).map { "\($0)" })?.index(of: "9999") == 9999)
        let words = try #require(ClassLabels(names: ["cat", "1.0", "dog"]))
        #expect(words[0] == "cat" && words.index(of: "dog") == 2 && words.index(of: "Cat") == nil)
    }

    @Test(arguments: [
        ("x,y\n1,0\n2,1.5\n3,2.5\n", ":3: column y: found 1.5 as a class, expected whole numbers or names"),
        ("x,y\n1,-1e-3\n", ":2: column y: found -1e-3 as a class, expected whole numbers or names"),
        ("x,y\n1,1e30\n", ":2: column y: found 1e30 as a class, expected whole numbers or names"),
        (
            "x,y,note\n1,0,\"a\nb\"\n2,1.5,\n",
            ": row 2: column y: found 1.5 as a class, expected whole numbers or names"
        ),
        ("x,y\n1,3\n2,3\n", ": column y: found only class 3, expected at least 2 classes"),
        ("x,y\n1,a\n2,a\n", ": column y: found only class \"a\", expected at least 2 classes"),
    ])
    func saysWhatIsNoClass(_ text: String, _ message: String) throws {
        let rows = try rows(text)
        let error = #expect(throws: DataError.self) { _ = try rows.classes() }
        #expect(error?.description == folder.file("t.csv") + message)
    }

    @Test func saysThatThereAreTooManyClasses() throws {
        func numbers(_ count: Int) -> String { "x,y\n" + (0..<count).map { "0,\($0)\n" }.joined() }
        #expect(try classes(numbers(10_000)).count == 10_000)
        let rows = try rows(numbers(10_001))
        let error = #expect(throws: DataError.self) { _ = try rows.classes() }
        #expect(
            error?.description == folder.file("t.csv")
                + ": column y: found more than 10000 classes, expected at most 10000")
    }

    @Test func tablesMapLabelsToIndices() throws {
        let training = try rows("x,y\n1,5\n2,-1\n3,8\n4,5\n")
        let classes = try #require(try training.classes())
        let source = try TableSource(training, targetName: "y", classes: classes)
        #expect((0..<4).map { source.row($0).target } == [1, 0, 2, 1])
        #expect((0..<4).map { source.row($0).features } == [[1], [2], [3], [4]])
        #expect(source.classes == classes && source.targetName == "y")
        let kept = try dataset(source, of: split(4, 0), partitionCount: 2)
        #expect(kept.classes == classes && kept.rows.map(\.target) == [1, 0, 2, 1])

        let validation = try TableSource(rows("x,y\n7,8\n", "v.csv"), targetName: "y", classes: classes)
        #expect(validation.row(0) == Row(features: [7], target: 2))
        let indices = TableSource(
            featureNames: ["x"], targetName: "y", features: [1, 2], targets: [2, 0], classes: classes)
        #expect(indices.classes == classes && indices.row(0).target == 2)
    }

    @Test(arguments: [
        (3, "x,y\n1,0\n2,3\n", ":3: column y: found 3 as a class, expected one of 0, 1, 2"),
        (2, "x,y\n1,rose\n", ":2: column y: found \"rose\" as a class, expected one of 0, 1"),
        (2, "x,y\n1,0.5\n", ":2: column y: found 0.5 as a class, expected one of 0, 1"),
        (10, "x,y\n1,-1\n", ":2: column y: found -1 as a class, expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"),
        (
            11, "x,y\n1,11\n",
            ":2: column y: found 11 as a class, expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1 more"
        ),
        (2, "x,y,note\n1,0,\"a\nb\"\n1,7,\n", ": row 2: column y: found 7 as a class, expected one of 0, 1"),
    ])
    func saysWhichClassIsUnknown(_ classCount: Int, _ text: String, _ message: String) throws {
        let rows = try rows(text, "v.csv")
        let error = #expect(throws: DataError.self) {
            _ = try TableSource(rows, targetName: "y", classes: ClassLabels(count: classCount))
        }
        #expect(error?.description == folder.file("v.csv") + message)
    }
}
