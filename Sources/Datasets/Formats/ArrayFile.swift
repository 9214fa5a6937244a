import Files

/// An array of numbers in a file: of one row for each extent of its first dimension, the other dimensions being a row's.
struct ArrayFile: Sendable {
    typealias ElementType = Safetensors.ElementType

    let file: DataFile
    let elementType: ElementType
    let isBigEndian: Bool
    /// Whether columns stand one after another (Fortran's order) rather than rows.
    let isColumnMajor: Bool
    /// The place of the first element.
    let offset: Int
    let rowCount: Int
    let columnCount: Int

    /// Checks that the array is as long as its file has bytes for it, and can be taken as rows.
    /// - Parameters:
    ///   - range: The bytes of the elements, all of them.
    ///   - part: The array's name in the file, where there are several.
    init(
        _ file: DataFile, _ elementType: ElementType, shape: [Int], range: Range<Int>, isBigEndian: Bool = false,
        isColumnMajor: Bool = false, part: String? = nil
    ) throws(DataError) {
        let text = Self.text(shape)
        func fail(_ found: String, _ expected: String) -> DataError {
            DataError(
                file: file.path, found: part.map { "\(OneLine.quoted($0)) with \(found)" } ?? found, expected: expected)
        }
        guard let byteCount = Safetensors.byteCount(shape: shape, of: elementType) else {
            throw fail("shape \(text)", "a size that a file can have")
        }
        guard byteCount == range.count else {
            throw fail(
                "\(range.count) bytes of elements", "\(byteCount) for shape \(text) of \(elementType.rawValue)")
        }
        guard !shape.isEmpty, byteCount > 0 else { throw fail("shape \(text)", "at least one row of one number") }
        guard !isColumnMajor || shape.count <= 2 else {
            throw fail("Fortran's order of \(shape.count) dimensions", "C's order, or at most 2 dimensions")
        }
        self.file = file
        self.elementType = elementType
        self.isBigEndian = isBigEndian
        self.isColumnMajor = isColumnMajor
        offset = range.lowerBound
        rowCount = shape[0]
        columnCount = shape.dropFirst().reduce(1, *)
    }

    /// A shape that a hostile file may have made long.
    private static func text(_ shape: [Int]) -> String {
        let text = shape.prefix(8).map { "\($0)" }.joined(separator: ", ")
        return shape.count > 8 ? "[\(text), …]" : "[\(text)]"
    }
}

extension ArrayFile: FeatureMatrix {
    /// Writes the nearest `Float` to each element of a row; of bools 0 and 1.
    func write(row: Int, to features: UnsafeMutablePointer<Float>) {
        switch elementType {
        case .float64: convert(row, UInt64.self, features) { Float(Double(bitPattern: $0)) }
        case .float32: convert(row, UInt32.self, features) { Float(bitPattern: $0) }
        case .float16: convert(row, UInt16.self, features) { Float(Float16(bitPattern: $0)) }
        case .bfloat16: convert(row, UInt16.self, features) { Float(bitPattern: UInt32($0) << 16) }
        case .int64: convert(row, Int64.self, features) { Float($0) }
        case .int32: convert(row, Int32.self, features) { Float($0) }
        case .int16: convert(row, Int16.self, features) { Float($0) }
        case .int8: convert(row, Int8.self, features) { Float($0) }
        case .uint64: convert(row, UInt64.self, features) { Float($0) }
        case .uint32: convert(row, UInt32.self, features) { Float($0) }
        case .uint16: convert(row, UInt16.self, features) { Float($0) }
        case .uint8: convert(row, UInt8.self, features) { Float($0) }
        case .bool: convert(row, UInt8.self, features) { $0 == 0 ? 0 : 1 }
        }
    }

    /// A number in full, as messages and class names have it: whole numbers without a fraction.
    func text(row: Int, column: Int) -> String {
        switch elementType {
        case .int64: "\(bits(row, column, as: Int64.self))"
        case .uint64: "\(bits(row, column, as: UInt64.self))"
        case .float64: Self.text(Double(bitPattern: bits(row, column, as: UInt64.self)))
        default: Self.text(Double(number(row, column)))
        }
    }

    private static func text(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }

    private func bits<Bits: FixedWidthInteger>(_ row: Int, _ column: Int, as _: Bits.Type) -> Bits {
        let index = isColumnMajor ? column * rowCount + row : row * columnCount + column
        return file.withBytes { bytes in
            let bits = bytes.loadUnaligned(fromByteOffset: offset + index * MemoryLayout<Bits>.size, as: Bits.self)
            return isBigEndian ? bits.bigEndian : bits.littleEndian
        }
    }

    private func number(_ row: Int, _ column: Int) -> Float {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: columnCount) {
            write(row: row, to: $0.baseAddress!)
            return $0[column]
        }
    }

    @inline(__always)
    private func convert<Bits: FixedWidthInteger>(
        _ row: Int, _: Bits.Type, _ features: UnsafeMutablePointer<Float>, _ value: (Bits) -> Float
    ) {
        let rowStride = isColumnMajor ? 1 : columnCount
        let columnStride = isColumnMajor ? rowCount : 1
        file.withBytes { bytes in
            var place = bytes.baseAddress! + offset + row * rowStride * MemoryLayout<Bits>.size
            for column in 0..<columnCount {
                let bits = place.loadUnaligned(as: Bits.self)
                features[column] = value(isBigEndian ? bits.bigEndian : bits.littleEndian)
                place += columnStride * MemoryLayout<Bits>.size
            }
        }
    }
}
