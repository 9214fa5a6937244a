/// A machine that cannot run the kernels.
public struct UnsupportedCPU: Error, Sendable, CustomStringConvertible {
    /// One line for people.
    public var description: String {
        "this CPU has neither AVX2 with FMA (x86-64-v3) nor AVX-512 (x86-64-v4); Lockstep needs one of them"
    }
}
