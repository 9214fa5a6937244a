import Parquet
import TestSupport
import Testing

/// The examples of https://github.com/apache/parquet-format/blob/master/Encodings.md, and slow encoders.
@Suite("Encodings of Parquet")
struct EncodingTests {
    private func runs(_ bytes: [UInt8], width: Int, count: Int) throws -> [UInt32] {
        try bytes.withUnsafeBytes { bytes in
            var decoder = try RunLengthDecoder(bytes, width: width)
            var numbers = [UInt32](repeating: .max, count: count)
            try numbers.withUnsafeMutableBufferPointer { try decoder.decode(into: $0.baseAddress!, count: count) }
            return numbers
        }
    }

    private func deltas<Number: FixedWidthInteger>(_ bytes: [UInt8], count: Int, as: Number.Type) throws -> [Number] {
        try bytes.withUnsafeBytes { bytes in
            var numbers = [Number](repeating: 0, count: max(count, 1))
            let taken = try numbers.withUnsafeMutableBufferPointer {
                try DeltaBinaryPacked.decode(bytes, into: $0.baseAddress!, count: count)
            }
            #expect(taken == bytes.count)
            return Array(numbers.prefix(count))
        }
    }

    /// Numbers of some bits each, the lowest bit of each byte first.
    private func packed(_ numbers: [UInt64], width: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (numbers.count * width + 7) / 8)
        for (index, number) in numbers.enumerated() {
            for bit in 0..<width where number >> UInt64(bit) & 1 == 1 {
                bytes[(index * width + bit) / 8] |= 1 << UInt8((index * width + bit) % 8)
            }
        }
        return bytes
    }

    private func leb128(_ number: UInt64) -> [UInt8] {
        number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + leb128(number >> 7)
    }

    private func zigzag(_ number: Int64) -> [UInt8] { leb128(UInt64(bitPattern: number << 1 ^ number >> 63)) }

    @Test("numbers of any length")
    func lengths() {
        // https://en.wikipedia.org/wiki/LEB128
        let published: [UInt8] = [0xE5, 0x8E, 0x26]
        #expect(leb128(624_485) == published)
        for number in [0, 1, 127, 128, 624_485, UInt64.max] {
            let bytes = leb128(number)
            bytes.withUnsafeBytes {
                var position = 0
                #expect(LEB128.read($0, at: &position) == number)
                #expect(position == bytes.count)
            }
            bytes.dropLast().withUnsafeBytes {
                var position = 0
                #expect(LEB128.read($0, at: &position) == nil)
            }
        }
        ([UInt8](repeating: 0xFF, count: 9) + [2]).withUnsafeBytes {
            var position = 0
            #expect(LEB128.read($0, at: &position) == nil)
        }
    }

    @Test("packed numbers of every width, from every place", arguments: 0...64)
    func packing(width: Int) {
        var random = SplitMix(state: UInt64(width))
        let mask = width == 64 ? UInt64.max : 1 << UInt64(width) - 1
        let numbers = (0..<67).map { _ in random.next() & mask }
        packed(numbers, width: width).withUnsafeBytes { bytes in
            for first in [0, 1, 7, 8, 40, 66] {
                for count in [0, 1, 8, 27].filter({ first + $0 <= numbers.count }) + [numbers.count - first] {
                    var found = [UInt64](repeating: 99, count: count + 1)
                    found.withUnsafeMutableBufferPointer {
                        BitPacking.unpack(bytes, from: first, count: count, width: width, into: $0.baseAddress!)
                    }
                    #expect(found == numbers[first..<first + count] + [99])
                }
            }
        }
    }

    @Test("runs of equal and of packed numbers")
    func runLengths() throws {
        #expect(try runs([3, 0x88, 0xC6, 0xFA], width: 3, count: 8) == Array(0...7))
        #expect(try runs([8, 5, 3, 0x88, 0xC6, 0xFA], width: 3, count: 12) == [5, 5, 5, 5] + Array(0...7))
        #expect(try runs([200, 1, 0x34, 0x12], width: 13, count: 100) == [UInt32](repeating: 0x1234, count: 100))
        // A last run of which only the wanted numbers are there.
        #expect(try runs([3, 0x88], width: 3, count: 2) == [0, 1])
        #expect(try runs([20], width: 0, count: 10) == [UInt32](repeating: 0, count: 10))
        for broken in [[], [8], [3], [3, 0x88], [0x80], [6, 1]] as [[UInt8]] {
            #expect(throws: Malformed.self) { try runs(broken, width: 3, count: 8) }
        }
        #expect(throws: Malformed.self) { try runs([8, 5], width: 33, count: 1) }

        var random = SplitMix(state: 4)
        for width in [1, 2, 7, 8, 9, 20, 32] {
            let mask: UInt64 = 1 << UInt64(width) - 1
            var (numbers, bytes) = ([UInt32](), [UInt8]())
            for _ in 0..<40 {
                if Bool.random(using: &random) {
                    let (number, count) = (random.next() & mask, Int.random(in: 1...300, using: &random))
                    bytes +=
                        leb128(UInt64(count) << 1)
                        + (0..<(width + 7) / 8).map {
                            UInt8(truncatingIfNeeded: number >> UInt64(8 * $0))
                        }
                    numbers += [UInt32](repeating: UInt32(number), count: count)
                } else {
                    let some = (0..<8 * Int.random(in: 1...20, using: &random)).map { _ in random.next() & mask }
                    bytes += leb128(UInt64(some.count / 8) << 1 | 1) + packed(some, width: width)
                    numbers += some.map { UInt32($0) }
                }
            }
            #expect(try runs(bytes, width: width, count: numbers.count) == numbers)
        }
    }

    @Test("levels of old files, the highest bit first")
    func levelsFromTop() throws {
        let bytes: [UInt8] = [0b1010_0000, 0b1100_0000]
        var levels = [UInt8](repeating: 9, count: 10)
        try bytes.withUnsafeBytes { bytes in
            try levels.withUnsafeMutableBufferPointer {
                try BitPacking.unpackFromTop(bytes, count: 10, into: $0.baseAddress!)
            }
            #expect(throws: Malformed.self) {
                try levels.withUnsafeMutableBufferPointer {
                    try BitPacking.unpackFromTop(bytes, count: 17, into: $0.baseAddress!)
                }
            }
        }
        #expect(levels == [1, 0, 1, 0, 0, 0, 0, 0, 1, 1])
    }

    @Test("differences")
    func differences() throws {
        #expect(try deltas([8, 1, 5, 2, 2, 0], count: 5, as: Int32.self) == [1, 2, 3, 4, 5])
        #expect(try deltas([8, 1, 8, 14, 3, 2, 0xC0, 0x3F], count: 8, as: Int64.self) == [7, 5, 3, 1, 2, 3, 4, 5])
        #expect(try deltas([8, 1, 0, 0], count: 0, as: Int64.self) == [])
        for broken in [[], [8, 1, 5], [8, 1, 5, 2], [8, 1, 5, 2, 2], [8, 1, 4, 2, 2, 0], [0, 1, 5, 2, 2, 0]]
            as [[UInt8]]
        {
            #expect(throws: Malformed.self) { try deltas(broken, count: 5, as: Int32.self) }
        }
        #expect(throws: Malformed.self) { try deltas([8, 3, 5, 2, 2, 0], count: 5, as: Int32.self) }
        #expect(throws: Malformed.self) { try deltas([8, 1, 5, 2, 2, 65], count: 5, as: Int64.self) }

        // Sums that wrap around, blocks of several parts, and widths that nobody needs in the last one.
        var random = SplitMix(state: 5)
        for count in [1, 2, 32, 33, 129, 1000] {
            let numbers = (0..<count).map { _ in
                Int64(bitPattern: random.next()) >> Int64.random(in: 0...63, using: &random)
            }
            var bytes = leb128(128) + leb128(4) + leb128(UInt64(count)) + zigzag(numbers[0])
            let steps = zip(numbers.dropFirst(), numbers).map { $0 &- $1 }
            for block in stride(from: 0, to: steps.count, by: 128) {
                let block = steps[block..<min(block + 128, steps.count)]
                let least = block.min()!
                let parts = stride(from: block.startIndex, to: block.endIndex, by: 32).map { start in
                    block[start..<min(start + 32, block.endIndex)].map { UInt64(bitPattern: $0 &- least) }
                }
                let widths = parts.map { 64 - $0.max()!.leadingZeroBitCount }
                bytes += zigzag(least) + widths.map { UInt8($0) } + [UInt8](repeating: 77, count: 4 - parts.count)
                for (part, width) in zip(parts, widths) {
                    bytes += packed(part + [UInt64](repeating: 0, count: 32 - part.count), width: width)
                }
            }
            #expect(try deltas(bytes, count: count, as: Int64.self) == numbers)
            #expect(try deltas(bytes, count: count, as: Int32.self) == numbers.map { Int32(truncatingIfNeeded: $0) })
        }
    }

    private func texts(
        _ bytes: [UInt8], count: Int, limit: Int = 1000,
        _ decode: (
            UnsafeRawBufferPointer, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>,
            (UnsafeRawBufferPointer) -> Void
        ) throws -> Void
    ) rethrows -> [String] {
        var (found, lengths, prefixes) = (
            [String](), [Int32](repeating: 0, count: count), [Int32](repeating: 0, count: count)
        )
        try bytes.withUnsafeBytes { bytes in
            try lengths.withUnsafeMutableBufferPointer { lengths in
                try prefixes.withUnsafeMutableBufferPointer { prefixes in
                    try decode(bytes, lengths.baseAddress!, prefixes.baseAddress!) {
                        found.append(String(decoding: $0, as: UTF8.self))
                    }
                }
            }
        }
        return found
    }

    @Test("values of any length")
    func byteArrays() throws {
        let plain: [UInt8] = [2, 0, 0, 0] + Array("ab".utf8) + [0, 0, 0, 0, 1, 0, 0, 0] + Array("c".utf8)
        #expect(
            try texts(plain, count: 3) { bytes, _, _, body in try ByteArrays.plain(bytes, count: 3) { body($0) } }
                == ["ab", "", "c"])
        for count in plain.indices {
            #expect(throws: Malformed.self) {
                try texts(Array(plain.prefix(count)), count: 3) { bytes, _, _, body in
                    try ByteArrays.plain(bytes, count: 3) { body($0) }
                }
            }
        }
        let lengths: [UInt8] = [8, 1, 4, 10, 0, 1, 0x02] + Array("HelloWorldFoobarABCDEF".utf8)
        #expect(
            try texts(lengths, count: 4) { bytes, lengths, _, body in
                try ByteArrays.deltaLength(bytes, count: 4, lengths: lengths) { body($0) }
            } == ["Hello", "World", "Foobar", "ABCDEF"])
        #expect(throws: Malformed.self) {
            try texts(lengths.dropLast(), count: 4) { bytes, lengths, _, body in
                try ByteArrays.deltaLength(bytes, count: 4, lengths: lengths) { body($0) }
            }
        }
        let shared: [UInt8] =
            [8, 1, 4, 0, 3, 3, 0x44, 0x01, 0x00] + [8, 1, 4, 8, 3, 3, 0x70, 0, 0] + Array("axislebabbleyhood".utf8)
        func strings(_ bytes: [UInt8], limit: Int) throws -> [String] {
            try texts(bytes, count: 4) { bytes, lengths, prefixes, body in
                try ByteArrays.delta(
                    bytes, count: 4, prefixes: prefixes, lengths: lengths,
                    value: ScratchMemory(MemoryBudget(limit: 1000)), limit: limit
                ) { body($0) }
            }
        }
        #expect(try strings(shared, limit: 22) == ["axis", "axle", "babble", "babyhood"])
        #expect(throws: Malformed.self) { try strings(shared, limit: 21) }
        #expect(throws: Malformed.self) { try strings(shared.dropLast(), limit: 100) }
        // The first value shares two bytes with none.
        #expect(throws: Malformed.self) { try strings([8, 1, 4, 4] + shared.dropFirst(4), limit: 100) }
    }

    @Test("values whose bytes stand apart", arguments: [2, 3, 4, 8, 16])
    func byteStreamSplit(width: Int) {
        let values = (0..<5 * width).map { UInt8($0) }
        let split = (0..<width).flatMap { stream in (0..<5).map { values[$0 * width + stream] } }
        #expect(joined(split, count: 5, width: width) == values)
        if width == 4 {
            let published: [UInt8] = [0xAA, 0x00, 0xA3, 0xBB, 0x11, 0xB4, 0xCC, 0x22, 0xC5, 0xDD, 0x33, 0xD6]
            #expect(
                joined(published, count: 3, width: 4)
                    == [0xAA, 0xBB, 0xCC, 0xDD, 0x00, 0x11, 0x22, 0x33, 0xA3, 0xB4, 0xC5, 0xD6])
        }
    }

    private func joined(_ bytes: [UInt8], count: Int, width: Int) -> [UInt8] {
        var found = [UInt8](repeating: 0, count: bytes.count)
        bytes.withUnsafeBytes { bytes in
            found.withUnsafeMutableBytes {
                ByteStreamSplit.join(bytes, count: count, width: width, into: $0.baseAddress!)
            }
        }
        return found
    }
}
