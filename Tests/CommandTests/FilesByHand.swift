import Foundation
import TestSupport
import Testing

/// A JSON object, as Foundation reads it.
struct JSONObject {
    let members: [String: Any]

    init(_ text: some StringProtocol) throws {
        members = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    func number(_ key: String) throws -> Double {
        try #require(members[key] as? NSNumber, "no number \(key)").doubleValue
    }

    func text(_ key: String) throws -> String { try #require(members[key] as? String, "no text \(key)") }
}

/// A safetensors file, taken apart without the code under test.
/// Source: https://huggingface.co/docs/safetensors/index#format
struct TensorFile {
    let metadata: [String: String]
    let shapes: [String: [Int]]
    let values: [String: [Float]]
    /// Everything behind the header.
    let payload: [UInt8]

    init(_ bytes: [UInt8]) throws {
        let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        let header = try JSONObject(String(decoding: bytes[8..<8 + length], as: UTF8.self)).members
        let payload = Array(bytes[(8 + length)...])
        var shapes: [String: [Int]] = [:]
        var values: [String: [Float]] = [:]
        for (name, entry) in header where name != "__metadata__" {
            let entry = try #require(entry as? [String: Any])
            #expect(entry["dtype"] as? String == "F32")
            let ends = try #require(entry["data_offsets"] as? [Int])
            shapes[name] = try #require(entry["shape"] as? [Int])
            values[name] = floats(payload[ends[0]..<ends[1]])
        }
        metadata = try #require(header["__metadata__"] as? [String: String])
        (self.shapes, self.values, self.payload) = (shapes, values, payload)
    }
}

/// The numbers of a one-dimensional NPY file, taken apart without the code under test.
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
func numbersOfNPY(_ bytes: [UInt8]) throws -> [Float] {
    #expect(bytes.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]))
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    #expect(header.contains("'descr': '<f4'") && header.contains("'fortran_order': False"))
    let numbers = floats(bytes[start...])
    let shape = try #require(header.firstMatch(of: /'shape': \(([0-9, ]+)\)/)).1.split(separator: ",")
    #expect(shape.compactMap { Int($0.drop { $0 == " " }) }.reduce(1, *) == numbers.count)
    return numbers
}

/// Little-endian single-precision numbers.
private func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { start in
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
}

extension ScratchFolder {
    func tensors(_ name: String) throws -> TensorFile { try TensorFile(bytes(name)) }

    func json(_ name: String) throws -> JSONObject { try JSONObject(text(name)) }

    /// The objects of a file with one a line, of which the last line has to be whole too.
    func jsonLines(_ name: String) throws -> [JSONObject] {
        let text = try text(name)
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return try text.split(separator: "\n").map { try JSONObject($0) }
    }

    /// What the system's own tool makes of some bytes.
    func sha256(_ bytes: [UInt8]) throws -> String {
        try put(bytes, in: "hashed")
        defer { try? FileManager.default.removeItem(atPath: file("hashed")) }
        return "sha256:" + (try shell("sha256sum hashed").output.prefix(64))
    }
}
