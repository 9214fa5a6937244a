extension Safetensors {
    /// A tensor as the header's text gives it, not yet compared with the file.
    struct ParsedTensor {
        var name: String
        var elementType = ""
        var shape: [Int] = []
        var begin = 0
        var end = 0
    }

    /// Reads the one shape of JSON that a header may have: `{"name": {"dtype": …, "shape": …, "data_offsets": …}, …}`.
    ///
    /// A general JSON reader will not do: it keeps the last of two equal keys, loses the order of keys, and rounds large
    /// integers. The fixed shape also means no recursion, so no header is deep enough to exhaust the stack.
    /// Source of the grammar: https://www.rfc-editor.org/rfc/rfc8259
    struct HeaderParser {
        let text: UnsafeRawBufferPointer
        let file: String
        private var position = 0

        init(text: UnsafeRawBufferPointer, file: String) {
            self.text = text
            self.file = file
        }

        mutating func parse() throws(FileError) -> (metadata: [String: String], tensors: [ParsedTensor]) {
            var metadata: [String: String] = [:]
            var tensors: [ParsedTensor] = []
            guard text.first == UInt8(ascii: "{") else { throw unexpected("{") }
            try object { (parser, name) throws(FileError) in
                if name == Safetensors.metadataKey {
                    metadata = try parser.metadata()
                } else {
                    tensors.append(try parser.tensor(name))
                }
            }
            skipSpace()
            guard position == text.count else { throw unexpected("the header's end") }
            return (metadata, tensors)
        }

        private mutating func metadata() throws(FileError) -> [String: String] {
            var metadata: [String: String] = [:]
            try object { (parser, key) throws(FileError) in
                metadata[key] = try parser.string()
            }
            return metadata
        }

        private mutating func tensor(_ name: String) throws(FileError) -> ParsedTensor {
            var tensor = ParsedTensor(name: name)
            var missing: Set = ["dtype", "shape", "data_offsets"]
            try object { (parser, key) throws(FileError) in
                switch key {
                case "dtype": tensor.elementType = try parser.string()
                case "shape": tensor.shape = try parser.integers()
                case "data_offsets":
                    let offsets = try parser.integers()
                    guard offsets.count == 2 else {
                        throw parser.error(found: "\(offsets.count) data_offsets", expected: "2")
                    }
                    (tensor.begin, tensor.end) = (offsets[0], offsets[1])
                default:
                    throw parser.error(
                        found: "key \(OneLine.quoted(key))", expected: "dtype, shape or data_offsets")
                }
                missing.remove(key)
            }
            if let key = missing.min() {
                throw FileError(
                    file: file, place: "tensor \(OneLine.quoted(name))", found: "no \(key)", expected: "one")
            }
            return tensor
        }

        // MARK: JSON

        /// Reads an object; `member` reads the value that follows each key.
        private mutating func object(
            _ member: (inout HeaderParser, String) throws(FileError) -> Void
        ) throws(FileError) {
            try expect("{")
            if take("}") { return }
            var keys: Set<String> = []
            repeat {
                let key = try string()
                guard keys.insert(key).inserted else {
                    throw error(found: "key \(OneLine.quoted(key)) twice", expected: "each key once")
                }
                try expect(":")
                try member(&self, key)
            } while take(",")
            try expect("}", orElse: ", or }")
        }

        private mutating func integers() throws(FileError) -> [Int] {
            try expect("[")
            var integers: [Int] = []
            if take("]") { return integers }
            repeat { integers.append(try integer()) } while take(",")
            try expect("]", orElse: ", or ]")
            return integers
        }

        private mutating func integer() throws(FileError) -> Int {
            skipSpace()
            let start = position
            var value = 0
            while let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
                let (sum, carry) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
                guard !overflow, !carry else {
                    throw error(found: "an integer above \(Int.max)", expected: "a smaller one")
                }
                value = sum
                position += 1
            }
            guard position > start else { throw unexpected("an integer of at least 0") }
            guard position == start + 1 || text[start] != UInt8(ascii: "0") else {
                throw error(found: "an integer that begins with 0", expected: "none")
            }
            return value
        }

        private mutating func string() throws(FileError) -> String {
            try expect("\"", orElse: "a string")
            let start = position
            // Most strings hold no escape and are taken as they are.
            while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
            var utf8 = [UInt8](text[start..<position])
            while true {
                guard let byte, byte >= 0x20 else { throw unexpected("the end of a string") }
                position += 1
                if byte == UInt8(ascii: "\"") { break }
                if byte == UInt8(ascii: "\\") {
                    utf8.append(contentsOf: try escape().utf8)
                } else {
                    utf8.append(byte)
                }
            }
            guard let string = String(validating: utf8, as: UTF8.self) else {
                throw error(found: "a string that is not UTF-8", expected: "UTF-8")
            }
            return string
        }

        /// The character that follows a backslash.
        private mutating func escape() throws(FileError) -> Character {
            guard let letter = byte else { throw unexpected("an escape") }
            position += 1
            switch letter {
            case UInt8(ascii: "\""): return "\""
            case UInt8(ascii: "\\"): return "\\"
            case UInt8(ascii: "/"): return "/"
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{c}"
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "u"):
                let unit = try hexadecimal()
                if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
                // Characters beyond U+FFFF come as two surrogates.
                if unit < 0xDC00, byte == UInt8(ascii: "\\") {
                    position += 1
                    if byte == UInt8(ascii: "u") {
                        position += 1
                        let low = try hexadecimal()
                        if (0xDC00...0xDFFF).contains(low),
                            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
                        {
                            return Character(scalar)
                        }
                    }
                }
                throw error(found: "half a surrogate pair", expected: "both halves")
            default:
                position -= 1
                throw unexpected("an escape")
            }
        }

        private mutating func hexadecimal() throws(FileError) -> UInt32 {
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                    throw unexpected("a hexadecimal digit")
                }
                value = value << 4 | UInt32(digit)
                position += 1
            }
            return value
        }

        // MARK: Bytes

        private var byte: UInt8? { position < text.count ? text[position] : nil }

        private mutating func skipSpace() {
            while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipSpace()
            guard byte == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        private mutating func expect(_ character: Unicode.Scalar, orElse expected: String? = nil) throws(FileError) {
            guard take(character) else { throw unexpected(expected ?? String(character)) }
        }

        private func unexpected(_ expected: String) -> FileError {
            guard let byte else { return error(found: "the header's end", expected: expected) }
            let found = byte < 0x80 ? OneLine.quoted(String(Unicode.Scalar(byte))) : "byte \(byte)"
            return error(found: found, expected: expected)
        }

        private func error(found: String, expected: String) -> FileError {
            FileError(file: file, place: "header, byte \(position)", found: found, expected: expected)
        }
    }
}
