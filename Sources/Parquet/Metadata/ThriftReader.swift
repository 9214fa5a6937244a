/// Reads Thrift's compact protocol, in which Parquet writes its metadata.
///
/// Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
struct ThriftReader {
    /// The types of values. A boolean's value is its type.
    enum Kind: UInt8 {
        case yes = 1
        case no, int8, int16, int32, int64, double, binary, list, set, map, structure, uuid
    }

    /// What stands before a value of a structure.
    struct Field {
        let id: Int
        let kind: Kind
    }

    /// Structures, lists and maps inside one another: Parquet's own take 6 levels.
    private static let largestDepth = 24

    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0
    private var depth = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private var malformed: Malformed {
        Malformed(found: "metadata that is broken or cut off", expected: "what Thrift's compact protocol allows")
    }

    // MARK: Structures and lists

    /// Reads a structure. `body` is given each field, whose value it reads or skips.
    mutating func structure(
        _ body: (inout ThriftReader, Field) throws(Malformed) -> Void
    ) throws(Malformed) {
        try descend()
        var id = 0
        while true {
            let header = try byte()
            if header == 0 { break }
            let step = Int(header >> 4)
            id = step > 0 ? id + step : Int(truncatingIfNeeded: try zigzag())
            guard let kind = Kind(rawValue: header & 15), 0 < id, id <= Int(Int16.max) else { throw malformed }
            try body(&self, Field(id: id, kind: kind))
        }
        depth -= 1
    }

    /// Reads the structure that a field holds.
    mutating func structure(
        _ field: Field, _ body: (inout ThriftReader, Field) throws(Malformed) -> Void
    ) throws(Malformed) {
        guard field.kind == .structure else { throw malformed }
        try structure(body)
    }

    /// Reads a list of structures; `element` reads one.
    mutating func list<Element>(
        _ field: Field, _ element: (inout ThriftReader) throws(Malformed) -> Element
    ) throws(Malformed) -> [Element] {
        guard field.kind == .list else { throw malformed }
        let (count, kind) = try listHeader()
        guard kind == .structure || count == 0 else { throw malformed }
        try descend()
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try element(&self)) }
        depth -= 1
        return elements
    }

    private mutating func descend() throws(Malformed) {
        depth += 1
        guard depth <= Self.largestDepth else { throw malformed }
    }

    /// The elements of a list, each of which takes at least a byte, and their type.
    private mutating func listHeader() throws(Malformed) -> (count: Int, kind: Kind) {
        let header = try byte()
        let count = header >> 4 < 15 ? UInt64(header >> 4) : try variableLength()
        guard count <= UInt64(bytes.count - position), let kind = Kind(rawValue: header & 15) else { throw malformed }
        return (Int(count), kind)
    }

    // MARK: Values

    mutating func boolean(_ field: Field) throws(Malformed) -> Bool {
        switch field.kind {
        case .yes: true
        case .no: false
        default: throw malformed
        }
    }

    /// An integer of any width.
    mutating func integer(_ field: Field) throws(Malformed) -> Int {
        switch field.kind {
        case .int8: Int(Int8(bitPattern: try byte()))
        case .int16, .int32, .int64: try zigzag()
        default: throw malformed
        }
    }

    /// Text; what is not UTF-8 in it becomes U+FFFD.
    mutating func text(_ field: Field) throws(Malformed) -> String {
        guard field.kind == .binary else { throw malformed }
        let count = try binaryCount()
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    /// Leaves a field out.
    mutating func skip(_ field: Field) throws(Malformed) { try skip(field.kind, isElement: false) }

    private mutating func skip(_ kind: Kind, isElement: Bool) throws(Malformed) {
        switch kind {
        case .yes, .no: if isElement { _ = try byte() }
        case .int8: _ = try byte()
        case .int16, .int32, .int64: _ = try variableLength()
        case .double: try advance(by: 8)
        case .uuid: try advance(by: 16)
        case .binary: try advance(by: try binaryCount())
        case .structure: try structure { (reader, field) throws(Malformed) in try reader.skip(field) }
        case .list, .set:
            let (count, kind) = try listHeader()
            try descend()
            for _ in 0..<count { try skip(kind, isElement: true) }
            depth -= 1
        case .map:
            let count = try variableLength()
            guard count > 0 else { return }
            let kinds = try byte()
            guard count <= UInt64(bytes.count - position), let key = Kind(rawValue: kinds >> 4),
                let value = Kind(rawValue: kinds & 15)
            else { throw malformed }
            try descend()
            for _ in 0..<count {
                try skip(key, isElement: true)
                try skip(value, isElement: true)
            }
            depth -= 1
        }
    }

    private mutating func binaryCount() throws(Malformed) -> Int {
        let count = try variableLength()
        guard count <= UInt64(bytes.count - position) else { throw malformed }
        return Int(count)
    }

    private mutating func advance(by count: Int) throws(Malformed) {
        guard count <= bytes.count - position else { throw malformed }
        position += count
    }

    private mutating func byte() throws(Malformed) -> UInt8 {
        guard position < bytes.count else { throw malformed }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func zigzag() throws(Malformed) -> Int {
        let number = try variableLength()
        return Int(bitPattern: UInt(number >> 1)) ^ -Int(number & 1)
    }

    private mutating func variableLength() throws(Malformed) -> UInt64 {
        guard let number = LEB128.read(bytes, at: &position) else { throw malformed }
        return number
    }
}
