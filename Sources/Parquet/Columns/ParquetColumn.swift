/// A column of a Parquet file.
public struct ParquetColumn: Sendable {
    /// Its name.
    public let name: String
    /// What it holds.
    public let content: Content

    /// What a column can be read as.
    public enum Content: Sendable, Hashable {
        /// Numbers; `ParquetFile` says which.
        case numbers
        /// Texts.
        case names
        /// What is neither: what it is in words, and what to do about it.
        case unsupported(found: String, advice: String)
    }

    /// Where row groups list it.
    let chunkIndex: Int
    let type: PhysicalType
    /// Whether rows may have no value.
    let isOptional: Bool
    /// Nil where the column does not hold numbers.
    let conversion: NumberConversion?
    /// The bytes of a value; nil where that differs.
    let width: Int?

    static let leaveOut = "leave the column out"

    /// A leaf of the schema that is right below its root.
    init(_ element: SchemaElement, chunkIndex: Int) {
        name = element.name
        self.chunkIndex = chunkIndex
        // Groups are refused before.
        type = element.type ?? .byteArray
        isOptional = element.repetition == .optional
        var conversion: NumberConversion?
        switch element.repetition {
        case .required, .optional: content = Self.content(element, &conversion)
        case .repeated: content = Self.nested("a list of values in each row")
        case nil: content = Self.nested("values of an unknown repetition")
        }
        self.conversion = conversion
        switch type {
        case .fixedLengthByteArray: width = element.length
        case .byteArray: width = nil
        case .boolean: width = 1
        case .int32, .float: width = 4
        case .int64, .double: width = 8
        case .int96: width = 12
        }
    }

    /// A group of columns below one name.
    init(group element: SchemaElement) {
        name = element.name
        (chunkIndex, type, isOptional, conversion, width) = (0, .byteArray, false, nil, nil)
        content =
            if case .other(let what) = element.logicalType {
                Self.nested("\(what) in each row")
            } else {
                Self.nested("columns inside a column")
            }
    }

    private static func nested(_ found: String) -> Content {
        .unsupported(found: found, advice: "\(leaveOut), or make it flat columns when the file is written")
    }

    private static func content(_ element: SchemaElement, _ conversion: inout NumberConversion?) -> Content {
        let type = element.type ?? .byteArray
        if type == .fixedLengthByteArray, element.length < 1 {
            return .unsupported(found: "values of \(element.length) bytes", advice: leaveOut)
        }
        switch (element.logicalType, type) {
        case (.string, .byteArray), (.enumeration, .byteArray), (nil, .byteArray), (nil, .fixedLengthByteArray):
            return .names
        case (nil, .boolean): conversion = .boolean
        case (nil, .int32), (.integer(_, isSigned: true), .int32): conversion = .int32
        case (.integer(_, isSigned: false), .int32): conversion = .uint32
        case (nil, .int64), (.integer(_, isSigned: true), .int64): conversion = .int64
        case (.integer(_, isSigned: false), .int64): conversion = .uint64
        case (nil, .int96), (.timestamp, .int96): conversion = .int96
        case (nil, .float): conversion = .float
        case (nil, .double): conversion = .double
        case (.float16, .fixedLengthByteArray) where element.length == 2: conversion = .float16
        case (.date, .int32): conversion = .int32
        case (.time(let units), .int32): conversion = .seconds32(unitsPerSecond: units)
        case (.time(let units), .int64), (.timestamp(let units), .int64):
            conversion = .seconds64(unitsPerSecond: units)
        case (.decimal(let scale, let precision), _):
            guard 1...NumberConversion.largestPrecision ~= precision, 0...precision ~= scale else {
                return .unsupported(
                    found: "decimals of \(precision) digits, \(scale) of them after the point",
                    advice: "\(leaveOut), or write it with at most \(NumberConversion.largestPrecision) digits")
            }
            switch type {
            case .int32: conversion = .decimal32(scale: scale)
            case .int64: conversion = .decimal64(scale: scale)
            case .byteArray: conversion = .decimalBytes(scale: scale)
            case .fixedLengthByteArray where element.length <= NumberConversion.largestDecimalWidth:
                conversion = .decimal(width: element.length, scale: scale)
            default: return mismatch("decimals", element)
            }
        case (.unknown, _): return unknown(type, element, &conversion)
        case (.other(let what), _):
            return .unsupported(found: what, advice: "\(leaveOut), or write it as numbers or texts")
        default: return mismatch("values of another logical type", element)
        }
        return .numbers
    }

    /// A column that has no value at all.
    private static func unknown(
        _ type: PhysicalType, _ element: SchemaElement, _ conversion: inout NumberConversion?
    ) -> Content {
        switch type {
        case .boolean: conversion = .boolean
        case .int32: conversion = .int32
        case .int64: conversion = .int64
        case .float: conversion = .float
        case .double: conversion = .double
        default: return .names
        }
        return .numbers
    }

    private static func mismatch(_ what: String, _ element: SchemaElement) -> Content {
        .unsupported(
            found: "\(what) as \(element.type.map { "\($0)" } ?? "a group")",
            advice: "\(leaveOut), or write it as the format allows")
    }
}
