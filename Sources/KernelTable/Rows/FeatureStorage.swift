/// How features are kept in memory. Arithmetic is in float32 whatever the storage.
public enum FeatureStorage: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// IEEE 754 binary32.
    case float32
    /// The upper half of a binary32: eight bits of exponent, seven of fraction.
    case bfloat16

    /// Bytes of a number.
    public var byteCount: Int { self == .float32 ? 4 : 2 }
}
