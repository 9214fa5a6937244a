import Files

/// What an NPY file says of its array: the text of a Python dictionary, after magic, version and length.
///
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct NPYHeader {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    private static let mostDimensions = 64

    /// What elements are.
    enum Element {
        /// Numbers of this type.
        case number(Safetensors.ElementType)
        /// So many characters of 4 bytes.
        case unicode(count: Int)
        /// So many bytes of text.
        case bytes(count: Int)
    }

    /// Far more than the header of plain numbers needs.
    static let longest = 1 << 20

    private(set) var element = Element.number(.float32)
    private(set) var isBigEndian = false
    private(set) var isColumnMajor = false
    private(set) var shape: [Int] = []
    /// The place of the first element.
    let end: Int

    private let file: String
    private var text: Slice<UnsafeRawBufferPointer>

    init(_ bytes: UnsafeRawBufferPointer, file: String) throws(DataError) {
        guard bytes.count >= 10, bytes.starts(with: Self.magic) else {
            throw DataError(file: file, found: "no NPY file", expected: "the magic string \\x93NUMPY at its start")
        }
        let version = (bytes[6], bytes[7])
        guard (1...3).contains(version.0), version.1 == 0 else {
            throw DataError(file: file, found: "NPY version \(version.0).\(version.1)", expected: "1.0, 2.0 or 3.0")
        }
        let start = version.0 == 1 ? 10 : 12
        guard bytes.count >= start else { throw Self.cutOff(file) }
        let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
        guard length <= bytes.count - start else { throw Self.cutOff(file) }
        self.file = file
        end = start + length
        text = bytes[start..<end]
        try parse()
    }

    private static func cutOff(_ file: String) -> DataError {
        DataError(file: file, found: "a header that is cut off", expected: "all of it")
    }

    // MARK: The dictionary

    private var malformed: DataError {
        let rest = String(decoding: text.prefix(40), as: UTF8.self)
        return DataError(
            file: file, found: "\(OneLine.quoted(rest)) in the header",
            expected: "{'descr': …, 'fortran_order': …, 'shape': …}")
    }

    private mutating func parse() throws(DataError) {
        var missing: Set = ["descr", "fortran_order", "shape"]
        try take("{")
        while !takes("}") {
            let key = try string()
            guard missing.remove(key) != nil else {
                throw DataError(
                    file: file, found: "header key \(OneLine.quoted(key))",
                    expected: "descr, fortran_order and shape, each once")
            }
            try take(":")
            switch key {
            case "descr": try readElementType()
            case "shape": try readShape()
            default: isColumnMajor = try boolean()
            }
            if !takes(",") {
                try take("}")
                break
            }
        }
        guard missing.isEmpty else {
            throw DataError(
                file: file, found: "a header without \(missing.sorted().joined(separator: " and "))",
                expected: "descr, fortran_order and shape")
        }
        skipSpaces()
        guard text.isEmpty else { throw malformed }
    }

    private mutating func readElementType() throws(DataError) {
        skipSpaces()
        guard text.first == UInt8(ascii: "'") || text.first == UInt8(ascii: "\"") else {
            throw DataError(
                file: file, found: "an array of records or of no plain numbers", expected: "an array of numbers")
        }
        let name = try string()
        let types: [Substring: Safetensors.ElementType] = [
            "f8": .float64, "f4": .float32, "f2": .float16, "i8": .int64, "i4": .int32, "i2": .int16, "i1": .int8,
            "u8": .uint64, "u4": .uint32, "u2": .uint16, "u1": .uint8, "b1": .bool,
        ]
        if let order = name.first, "<>|=".contains(order), let count = Int(name.dropFirst(2)), count > 0,
            count < 1 << 24
        {
            let kind = name.dropFirst().first
            if kind == "U" || kind == "S" {
                element = kind == "U" ? .unicode(count: count) : .bytes(count: count)
                isBigEndian = order == ">"
                return
            }
        }
        guard let order = name.first, "<>|=".contains(order), let type = types[name.dropFirst()] else {
            throw DataError(
                file: file, found: "elements of type \(OneLine.quoted(name))",
                expected: "floats, integers or bools of NumPy, such as <f4")
        }
        element = .number(type)
        isBigEndian = order == ">"
    }

    private mutating func readShape() throws(DataError) {
        try take("(")
        while !takes(")") {
            guard shape.count < Self.mostDimensions else {
                throw DataError(
                    file: file, found: "more than \(Self.mostDimensions) dimensions", expected: "1 or more")
            }
            skipSpaces()
            let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let extent = Int(String(decoding: digits.prefix(20), as: UTF8.self)) else { throw malformed }
            text = text.dropFirst(digits.count)
            // Python 2 writes long integers so.
            if text.first == UInt8(ascii: "L") { text = text.dropFirst() }
            shape.append(extent)
            if !takes(",") {
                try take(")")
                break
            }
        }
    }

    // MARK: Words

    private mutating func skipSpaces() {
        text = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    }

    private mutating func takes(_ mark: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard text.first == UInt8(ascii: mark) else { return false }
        text = text.dropFirst()
        return true
    }

    private mutating func take(_ mark: Unicode.Scalar) throws(DataError) {
        guard takes(mark) else { throw malformed }
    }

    private mutating func string() throws(DataError) -> String {
        skipSpaces()
        guard let quote = text.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
            let end = text.dropFirst().firstIndex(of: quote)
        else { throw malformed }
        defer { text = text[(end + 1)...] }
        return String(decoding: text[(text.startIndex + 1)..<end], as: UTF8.self)
    }

    private mutating func boolean() throws(DataError) -> Bool {
        skipSpaces()
        for (word, value) in [("True", true), ("False", false)] where text.starts(with: Array(word.utf8)) {
            text = text.dropFirst(word.utf8.count)
            return value
        }
        throw malformed
    }
}

extension NPYHeader {
    /// Reads the header of the NPY file that takes a range of a file.
    init(of file: DataFile, _ range: Range<Int>) throws(DataError) {
        self = try file.withBytes(range.prefix(file.isLeftInFile ? NPYHeader.longest : .max)) {
            (bytes) throws(DataError) in
            try NPYHeader(bytes, file: file.path)
        }
    }
}

extension ArrayFile {
    /// Reads the header of an NPY file of numbers, of version 1.0 to 3.0.
    init(npy place: NPYPlace) throws(DataError) {
        let (file, part) = (place.file, place.part)
        let range = place.range ?? 0..<file.byteCount
        let header = try NPYHeader(of: file, range)
        guard case .number(let elementType) = header.element else {
            throw DataError(
                file: file.path, found: "texts", expected: "floats, integers or bools of NumPy, such as <f4")
        }
        try self.init(
            file, elementType, shape: header.shape, range: range.lowerBound + header.end..<range.upperBound,
            isBigEndian: header.isBigEndian, isColumnMajor: header.isColumnMajor, part: part)
    }
}
