import Files

/// An array of numbers in a file: of one row for each extent of its first dimension, the other dimensions being a row's.
struct ArrayFile: Sendable {
    typealias ElementType = Safetensors.ElementType

    let file: DataFile
    let elementType: ElementType
    let isBigEndian: Bool
    /// Whether columns stand one after another (Fortran's order, in which the first index changes fastest) rather than rows.
    let isColumnMajor: Bool
    /// The place of the first element.
    let offset: Int
    let rowCount: Int
    let columnCount: Int
    /// The extents of a row's dimensions.
    private let rowShape: [Int]
    /// The size of the pictures that rows are; nil where they are not of two dimensions.
    var imageShape: ImageShape? {
        rowShape.count == 2 ? ImageShape(lineCount: rowShape[0], columnCount: rowShape[1]) : nil
    }
    /// What is taken from the elements of each column before they are rounded to float32; nil for nothing.
    var origins: [Double]?

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
        self.file = file
        self.elementType = elementType
        self.isBigEndian = isBigEndian
        self.isColumnMajor = isColumnMajor
        offset = range.lowerBound
        rowCount = shape[0]
        rowShape = Array(shape.dropFirst())
        columnCount = rowShape.reduce(1, *)
    }

    /// A shape that a hostile file may have made long.
    private static func text(_ shape: [Int]) -> String {
        let text = shape.prefix(8).map { "\($0)" }.joined(separator: ", ")
        return shape.count > 8 ? "[\(text), …]" : "[\(text)]"
    }
}

