import Models
import Testing
import Training

@Suite("The digest of parameters")
struct DigestTests {
    @Test(
        "is SHA-256, by the vectors of FIPS 180",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func vectors(message: String, digest: String) {
        let found = Array(message.utf8).withUnsafeBytes { Digest(of: $0) }
        #expect(found.description == "sha256:\(digest)")
        #expect(found.bytes.count == 32)
    }

    @Test("takes the tensors' bytes one after the other and leaves out the gaps")
    func gaps() {
        let layout = ParameterLayout([.weight("weight", outputs: 1, inputs: 3), .bias("bias", outputs: 1)])
        var parameters = [Float](repeating: 0, count: layout.count)
        parameters.replaceSubrange(0..<3, with: [1, -2, 0.5])
        parameters[layout.tensors[1].offset] = .infinity
        // 1, −2, ½ and ∞ as little-endian float32.
        let bytes: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F, 0, 0, 0x80, 0x7F]
        let expected = bytes.withUnsafeBytes { Digest(of: $0) }
        #expect(Digest(of: parameters, layout: layout) == expected)

        for index in layout.tensors[0].count..<layout.tensors[1].offset { parameters[index] = .nan }
        #expect(Digest(of: parameters, layout: layout) == expected)
    }

    @Test("tells numbers apart that compare equal")
    func signedZeros() {
        let layout = ParameterLayout([.weight("weight", outputs: 1, inputs: 1)])
        let digests = [Float(0), -0.0].map { first in
            Digest(of: [first] + [Float](repeating: 0, count: 15), layout: layout)
        }
        #expect(digests[0] != digests[1])
    }
}
