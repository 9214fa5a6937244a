import Glibc

/// OpenBLAS, found when the program runs, so that it builds without it; on one thread.
struct OpenBLAS {
    static let fileName = "libopenblas.so.0"

    /// `cblas_sgemm`: order, transpositions, m, n, k, α, A and its stride, B and its stride, β, C and its stride.
    typealias Sgemm =
        @convention(c) (
            CInt, CInt, CInt, CInt, CInt, CInt, Float, UnsafePointer<Float>, CInt, UnsafePointer<Float>, CInt, Float,
            UnsafeMutablePointer<Float>, CInt
        ) -> Void

    static let rowMajor: CInt = 101
    static let asItIs: CInt = 111
    static let transposed: CInt = 112

    let sgemm: Sgemm
    /// The CPU that it has chosen kernels for.
    let core: String

    /// Nil where it is not installed.
    init?() {
        guard let library = dlopen(Self.fileName, RTLD_NOW),
            let sgemm = dlsym(library, "cblas_sgemm"),
            let setThreads = dlsym(library, "openblas_set_num_threads"),
            let coreName = dlsym(library, "openblas_get_corename")
        else { return nil }
        self.sgemm = unsafeBitCast(sgemm, to: Sgemm.self)
        unsafeBitCast(setThreads, to: (@convention(c) (CInt) -> Void).self)(1)
        let name = unsafeBitCast(coreName, to: (@convention(c) () -> UnsafePointer<CChar>?).self)()
        core = name.map { String(cString: $0) } ?? ""
    }
}
