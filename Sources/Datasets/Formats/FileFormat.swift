/// The format of a file of rows, which the ending of its name decides.
public enum FileFormat: String, Sendable {
    /// Text with a header line and commas; any ending that is not another format's.
    case csv = "CSV"
    /// NumPy's arrays: `.npy`.
    case npy = "NPY"
    /// NumPy's arrays in an archive: `.npz`.
    case npz = "NPZ"
    /// The arrays of MNIST: `.idx`, or `idx3-ubyte` and its like.
    case idx = "IDX"
    /// Named tensors: `.safetensors`.
    case safetensors = "safetensors"
    /// Text with the index of every feature that is not zero: `.libsvm`, `.svmlight` or `.svm`.
    case libsvm = "LIBSVM"

    private static let compressed = ".gz"
    private static let idxEndings = ["ubyte", "byte", "short", "int", "float", "double"]

    /// The format of the file at `path`; `.gz` at the end says nothing of it.
    public init(path: String) {
        let path = Self.isCompressed(path) ? path.dropLast(Self.compressed.count) : path[...]
        if path.hasSuffix(".npy") {
            self = .npy
        } else if path.hasSuffix(".npz") {
            self = .npz
        } else if path.hasSuffix(".safetensors") {
            self = .safetensors
        } else if [".libsvm", ".svmlight", ".svm"].contains(where: path.hasSuffix) {
            self = .libsvm
        } else if path.hasSuffix(".idx") || Self.isNamedLikeMNIST(path) {
            self = .idx
        } else {
            self = .csv
        }
    }

    /// Whether the file is compressed, by its name.
    public static func isCompressed(_ path: String) -> Bool { path.hasSuffix(compressed) }

    /// Whether rows can be left in the file and read whenever they are asked for, where it is not compressed.
    public var canBeLeftInFile: Bool { self == .csv || self == .npy || self == .idx || self == .safetensors }

    /// Whether a file may hold several arrays, which have names.
    public var hasNamedArrays: Bool { self == .npz || self == .safetensors }

    /// Whether rows of this format come with their targets.
    public var hasTargets: Bool { self == .csv || self == .libsvm }

    /// `idx`, the number of dimensions, `-`, and a type.
    private static func isNamedLikeMNIST(_ path: Substring) -> Bool {
        idxEndings.contains { ending in
            guard path.hasSuffix("-" + ending) else { return false }
            let start = path.dropLast(ending.count + 1)
            return start.last?.isWholeNumber == true && start.dropLast().hasSuffix("idx")
        }
    }
}
