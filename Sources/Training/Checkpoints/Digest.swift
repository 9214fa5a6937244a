import CCrypto
public import Models

/// SHA-256 (FIPS 180-4) of a model's parameters: two trainings agree bit for bit if and only if their digests agree.
public struct Digest: Hashable, Sendable, LosslessStringConvertible {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// The digest of some bytes.
    public init(of data: UnsafeRawBufferPointer) {
        var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(data.baseAddress, data.count, &bytes)
        self.bytes = bytes
    }

    /// Metadata as a checksum takes them: a line for each key, in the keys' order.
    static func bytes(of metadata: [String: String]) -> [UInt8] {
        metadata.sorted { $0.key < $1.key }.flatMap { Array("\($0.key)=\($0.value)\n".utf8) }
    }

    /// The digest of the tensors of a layout, one after the other in the order of files, as little-endian float32.
    /// - Parameters:
    ///   - parameters: `layout.count` numbers.
    ///   - layout: where the tensors lie.
    public init(of parameters: [Float], layout: ParameterLayout) {
        var words: [UInt32] = []
        words.reserveCapacity(layout.parameterCount)
        for tensor in layout.tensors {
            words += tensor.values(in: parameters).lazy.map { $0.bitPattern.littleEndian }
        }
        self = words.withUnsafeBytes { Digest(of: $0) }
    }

    /// Reads a `description`; nil if the text is not one.
    public init?(_ description: String) {
        let digits = Array(description.utf8.dropFirst("sha256:".utf8.count))
        guard description.hasPrefix("sha256:"), digits.count == 2 * Int(SHA256_DIGEST_LENGTH) else { return nil }
        bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        guard self.description == description else { return nil }
    }

    /// `sha256:` and 64 hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("sha256:".utf8)
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
