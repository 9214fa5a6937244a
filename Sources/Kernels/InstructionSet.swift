import CShims
public import KernelTable

#if arch(x86_64)
    import KernelsAVX2
    import KernelsAVX512
#else
    import KernelsNEON
#endif

/// An instruction set that the kernels are compiled for. It decides the speed, never the result.
public enum InstructionSet: String, Sendable, CaseIterable, Codable {
    /// x86-64-v3: 256-bit vectors and fused multiply-add.
    case avx2
    /// x86-64-v4: 512-bit vectors.
    case avx512
    /// 64-bit ARM: 128-bit vectors.
    case neon

    /// Those that this build has kernels for, the fastest last.
    public static let compiled: [InstructionSet] = {
        #if arch(x86_64)
            [.avx2, .avx512]
        #else
            [.neon]
        #endif
    }()

    /// Those that this CPU and kernel can run, the fastest last. Empty where the CPU is too old.
    public static let available: [InstructionSet] = compiled.filter { instructionSet in
        switch instructionSet {
        case .avx2: lockstep_x86_64_level() >= 3
        case .avx512: lockstep_x86_64_level() >= 4
        case .neon: true
        }
    }

    /// The fastest of those.
    public static func best() throws(UnsupportedCPU) -> InstructionSet {
        guard let best = available.last else { throw UnsupportedCPU() }
        return best
    }

    /// The kernels for this instruction set, which must be among the `available`.
    public var kernels: KernelTable {
        precondition(Self.available.contains(self), "\(rawValue) is not available on this CPU")
        #if arch(x86_64)
            return self == .avx512 ? KernelsAVX512.kernelTable : KernelsAVX2.kernelTable
        #else
            return KernelsNEON.kernelTable
        #endif
    }
}
