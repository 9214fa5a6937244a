/// A product that training a fully connected layer asks for.
struct LayerProduct {
    enum Kind: String {
        /// X · Wᵀ, rows x outputs.
        case forward
        /// The gradient of W: Eᵀ · X or its transpose, outputs x inputs.
        case weightGradient = "weight gradient"
        /// E · W, rows x inputs.
        case inputGradient = "input gradient"
    }

    let kind: Kind
    let rowCount: Int
    let outputs: Int
    let inputs: Int

    static let all: [LayerProduct] = {
        var products: [LayerProduct] = []
        for outputs in [10, 256] {
            for rowCount in [256, 2048] {
                for kind in [Kind.forward, .weightGradient] {
                    products.append(LayerProduct(kind: kind, rowCount: rowCount, outputs: outputs, inputs: 784))
                }
            }
        }
        for kind in [Kind.forward, .weightGradient, .inputGradient] {
            products.append(LayerProduct(kind: kind, rowCount: 256, outputs: 10, inputs: 256))
        }
        return products
    }()

    var name: String { "\(kind.rawValue): \(rowCount) rows, \(inputs) inputs, \(outputs) outputs" }
    var floatingPointOperations: Double { 2 * Double(rowCount) * Double(outputs) * Double(inputs) }

    /// As the models lay weights out: those of one output next to each other where outputs would not fill vectors.
    var isByOutput: Bool { outputs * 5 < padded(outputs) * 4 }
}

/// The next multiple of 16.
func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

/// As the models lay matrices out: rows an odd number of cache lines apart.
func rowStride(_ columns: Int) -> Int {
    padded(columns) % 32 == 0 ? padded(columns) + 16 : padded(columns)
}
