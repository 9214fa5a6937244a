/// Where an NPY file is: a file of its own, or a part of an archive.
struct NPYPlace {
    /// The file whose bytes these are.
    let file: DataFile
    /// The bytes of the NPY file; nil for all.
    var range: Range<Int>?
    /// Its name in the archive.
    var part: String?
}
