import Models

/// How a solver keeps a linear model's parameters: the weights of each output, padded to a multiple of 8, then the biases.
struct LinearShape: Sendable, Hashable {
    /// Features of a row.
    let featureCount: Int
    /// Outputs of the model.
    let outputCount: Int
    /// Numbers from one output's weights to the next one's.
    let stride: Int
    /// The feature that is added to the one output as it is, and whose weight stays 0; nil for none.
    let offsetColumn: Int?

    init(featureCount: Int, outputCount: Int, offsetColumn: Int? = nil) {
        self.featureCount = featureCount
        self.outputCount = outputCount
        self.offsetColumn = offsetColumn
        stride = (featureCount + 7) / 8 * 8
    }

    /// Where the biases are.
    var biasOffset: Int { outputCount * stride }

    /// Numbers in all, padding included.
    var count: Int { biasOffset + (outputCount + 7) / 8 * 8 }

    /// A linear model's parameters as a solver keeps them.
    func numbers(_ parameters: [Float], in layout: ParameterLayout) -> [Double] {
        var numbers = [Double](repeating: 0, count: count)
        let weights = layout.tensors[0].values(in: parameters)
        for output in 0..<outputCount {
            for column in 0..<featureCount {
                numbers[output * stride + column] = Double(weights[output * featureCount + column])
            }
        }
        for (output, bias) in layout.tensors[1].values(in: parameters).enumerated() {
            numbers[biasOffset + output] = Double(bias)
        }
        return numbers
    }

    /// The parameters in the model's layout, rounded to float32.
    func parameters(_ numbers: [Double], in layout: ParameterLayout) -> [Float] {
        var parameters = [Float](repeating: 0, count: layout.count)
        let weights = (0..<outputCount).flatMap { output in
            numbers[output * stride..<output * stride + featureCount].map { Float($0) }
        }
        layout.tensors[0].write(weights, to: &parameters)
        layout.tensors[1].write(numbers[biasOffset..<biasOffset + outputCount].map { Float($0) }, to: &parameters)
        return parameters
    }
}