extension ArrayFile: FeatureMatrix {
    private var rowBytes: Int { columnCount * elementType.byteCount }
    private var holdsFloats: Bool { elementType == .float32 && !isBigEndian }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) { write(rows: row..<row + 1, to: features) }

    /// Writes the nearest `Float` to each element of some rows; of bools 0 and 1.
    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        guard !isColumnMajor else {
            for row in rows { writeScattered(row, to: features + (row - rows.lowerBound) * columnCount) }
            return
        }
        let start = offset + rows.lowerBound * rowBytes
        let count = rows.count * columnCount
        guard holdsFloats else {
            file.withBytes(start..<start + rows.count * rowBytes) { bytes in
                convert(bytes.baseAddress!, 1, count, features)
                guard let origins else { return }
                for row in 0..<rows.count {
                    for (column, origin) in origins.enumerated() where origin != 0 {
                        let index = row * columnCount + column
                        features[index] = distance(bytes.baseAddress! + index * elementType.byteCount, from: origin)
                    }
                }
            }
            return
        }
        file.copy(from: start, into: UnsafeMutableRawBufferPointer(start: features, count: rows.count * rowBytes))
    }

    /// Lends the features of some rows, one after the other, for the duration of `body`: in place where they are in memory
    /// as they are wanted.
    func withFeatures<Result>(of rows: Range<Int>, _ body: (UnsafePointer<Float>) -> Result) -> Result {
        let start = offset + rows.lowerBound * rowBytes
        let isAligned = start.isMultiple(of: MemoryLayout<Float>.alignment)
        if holdsFloats, !isColumnMajor, !file.isLeftInFile, isAligned {
            return file.withBytes(start..<start + rows.count * rowBytes) {
                $0.withMemoryRebound(to: Float.self) { body($0.baseAddress!) }
            }
        }
        let features = UnsafeMutablePointer<Float>.allocate(capacity: rows.count * columnCount)
        defer { features.deallocate() }
        write(rows: rows, to: features)
        return body(features)
    }

    /// The bytes of some rows are asked for, where they are in the file.
    func readAhead(rows: Range<Int>) {
        guard !isColumnMajor else { return }
        file.readAhead(offset + rows.lowerBound * rowBytes..<offset + rows.upperBound * rowBytes)
    }

    /// - Throws: `DataError` where the file has changed since it was opened, or could not be read.
    func check() throws(DataError) { try file.check() }

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

    private func place(_ row: Int, _ column: Int) -> Range<Int> {
        let index = isColumnMajor ? columnMajorPlace(of: column) * rowCount + row : row * columnCount + column
        let start = offset + index * elementType.byteCount
        return start..<start + elementType.byteCount
    }

    /// Where a column stands in Fortran's order, in which the first of a row's dimensions changes fastest.
    private func columnMajorPlace(of column: Int) -> Int {
        guard rowShape.count > 1 else { return column }
        var (place, rest) = (0, column)
        var step = columnCount
        for extent in rowShape.reversed() {
            step /= extent
            place += rest % extent * step
            rest /= extent
        }
        return place
    }

    private func bits<Bits: FixedWidthInteger>(_ row: Int, _ column: Int, as _: Bits.Type) -> Bits {
        file.withBytes(place(row, column)) { bytes in
            let bits = bytes.loadUnaligned(as: Bits.self)
            return isBigEndian ? bits.bigEndian : bits.littleEndian
        }
    }

    private func number(_ row: Int, _ column: Int) -> Float {
        var number: Float = 0
        file.withBytes(place(row, column)) { convert($0.baseAddress!, 1, 1, &number) }
        return number
    }

    /// Whether elements may have more digits than a float32.
    var mayNeedOrigins: Bool {
        switch elementType {
        case .float64, .int64, .int32, .uint64, .uint32: true
        default: false
        }
    }

    /// An element counted from an origin, rounded to float32 only then.
    private func distance(_ element: UnsafeRawPointer, from origin: Double) -> Float {
        func bits<Bits: FixedWidthInteger>(_: Bits.Type) -> Bits {
            let bits = element.loadUnaligned(as: Bits.self)
            return isBigEndian ? bits.bigEndian : bits.littleEndian
        }
        switch elementType {
        case .int64:
            let number = bits(Int64.self)
            guard let whole = Int64(exactly: origin),
                case let (distance, overflow) = number.subtractingReportingOverflow(whole),
                !overflow
            else { return Float(Double(number) - origin) }
            // Exact, where a double would not hold the element.
            return Float(distance)
        case .uint64: return Float(Double(bits(UInt64.self)) - origin)
        case .int32: return Float(Double(bits(Int32.self)) - origin)
        case .uint32: return Float(Double(bits(UInt32.self)) - origin)
        case .float64: return Float(Double(bitPattern: bits(UInt64.self)) - origin)
        default: preconditionFailure("an origin of \(elementType)")
        }
    }

    /// The first numbers of each column, counted from origins.
    func originSample(from origins: [Double]) -> [[Float]] {
        var array = self
        array.origins = origins
        let count = min(OriginSample.rowCount, rowCount)
        let numbers = [Float](unsafeUninitializedCapacity: count * columnCount) { buffer, initialized in
            array.write(rows: 0..<count, to: buffer.baseAddress!)
            initialized = count * columnCount
        }
        return (0..<columnCount).map { column in
            stride(from: column, to: numbers.count, by: columnCount).map { numbers[$0] }
        }
    }

    /// The same array, with its columns counted from origins where it may need them.
    func counted(from chosen: ChosenOrigins, _ names: FeatureNames) -> ArrayFile {
        guard mayNeedOrigins, !chosen.origins.features.isEmpty else { return self }
        var array = self
        array.origins = names.all.map { chosen.origins.features[$0] ?? 0 }
        return array
    }

    /// Writes a row of an array whose columns stand one after another.
    private func writeScattered(_ row: Int, to features: UnsafeMutablePointer<Float>) {
        if file.isLeftInFile || rowShape.count >= 2 {
            for column in 0..<columnCount { features[column] = number(row, column) }
        } else {
            file.withBytes { convert($0.baseAddress! + place(row, 0).lowerBound, rowCount, columnCount, features) }
        }
        guard let origins else { return }
        for (column, origin) in origins.enumerated() where origin != 0 {
            file.withBytes(place(row, column)) { features[column] = distance($0.baseAddress!, from: origin) }
        }
    }

    /// Writes the nearest `Float` to each of some elements, which are `stride` elements apart.
    private func convert(
        _ elements: UnsafeRawPointer, _ stride: Int, _ count: Int, _ features: UnsafeMutablePointer<Float>
    ) {
        switch elementType {
        case .float64: convert(elements, stride, count, features) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
        case .float32: convert(elements, stride, count, features) { (bits: UInt32) in Float(bitPattern: bits) }
        case .float16: convert(elements, stride, count, features) { (bits: UInt16) in Float(Float16(bitPattern: bits)) }
        case .bfloat16:
            convert(elements, stride, count, features) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
        case .int64: convert(elements, stride, count, features) { (bits: Int64) in Float(bits) }
        case .int32: convert(elements, stride, count, features) { (bits: Int32) in Float(bits) }
        case .int16: convert(elements, stride, count, features) { (bits: Int16) in Float(bits) }
        case .int8: convert(elements, stride, count, features) { (bits: Int8) in Float(bits) }
        case .uint64: convert(elements, stride, count, features) { (bits: UInt64) in Float(bits) }
        case .uint32: convert(elements, stride, count, features) { (bits: UInt32) in Float(bits) }
        case .uint16: convert(elements, stride, count, features) { (bits: UInt16) in Float(bits) }
        case .uint8: convert(elements, stride, count, features) { (bits: UInt8) in Float(bits) }
        case .bool: convert(elements, stride, count, features) { (bits: UInt8) in bits == 0 ? 0 : 1 }
        }
    }

    @inline(__always)
    private func convert<Bits: FixedWidthInteger>(
        _ elements: UnsafeRawPointer, _ stride: Int, _ count: Int, _ features: UnsafeMutablePointer<Float>,
        _ value: (Bits) -> Float
    ) {
        let step = stride * MemoryLayout<Bits>.size
        let isBigEndian = isBigEndian
        for index in 0..<count {
            let bits = elements.loadUnaligned(fromByteOffset: index * step, as: Bits.self)
            features[index] = value(isBigEndian ? bits.bigEndian : bits.littleEndian)
        }
    }
}
