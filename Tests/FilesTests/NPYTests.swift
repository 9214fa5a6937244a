import Files
import TestSupport
import Testing

@Suite struct NPYTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test(arguments: [([3], "(3,)"), ([1, 3], "(1, 3)"), ([3, 1], "(3, 1)")])
    func writesVersionOne(_ shape: [Int], _ tuple: String) throws {
        try NPY.write([1, -2, 0.5], shape: shape, to: folder.file("a.npy"))
        let bytes = try folder.bytes("a.npy")
        #expect(bytes.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]))
        let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
        #expect(start % 64 == 0 && bytes[start - 1] == UInt8(ascii: "\n"))
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(tuple), }"
        #expect(bytes[10...].starts(with: header.utf8))
        #expect(Array(bytes[start...]) == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F])
    }

    @Test func refusesShapesThatDoNotFit() throws {
        let path = folder.file("a.npy")
        expect("\(path): found 3 dimensions, expected 1 or 2") { try NPY.write([1], shape: [1, 1, 1], to: path) }
        expect("\(path): found 4 bytes, expected as many as shape [2] needs") {
            try NPY.write([1], shape: [2], to: path)
        }
        expect("\(path): found 4 bytes, expected as many as shape [-1, -1] needs") {
            try NPY.write([1], shape: [-1, -1], to: path)
        }
        #expect(try folder.names.isEmpty)
    }
}
