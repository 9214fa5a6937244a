import Datasets
import TestSupport
import Testing

@Suite("An IDX file")
struct ArrayFileTests {
    let fixture: FormatFixture

    init() throws { fixture = try FormatFixture() }

    private static func idx(_ type: UInt8, _ shape: [UInt32], _ elements: [UInt8]) -> [UInt8] {
        [0, 0, type, UInt8(shape.count)] + shape.flatMap(\.big) + elements
    }

    @Test("holds every type of the format, big-endian")
    func types() throws {
        func features(_ type: UInt8, _ elements: [UInt8]) throws -> [Float] {
            try RowFile(path: fixture.put("x.idx", Self.idx(type, [2, 1, 2], elements))).read(
                targets: nil, workers: fourWorkers
            ).features()
        }
        #expect(try features(0x08, [0, 1, 128, 255]) == [0, 1, 128, 255])
        #expect(try features(0x09, [0, 1, 128, 255]) == [0, 1, -128, -1])
        #expect(try features(0x0B, [1, -2, .min, Int16.max].flatMap(\.big)) == [1, -2, -32768, 32767])
        #expect(try features(0x0C, [1, -2, .min, Int32.max].flatMap(\.big)) == [1, -2, -0x1p31, 0x1p31])
        let numbers: [Float] = [0.1, -2, 3e38, 0x1p-140]
        #expect(try features(0x0D, numbers.flatMap(\.bitPattern.big)) == numbers)
        #expect(try features(0x0E, numbers.flatMap { Double($0).bitPattern.big }) == numbers)
    }

    @Test("of labels belongs to one of images")
    func pair() throws {
        let images = try fixture.put("t-images-idx3-ubyte", Self.idx(8, [3, 2, 2], Array(1...12)))
        let labels = try fixture.put("t-labels-idx1-ubyte", Self.idx(8, [3], [9, 0, 9]))
        let rows = try RowFile(path: images, targetsPath: labels).read(targets: .label, workers: fourWorkers)
        let classes = try #require(try rows.classes())
        #expect(classes.names == ["0", "9"])
        let source = try TableSource(rows, targetName: "y", classes: classes)
        #expect(source.row(1) == Row(features: [5, 6, 7, 8], target: 0) && source.row(2).target == 1)
    }

    @Test("that is not as it should be is refused in one line")
    func mistakes() throws {
        let whole = Self.idx(8, [2, 3], [1, 2, 3, 4, 5, 6])
        for count in 0..<whole.count {
            #expect(try fixture.problem("x.idx", Array(whole.prefix(count))) != nil, "\(count) bytes")
        }
        for (bytes, message) in [
            ([1, 0, 8, 1], ": found no IDX file, expected two zero bytes and a known type at its start"),
            ([0, 0, 10, 1], ": found no IDX file, expected two zero bytes and a known type at its start"),
            ([0, 0, 8, 255, 0, 0, 0, 1], ": found 8 bytes, expected at least 1024, the header of 255 dimensions"),
            ([0, 0, 8, 0, 1], ": found shape [], expected at least one row of one number"),
            (
                Self.idx(14, [.max, .max, .max], []),
                ": found shape [4294967295, 4294967295, 4294967295], expected a size that a file can have"
            ),
            (whole + [0], ": found 7 bytes of elements, expected 6 for shape [2, 3] of U8"),
            (Self.idx(8, [0, 3], []), ": found shape [0, 3], expected at least one row of one number"),
        ] as [([UInt8], String)] {
            #expect(try fixture.problem("x.idx", bytes) == message)
        }
    }
}
