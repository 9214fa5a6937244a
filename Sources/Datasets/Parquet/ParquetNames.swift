/// The names of a decoded column, of which those that are blank count as missing.
struct ParquetNames: Sendable {
    /// The names, and after them an empty one, which stands for those that are missing.
    let names: [String]
    private let places: [Int32]

    init(_ names: [String]) {
        let missing = Int32(names.count)
        places = names.enumerated().map { place, name in
            name.utf8.allSatisfy { CSVScanner.isSpace($0) } ? missing : Int32(place)
        }
        self.names = names + [""]
    }

    /// The place of the name that stands for those that are missing.
    var missing: Int32 { Int32(places.count) }

    /// The place among these names of the one that a code stands for.
    func place(of code: Int32) -> Int32 { code < 0 ? missing : places[Int(code)] }
}
