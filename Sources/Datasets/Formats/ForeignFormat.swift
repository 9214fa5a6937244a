import Files

/// A format that is not read, told by a file's first bytes so that messages can name it and say what to do.
struct ForeignFormat {
    /// `an HDF5 file`.
    let noun: String
    /// What to do with it.
    let advice: String

    private static let save = "a table: save it as CSV or Parquet"
    private static let parts = "arrays: save them by numpy.savez or safetensors"

    private static let known: [(start: [UInt8], format: ForeignFormat)] = [
        ([0x89] + Array("HDF\r\n".utf8), ForeignFormat(noun: "an HDF5 file", advice: parts)),
        (Array("MATLAB 5.0 MAT-file".utf8), ForeignFormat(noun: "a MATLAB file", advice: parts)),
        ([0x80, 2], ForeignFormat(noun: "a Python pickle", advice: parts)),
        ([0x80, 3], ForeignFormat(noun: "a Python pickle", advice: parts)),
        ([0x80, 4], ForeignFormat(noun: "a Python pickle", advice: parts)),
        ([0x80, 5], ForeignFormat(noun: "a Python pickle", advice: parts)),
        (Array("ARROW1".utf8), ForeignFormat(noun: "an Arrow file", advice: save)),
        (Array("FEA1".utf8), ForeignFormat(noun: "a Feather file", advice: save)),
        (Array("ORC".utf8), ForeignFormat(noun: "an ORC file", advice: save)),
        (Array("Obj\u{1}".utf8), ForeignFormat(noun: "an Avro file", advice: save)),
        ([0xD0, 0xCF, 0x11, 0xE0], ForeignFormat(noun: "an Excel workbook", advice: save)),
        (Array("SQLite format 3".utf8), ForeignFormat(noun: "an SQLite database", advice: save)),
        (Array("RDX".utf8), ForeignFormat(noun: "a file of R", advice: save)),
        ([0x58, 0x0A, 0, 0, 0], ForeignFormat(noun: "a file of R", advice: save)),
        (Array("{".utf8), ForeignFormat(noun: "JSON", advice: save)),
        (Array("[".utf8), ForeignFormat(noun: "JSON", advice: save)),
        (Array("<?xml".utf8), ForeignFormat(noun: "XML", advice: save)),
        (Array("<!DOCTYPE".utf8), ForeignFormat(noun: "a web page", advice: "a table: was the download refused?")),
        (Array("<html".utf8), ForeignFormat(noun: "a web page", advice: "a table: was the download refused?")),
        (Array("%PDF".utf8), ForeignFormat(noun: "a PDF document", advice: save)),
        (Array("@relation".utf8), ForeignFormat(noun: "an ARFF file", advice: save)),
        (Array("@RELATION".utf8), ForeignFormat(noun: "an ARFF file", advice: save)),
    ]

    /// Where a tar archive says what it is.
    private static let tar = (place: 257, start: Array("ustar".utf8))

    private init(noun: String, advice: String) {
        self.noun = noun
        self.advice = advice
    }

    /// The format of a file of these first bytes; nil where it is none of those that are known.
    init?(contentStart start: UnsafeRawBufferPointer) {
        if start.dropFirst(Self.tar.place).starts(with: Self.tar.start) {
            self.init(noun: "a tar archive", advice: "the files in it")
            return
        }
        guard let found = Self.known.first(where: { start.starts(with: $0.start) }) else { return nil }
        self = found.format
    }

    /// The format of a ZIP archive of files with these names; nil where it is an archive of anything.
    init?(namesInArchive names: [String]) {
        if names.contains(where: { $0.hasSuffix("data.pkl") }) {
            self.init(
                noun: "a PyTorch file",
                advice: "arrays of NumPy; lockstep import reads a model that safetensors.torch.save_file wrote")
        } else if names.contains(where: { $0.hasPrefix("xl/") }) {
            self.init(noun: "an Excel workbook", advice: Self.save)
        } else {
            return nil
        }
    }

    /// What to say of a file that could not be read as CSV: what it is where that is known, or else the error itself.
    static func explanation(of error: DataError, _ path: String) -> DataError {
        guard let file = try? DataFile(path), error.file == path else { return error }
        let format = file.withBytes(0..<min(file.byteCount, FileFormat.startByteCount)) {
            ForeignFormat(contentStart: $0)
        }
        return format.map { DataError(file: path, found: $0.noun, expected: $0.advice) } ?? error
    }
}
