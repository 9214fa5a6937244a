import Files
import Foundation
import TestSupport
import Testing

/// Every way in which a header can be wrong, and what is said of it.
@Suite struct SafetensorsHeaderTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func file(_ header: String, data: Int = 0, length: UInt64? = nil) throws -> String {
        let length = withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Array($0) }
        return try folder.put(length + Array(header.utf8) + [UInt8](repeating: 0, count: data), in: "a")
    }

    @Test(arguments: [
        ("{}", 0), ("{}   \n", 0), (#"{"__metadata__":{}}"#, 0),
        (#"{ "w" : { "shape" : [ 2 ] , "data_offsets" : [ 0 , 8 ] , "dtype" : "F32" } } "#, 8),
        (#"{"\u0077\/\ud83d\ude42":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}"#, 1),
        (
            #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"#
                + #""a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, 2
        ),
    ])
    func acceptsWhatTheFormatAllows(_ header: String, _ data: Int) throws {
        let file = try Safetensors.File(reading: try file(header, data: data))
        #expect(file.tensors.allSatisfy { $0.name == "w/🙂" || $0.name.count == 1 })
    }

    @Test(arguments: [
        ("", "header: found 8 bytes, expected at least 10"),
        ("[]", "header, byte 0: found \"[\", expected {"),
        (" {}", "header, byte 0: found \" \", expected {"),
        ("{} x", "header, byte 3: found \"x\", expected the header's end"),
        ("{}\0", "header, byte 2: found \"\\0\", expected the header's end"),
        ("{ ", "header, byte 2: found the header's end, expected a string"),
        ("{1:2}", "header, byte 1: found \"1\", expected a string"),
        (#"{"w"}"#, "header, byte 4: found \"}\", expected :"),
        (#"{"w":1}"#, "header, byte 5: found \"1\", expected {"),
        (#"{"w":{}}"#, "tensor \"w\": found no data_offsets, expected one"),
        (#"{"w":{},}"#, "tensor \"w\": found no data_offsets, expected one"),
        (#"{"__metadata__":{"a":1}}"#, "header, byte 21: found \"1\", expected a string"),
        (#"{"__metadata__":{"a":"1" "b":"2"}}"#, "header, byte 25: found \"\"\", expected , or }"),
        (#"{"__metadata__":{"a":"1","a":"2"}}"#, "header, byte 28: found key \"a\" twice, expected each key once"),
        (
            #"{"__metadata__":{},"__metadata__":{}}"#,
            "header, byte 33: found key \"__metadata__\" twice, expected each key once"
        ),
        (#"{"__metadata__":{"a":"1"},}"#, "header, byte 26: found \"}\", expected a string"),
        (#"{"w":{"type":"F32"}}"#, "header, byte 13: found key \"type\", expected dtype, shape or data_offsets"),
        (
            #"{"w":{"dtype":"F32","dtype":"F32"}}"#,
            "header, byte 27: found key \"dtype\" twice, expected each key once"
        ),
        (#"{"w":{"shape":[1.5]}}"#, "header, byte 16: found \".\", expected , or ]"),
        (#"{"w":{"shape":[-1]}}"#, "header, byte 15: found \"-\", expected an integer of at least 0"),
        (#"{"w":{"shape":[01]}}"#, "header, byte 17: found an integer that begins with 0, expected none"),
        (
            #"{"w":{"shape":[9223372036854775808]}}"#,
            "header, byte 33: found an integer above 9223372036854775807, expected a smaller one"
        ),
        (#"{"w":{"data_offsets":[0]}}"#, "header, byte 24: found 1 data_offsets, expected 2"),
        ("{\"a\nb\":{}}", "header, byte 3: found \"\\n\", expected the end of a string"),
        (#"{"\x":{}}"#, "header, byte 3: found \"x\", expected an escape"),
        (#"{"\u00g0":{}}"#, "header, byte 6: found \"g\", expected a hexadecimal digit"),
        (#"{"\ud800":{}}"#, "header, byte 8: found half a surrogate pair, expected both halves"),
        (#"{"\ud800\u0041":{}}"#, "header, byte 14: found half a surrogate pair, expected both halves"),
        (#"{"\udc00\udc00":{}}"#, "header, byte 8: found half a surrogate pair, expected both halves"),
    ])
    func saysWhatIsWrongWithTheText(_ header: String, _ message: String) throws {
        let path = try file(header)
        expect("\(path): \(message)") { _ = try Safetensors.File(reading: path) }
    }

    @Test(arguments: [
        (
            "F31", "[1]", "[0,4]",
            #"found element type "F31", expected one of F64, F32, F16, BF16, I64, I32, I16, I8, "#
                + "U64, U32, U16, U8, BOOL"
        ),
        ("F32", "[2]", "[0,4]", "found 4 bytes, expected 8 for shape [2] of F32"),
        ("F32", "[1]", "[0,8]", "found bytes 0 to 8, expected a range within the data's 4"),
        ("F32", "[1]", "[4,0]", "found bytes 4 to 0, expected a range within the data's 4"),
        (
            "F32", "[1]", "[0,9223372036854775807]",
            "found bytes 0 to 9223372036854775807, expected a range within the data's 4"
        ),
        (
            "F32", "[1152921504606846976,1152921504606846976]", "[0,4]",
            "found shape [1152921504606846976, 1152921504606846976], expected a size that a file can have"
        ),
        ("U8", "[1]", "[0,1]", nil), ("U8", "[3]", "[1,4]", nil),
    ])
    func saysWhatIsWrongWithATensor(_ type: String, _ shape: String, _ offsets: String, _ message: String?) throws {
        let path = try file(#"{"w":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#, data: 4)
        let uncovered =
            offsets == "[0,1]"
            ? "data: found 4 bytes, expected 1, the sum of the tensors"
            : "tensor \"w\": found a start at byte 1 of the data, after a gap, expected byte 0"
        expect("\(path): \(message.map { "tensor \"w\": \($0)" } ?? uncovered)") {
            _ = try Safetensors.File(reading: path)
        }
    }

    @Test func refusesTensorsThatOverlap() throws {
        let tensor = #"{"dtype":"U8","shape":[3],"data_offsets":"#
        let path = try file(#"{"a":\#(tensor)[0,3]},"b":\#(tensor)[1,4]}}"#, data: 4)
        let start = "found a start at byte 1 of the data, inside another tensor"
        expect("\(path): tensor \"b\": \(start), expected byte 3") { _ = try Safetensors.File(reading: path) }
    }

    @Test func refusesLengthsThatDoNotFit() throws {
        for (length, limit) in [
            (3, "2, the rest of the file"), (100_000_001, "100000000"), (1 << 60, "100000000"), (.max, "100000000"),
        ] as [(UInt64, String)] {
            let path = try file("{}", length: length)
            expect("\(path): header length: found \(length), expected at most \(limit)") {
                _ = try Safetensors.File(reading: path)
            }
        }
    }

    @Test func refusesNamesThatAreNotUTF8() throws {
        let header = Array(#"{""#.utf8) + [0xFF] + Array(#"":{}}"#.utf8)
        let path = try folder.put([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header, in: "a")
        expect("\(path): header, byte 4: found a string that is not UTF-8, expected UTF-8") {
            _ = try Safetensors.File(reading: path)
        }
    }

    @Test func refusesNestingOfAnyDepth() throws {
        let path = try file(String(repeating: #"{"a":"#, count: 1_000_000))
        expect("\(path): header, byte 10: found key \"a\", expected dtype, shape or data_offsets") {
            _ = try Safetensors.File(reading: path)
        }
    }
}
