import Files

/// A graph of ONNX while it is built: nodes in the order of the computation, and the tensors that they take.
///
/// Source of the messages and their field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
struct ONNXGraph {
    /// The types of elements (`TensorProto.DataType`).
    enum ElementType: Int {
        case float32 = 1
        case int64 = 7
        case string = 8
        case float64 = 11
    }

    /// An extent of a tensor.
    enum Extent {
        case count(Int)
        /// As many as the caller gives, by a name.
        case free(String)
    }

    private var graph = ProtobufMessage()

    /// - Parameter name: what viewers of graphs show.
    init(name: String) { graph.add(2, name) }

    /// Adds an operation of the standard set.
    /// - Parameter integers: attributes.
    mutating func addNode(
        _ operation: String, _ inputs: [String], to output: String, integers: KeyValuePairs<String, Int> = [:]
    ) {
        var node = ProtobufMessage()
        for input in inputs { node.add(1, input) }
        node.add(2, output)
        node.add(3, output)
        node.add(4, operation)
        for (name, value) in integers {
            var attribute = ProtobufMessage()
            attribute.add(1, name)
            attribute.add(3, value)
            attribute.add(20, 2)
            node.add(5, attribute)
        }
        graph.add(1, node)
    }

    /// Adds a constant of float32 values, row-major.
    mutating func addConstant(_ name: String, shape: [Int], _ values: [Float]) {
        var tensor = Self.tensor(name, shape: shape, .float32)
        values.withUnsafeBytes { tensor.add(9, $0) }
        graph.add(5, tensor)
    }

    /// Adds a list of float64 values.
    mutating func addConstant(_ name: String, _ values: [Double]) {
        var tensor = Self.tensor(name, shape: [values.count], .float64)
        values.withUnsafeBytes { tensor.add(9, $0) }
        graph.add(5, tensor)
    }

    /// Adds a list of whole numbers.
    mutating func addConstant(_ name: String, _ values: [Int64]) {
        var tensor = Self.tensor(name, shape: [values.count], .int64)
        values.withUnsafeBytes { tensor.add(9, $0) }
        graph.add(5, tensor)
    }

    /// Adds a list of texts.
    mutating func addConstant(_ name: String, _ texts: [String]) {
        var tensor = Self.tensor(name, shape: [texts.count], .string)
        for text in texts { tensor.add(6, text) }
        graph.add(5, tensor)
    }

    private static func tensor(_ name: String, shape: [Int], _ type: ElementType) -> ProtobufMessage {
        var tensor = ProtobufMessage()
        for extent in shape { tensor.add(1, extent) }
        tensor.add(2, type.rawValue)
        tensor.add(8, name)
        return tensor
    }

    /// Declares what the caller gives.
    mutating func addInput(_ name: String, _ type: ElementType, _ shape: [Extent]) {
        graph.add(11, Self.value(name, type, shape))
    }

    /// Declares what the caller gets.
    mutating func addOutput(_ name: String, _ type: ElementType, _ shape: [Extent]) {
        graph.add(12, Self.value(name, type, shape))
    }

    private static func value(_ name: String, _ type: ElementType, _ extents: [Extent]) -> ProtobufMessage {
        var shape = ProtobufMessage()
        for extent in extents {
            var dimension = ProtobufMessage()
            switch extent {
            case .count(let count): dimension.add(1, count)
            case .free(let name): dimension.add(2, name)
            }
            shape.add(1, dimension)
        }
        var tensor = ProtobufMessage()
        tensor.add(1, type.rawValue)
        tensor.add(2, shape)
        var wrapper = ProtobufMessage()
        wrapper.add(1, tensor)
        var value = ProtobufMessage()
        value.add(1, name)
        value.add(2, wrapper)
        return value
    }

    /// The version of the file format: ONNX 1.8, old enough for any runtime of today.
    private static let formatVersion = 7
    /// The version of the standard operations that belongs to it.
    private static let operationsVersion = 13
    /// Protocol Buffers cannot be larger.
    private static let largestSize = Int(Int32.max)

    /// Writes the graph with some texts about it as the whole of the file at `path`, atomically.
    func write(metadata: [String: String], to path: String) throws(FileError) {
        var operations = ProtobufMessage()
        operations.add(1, "")
        operations.add(2, Self.operationsVersion)
        var model = ProtobufMessage()
        model.add(1, Self.formatVersion)
        model.add(2, "lockstep")
        model.add(3, LockstepVersion.current)
        model.add(7, graph)
        model.add(8, operations)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            var entry = ProtobufMessage()
            entry.add(1, key)
            entry.add(2, value)
            model.add(14, entry)
        }
        guard model.bytes.count <= Self.largestSize else {
            throw FileError(
                file: path, place: "cannot write", found: "a model of \(model.bytes.count) bytes",
                expected: "at most \(Self.largestSize), the limit of ONNX")
        }
        try model.bytes.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try AtomicFile.write(bytes, to: path)
        }
    }
}
