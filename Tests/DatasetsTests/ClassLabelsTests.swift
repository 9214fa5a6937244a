import Datasets
import TestSupport
import Testing

@Suite struct ClassLabelsTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func table(_ text: String, _ name: String = "t.csv") throws -> CSVTable {
        try CSVReader.read(folder.put(Array(text.utf8), in: name), columns: .features(["x"], target: "y"))
    }

    @Test func namesAreNumbersInOrder() throws {
        let classes = try ClassLabels(of: table("x,y\n1,10\n2,-3\n3,2.0\n4,1e1\n5,-0\n6,0\n"))
        #expect(classes.names == ["-3", "0", "2", "10"] && classes.count == 4 && classes[3] == "10")
        #expect([-3, 0, -0.0, 2, 10].map(classes.index(of:)) == [0, 1, 1, 2, 3])
        #expect([1, 2.5, 1e30, .infinity, .nan].allSatisfy { classes.index(of: $0) == nil })
        #expect(try ClassLabels(of: table("x,y\n1,16777215\n2,-16777215\n")).names == ["-16777215", "16777215"])
    }

    @Test func namesMakeTheSameClassesAgain() throws {
        let classes = try ClassLabels(of: table("x,y\n1,7\n2,-1\n"))
        #expect(ClassLabels(names: classes.names) == classes)
        #expect(ClassLabels(count: 3) == ClassLabels(names: ["0", "1", "2"]))
        #expect(ClassLabels(names: ["one"]) == nil && ClassLabels(names: ["a", "b", "a"]) == nil)
        #expect(ClassLabels(names: (0...10_000).map { "\($0)" }) == nil)
        #expect(ClassLabels(names: (0..<10_000).map { "\($0)" })?.index(of: 9999) == 9999)
        let words = try #require(ClassLabels(names: ["cat", "1.0", "01", "+2"]))
        #expect(words[0] == "cat" && words.index(of: 1) == nil && words.index(of: 2) == nil)
    }

    @Test(arguments: [
        ("x,y\n1,0\n2,1.5\n3,2.5\n", ":3: column y: found 1.5 as a class, expected whole numbers"),
        ("x,y\n1,-1e-3\n", ":2: column y: found -0.001 as a class, expected whole numbers"),
        (
            "x,y\n1,0\n2,1\n3,-16777216\n",
            ":4: column y: found -16777216 as a class, expected whole numbers of magnitude below 2^24"
        ),
        ("x,y\n1,1e30\n", ":2: column y: found 1e+30 as a class, expected whole numbers of magnitude below 2^24"),
        ("x,y,note\n1,0,\"a\nb\"\n2,1.5,\n", ": column y: found 1.5 as a class, expected whole numbers"),
        ("x,y\n1,3\n2,3\n", ": column y: found only class 3, expected at least 2 classes"),
    ])
    func saysWhatIsNoClass(_ text: String, _ message: String) throws {
        let table = try table(text)
        let error = #expect(throws: DataError.self) { _ = try ClassLabels(of: table) }
        #expect(error?.description == folder.file("t.csv") + message)
    }

    @Test func saysThatThereAreTooManyClasses() throws {
        func numbers(_ count: Int) -> String { "x,y\n" + (0..<count).map { "0,\($0)\n" }.joined() }
        #expect(try ClassLabels(of: table(numbers(10_000))).count == 10_000)
        let table = try table(numbers(10_001))
        let error = #expect(throws: DataError.self) { _ = try ClassLabels(of: table) }
        #expect(
            error?.description == folder.file("t.csv")
                + ": column y: found more than 10000 classes, expected at most 10000")
    }

    @Test func tablesMapLabelsToIndices() throws {
        let training = try table("x,y\n1,5\n2,-1\n3,8\n4,5\n")
        let classes = try ClassLabels(of: training)
        let source = try TableSource(training, targetName: "y", classes: classes)
        #expect((0..<4).map { source.row($0).target } == [1, 0, 2, 1])
        #expect((0..<4).map { source.row($0).features } == [[1], [2], [3], [4]])
        #expect(source.classes == classes && source.targetName == "y")
        let kept = try dataset(source, of: split(4, 0), partitionCount: 2)
        #expect(kept.classes == classes && kept.rows.map(\.target) == [1, 0, 2, 1])

        let validation = try TableSource(table("x,y\n7,8\n", "v.csv"), targetName: "y", classes: classes)
        #expect(validation.row(0) == Row(features: [7], target: 2))
        #expect(TableSource(training, targetName: "y").classes == nil)
        let indices = TableSource(
            featureNames: ["x"], targetName: "y", features: [1, 2], targets: [2, 0], classes: classes)
        #expect(indices.classes == classes && indices.row(0).target == 2)
    }

    @Test(arguments: [
        (3, "x,y\n1,0\n2,3\n", ":3: column y: found 3 as a class, expected one of 0, 1, 2"),
        (2, "x,y\n1,0.5\n", ":2: column y: found 0.5 as a class, expected one of 0, 1"),
        (10, "x,y\n1,-1\n", ":2: column y: found -1 as a class, expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"),
        (11, "x,y\n1,11\n", ":2: column y: found 11 as a class, expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …"),
        (2, "x,y,note\n1,0,\"a\nb\"\n1,7,\n", ": column y: found 7 as a class, expected one of 0, 1"),
    ])
    func saysWhichClassIsUnknown(_ classCount: Int, _ text: String, _ message: String) throws {
        let table = try table(text, "v.csv")
        let error = #expect(throws: DataError.self) {
            _ = try TableSource(table, targetName: "y", classes: ClassLabels(count: classCount))
        }
        #expect(error?.description == folder.file("v.csv") + message)
    }
}
