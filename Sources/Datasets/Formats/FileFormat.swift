import Files
public import Vocabulary

/// The format of a file of rows.
public enum FileFormat: String, Term {
    /// Text with a header line and a delimiter.
    case csv
    /// Columns, compressed, in groups of rows.
    case parquet
    /// An array of NumPy.
    case npy
    /// Arrays of NumPy in an archive.
    case npz
    /// An array as those of MNIST.
    case idx
    /// Named tensors.
    case safetensors
    /// Text with the index of every feature that is not zero.
    case libsvm

    /// The name as sentences have it.
    public var title: String {
        switch self {
        case .safetensors: rawValue
        case .parquet: "Parquet"
        case .csv, .npy, .npz, .idx, .libsvm: rawValue.uppercased()
        }
    }

    /// The titles of some formats: `CSV, Parquet`.
    public static func titles(where isListed: (FileFormat) -> Bool) -> String {
        allCases.filter(isListed).map(\.title).joined(separator: ", ")
    }

    /// `a CSV file`, `an NPY file`.
    public var noun: String {
        switch self {
        case .npy, .npz, .idx: "an \(title) file"
        case .csv, .parquet, .safetensors, .libsvm: "a \(title) file"
        }
    }

    /// How the names of such files end, in small letters.
    private var endings: [String] {
        switch self {
        case .csv: [".csv", ".tsv"]
        case .parquet: [".parquet", ".pq"]
        case .npy: [".npy"]
        case .npz: [".npz"]
        case .idx: [".idx"]
        case .safetensors: [".safetensors"]
        case .libsvm: [".libsvm", ".svmlight", ".svm"]
        }
    }

    private static let idxEndings = ["ubyte", "byte", "short", "int", "float", "double"]

    /// The format that the end of a name says; nil where it says nothing. Endings that say how a file is compressed are
    /// passed over.
    public init?(endOf path: String) {
        let path = Compression.withoutEnding(path.lowercased())
        let format = Self.allCases.first { $0.endings.contains(where: path.hasSuffix) }
        guard let format = format ?? (Self.isNamedLikeMNIST(path) ? .idx : nil) else { return nil }
        self = format
    }

    /// Whether rows can be left in the file and read whenever they are asked for, where it is not compressed.
    public var canBeLeftInFile: Bool {
        switch self {
        case .csv, .parquet, .npy, .idx, .safetensors: true
        case .npz, .libsvm: false
        }
    }

    /// Whether a file may hold several arrays, which have names.
    public var hasNamedArrays: Bool {
        switch self {
        case .npz, .safetensors: true
        case .csv, .parquet, .npy, .idx, .libsvm: false
        }
    }

    /// Whether rows of this format come with their targets.
    public var hasTargets: Bool {
        switch self {
        case .csv, .parquet, .libsvm: true
        case .npy, .npz, .idx, .safetensors: false
        }
    }

    /// Whether targets may be in another file.
    public var mayLackTargets: Bool { !hasTargets || hasColumns }

    /// Whether a file is a table, whose columns have names.
    public var hasColumns: Bool {
        switch self {
        case .csv, .parquet: true
        case .npy, .npz, .idx, .safetensors, .libsvm: false
        }
    }

    /// Whether a file is one array, and so the targets must be in another file.
    public var isOneArray: Bool { !hasTargets && !hasNamedArrays }

    /// `idx`, the number of dimensions, `-`, and a type.
    private static func isNamedLikeMNIST(_ path: Substring) -> Bool {
        idxEndings.contains { ending in
            guard path.hasSuffix("-" + ending) else { return false }
            let start = path.dropLast(ending.count + 1)
            return start.last?.isWholeNumber == true && start.dropLast().hasSuffix("idx")
        }
    }
}
