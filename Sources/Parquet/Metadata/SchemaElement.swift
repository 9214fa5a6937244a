/// How values of a column lie in the file.
///
/// Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift, `Type`
enum PhysicalType: Int {
    case boolean = 0
    case int32, int64, int96, float, double, byteArray, fixedLengthByteArray
}

/// What the values of a column stand for.
///
/// Source: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
enum LogicalType {
    case string, enumeration, date, unknown, float16
    case decimal(scale: Int, precision: Int)
    case time(unitsPerSecond: Int)
    case timestamp(unitsPerSecond: Int)
    case integer(bits: Int, isSigned: Bool)
    /// What numbers and names cannot stand for, in words.
    case other(String)
}

/// A node of the schema's tree.
///
/// Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift, `SchemaElement`
struct SchemaElement {
    enum Repetition: Int {
        case required = 0
        case optional, repeated
    }

    var name = ""
    /// Nil for a group of other elements.
    var type: PhysicalType?
    /// The length of a value in bytes, where all have the same.
    var length = 0
    /// Nil where it is one that this reader does not know.
    var repetition: Repetition? = .required
    var childCount = 0
    var logicalType: LogicalType?

    init(_ reader: inout ThriftReader) throws(Malformed) {
        var (converted, scale, precision) = (Int?.none, 0, 0)
        var unknownType: Int?
        try reader.structure { (reader, field) throws(Malformed) in
            switch field.id {
            case 1:
                let number = try reader.integer(field)
                type = PhysicalType(rawValue: number)
                if type == nil { unknownType = number }
            case 2: length = try reader.integer(field)
            case 3: repetition = Repetition(rawValue: try reader.integer(field))
            case 4: name = try reader.text(field)
            case 5: childCount = try reader.integer(field)
            case 6: converted = try reader.integer(field)
            case 7: scale = try reader.integer(field)
            case 8: precision = try reader.integer(field)
            case 10: logicalType = try LogicalType(&reader, field)
            default: try reader.skip(field)
            }
        }
        if let unknownType {
            throw Malformed(
                found: "a column of type \(unknownType)", expected: "one of Parquet's types, which are 0 to 7")
        }
        guard childCount >= 0 else { throw Malformed(found: "\(childCount) columns of a group", expected: "0 or more") }
        if logicalType == nil, let converted {
            logicalType = LogicalType(converted: converted, scale: scale, precision: precision)
        }
    }
}

extension LogicalType {
    /// - Source: `LogicalType` in parquet.thrift
    fileprivate init?(_ reader: inout ThriftReader, _ field: ThriftReader.Field) throws(Malformed) {
        var type: LogicalType?
        try reader.structure(field) { (reader, field) throws(Malformed) in
            switch field.id {
            case 5: type = try Self.decimal(&reader, field)
            case 7: type = .time(unitsPerSecond: try Self.unitsPerSecond(&reader, field))
            case 8: type = .timestamp(unitsPerSecond: try Self.unitsPerSecond(&reader, field))
            case 10: type = try Self.integer(&reader, field)
            default:
                type = Self.named(field.id)
                try reader.skip(field)
            }
        }
        guard let type else { return nil }
        self = type
    }

    private static func named(_ id: Int) -> LogicalType {
        switch id {
        case 1: .string
        case 2: .other("a map")
        case 3: .other("a list")
        case 4: .enumeration
        case 6: .date
        case 11: .unknown
        case 12: .other("JSON")
        case 13: .other("BSON")
        case 14: .other("UUIDs")
        case 15: .float16
        case 16: .other("variants")
        case 17: .other("geometries")
        case 18: .other("geographies")
        case 19: .other("vectors")
        default: .other("values of logical type \(id)")
        }
    }

    private static func decimal(
        _ reader: inout ThriftReader, _ field: ThriftReader.Field
    ) throws(Malformed) -> LogicalType {
        var (scale, precision) = (0, 0)
        try reader.structure(field) { (reader, field) throws(Malformed) in
            switch field.id {
            case 1: scale = try reader.integer(field)
            case 2: precision = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
        return .decimal(scale: scale, precision: precision)
    }

    private static func integer(
        _ reader: inout ThriftReader, _ field: ThriftReader.Field
    ) throws(Malformed) -> LogicalType {
        var (bits, isSigned) = (0, true)
        try reader.structure(field) { (reader, field) throws(Malformed) in
            switch field.id {
            case 1: bits = try reader.integer(field)
            case 2: isSigned = try reader.boolean(field)
            default: try reader.skip(field)
            }
        }
        return .integer(bits: bits, isSigned: isSigned)
    }

    /// - Source: `TimeType`, `TimestampType` and `TimeUnit` in parquet.thrift
    private static func unitsPerSecond(
        _ reader: inout ThriftReader, _ field: ThriftReader.Field
    ) throws(Malformed) -> Int {
        var unit = 0
        try reader.structure(field) { (reader, field) throws(Malformed) in
            guard field.id == 2 else { return try reader.skip(field) }
            try reader.structure(field) { (reader, field) throws(Malformed) in
                unit = field.id
                try reader.skip(field)
            }
        }
        guard let units = [1: 1000, 2: 1_000_000, 3: 1_000_000_000][unit] else {
            throw Malformed(found: "time in unit \(unit)", expected: "milliseconds, microseconds or nanoseconds")
        }
        return units
    }

    /// What older writers say instead; nil where it says nothing more than the physical type.
    /// - Source: `ConvertedType` in parquet.thrift
    fileprivate init?(converted: Int, scale: Int, precision: Int) {
        switch converted {
        case 0: self = .string
        case 1, 2: self = .other("a map")
        case 3: self = .other("a list")
        case 4: self = .enumeration
        case 5: self = .decimal(scale: scale, precision: precision)
        case 6: self = .date
        case 7: self = .time(unitsPerSecond: 1000)
        case 8: self = .time(unitsPerSecond: 1_000_000)
        case 9: self = .timestamp(unitsPerSecond: 1000)
        case 10: self = .timestamp(unitsPerSecond: 1_000_000)
        case 11...14: self = .integer(bits: 8 << (converted - 11), isSigned: false)
        case 15...18: self = .integer(bits: 8 << (converted - 15), isSigned: true)
        case 19: self = .other("JSON")
        case 20: self = .other("BSON")
        case 21: self = .other("intervals")
        default: self = .other("values of converted type \(converted)")
        }
    }
}
