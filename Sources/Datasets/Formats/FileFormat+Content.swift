import Files
import Parquet

extension FileFormat {
    /// How many bytes of a file say what it is.
    static let startByteCount = 1 << 16

    /// The format of a file's content: CSV where it looks like none of the others.
    /// - Parameter start: the first `startByteCount` bytes of it, or all.
    init(contentStart start: UnsafeRawBufferPointer) {
        self =
            if start.starts(with: ParquetFile.magic) {
                .parquet
            } else if start.starts(with: NPYHeader.magic) {
                .npy
            } else if start.starts(with: Array("PK\u{3}\u{4}".utf8)) {
                .npz
            } else if Self.isIDX(start) {
                .idx
            } else if Self.isSafetensors(start) {
                .safetensors
            } else if LIBSVMScanner.looksLikeRows(start, isWhole: start.count < Self.startByteCount) {
                .libsvm
            } else {
                .csv
            }
    }

    /// Two zero bytes, a known type, and as many dimensions as arrays have.
    private static func isIDX(_ start: UnsafeRawBufferPointer) -> Bool {
        start.count >= 4 && start[0] == 0 && start[1] == 0 && ArrayFile.idxTypes[start[2]] != nil
            && 1...8 ~= start[3] && start.count >= 4 + 4 * Int(start[3])
    }

    /// The length of a header, and the brace that it begins with.
    private static func isSafetensors(_ start: UnsafeRawBufferPointer) -> Bool {
        guard start.count > 8 else { return false }
        let length = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
        return 2...UInt64(Safetensors.longestHeader) ~= length && start[8] == UInt8(ascii: "{")
    }
}
