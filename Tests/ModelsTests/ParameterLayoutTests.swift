import Kernels
import Models
import TestSupport
import Testing

@Suite struct ParameterLayoutTests {
    private static let sizes = [1, 2, 15, 16, 17, 32, 33, 48, 70]

    /// Layouts of a weight and a bias of every pair of sizes, in both orders.
    private static let layouts = sizes.flatMap { outputs in
        sizes.flatMap { inputs in
            [ParameterTensor.Order.byOutput, .byInput].map { order in
                ParameterLayout([
                    .weight("first.weight", outputs: outputs, inputs: inputs, order: order),
                    .bias("first.bias", outputs: outputs),
                    .weight("second.weight", outputs: inputs, inputs: outputs, order: order),
                    .bias("second.bias", outputs: inputs),
                    .init(name: "cube", sizes: [3, outputs, inputs], role: .weight),
                    .init(name: "scale", sizes: [], role: .bias),
                ])
            }
        }
    }

    @Test(arguments: layouts)
    func valuesAreThoseWritten(_ layout: ParameterLayout) {
        var random = SplitMix(state: 231)
        let numbers = (0..<layout.parameterCount).map { _ in Float.random(in: 1...2, using: &random) }
        let buffer = layout.buffer(of: numbers)
        #expect(layout.values(in: buffer) == numbers)
        // No number is zero: so no two have one place, and gaps stay zero.
        #expect(buffer.count == layout.count && buffer.count { $0 != 0 } == layout.parameterCount)
    }

    /// A number of a weight [outputs, inputs] has a row of the buffer for its output, or for its input.
    @Test(arguments: layouts)
    func numbersLieInTheirOrder(_ layout: ParameterLayout) {
        let numbers = (0..<layout.parameterCount).map { Float($0) }
        let buffer = layout.buffer(of: numbers)
        var begin = 0
        for tensor in layout.tensors {
            for index in 0..<tensor.count {
                let (row, column) = index.quotientAndRemainder(dividingBy: tensor.shape.last ?? 1)
                let isByOutput = tensor.order == .byOutput
                let place = tensor.offset + (isByOutput ? row : column) * tensor.stride + (isByOutput ? column : row)
                #expect(buffer[place] == numbers[begin + index], "\(tensor), number \(index)")
            }
            begin += tensor.count
        }
    }

    /// Kernels read and write whole vectors; rows a power of two apart would share sets of the cache.
    @Test(arguments: layouts)
    func tensorsAndRowsBeginAtWholeVectors(_ layout: ParameterLayout) {
        var end = 0
        for tensor in layout.tensors {
            #expect(tensor.offset == end && tensor.offset.isMultiple(of: 16) && tensor.span.isMultiple(of: 16))
            let isByOutput = tensor.order == .byOutput
            let (first, last) = (tensor.shape.dropLast().reduce(1, *), tensor.shape.last ?? 1)
            let (rowCount, columnCount) = isByOutput ? (first, last) : (last, first)
            #expect(tensor.stride >= columnCount && tensor.stride.isMultiple(of: 16), "\(tensor)")
            #expect(rowCount == 1 || tensor.stride / 16 % 2 == 1, "\(tensor)")
            #expect(tensor.span == rowCount * tensor.stride, "\(tensor)")
            end += tensor.span
        }
        #expect(layout.count == end)
    }

    @Test func tensorsAreFoundByName() {
        let layout = Self.layouts[7]
        for tensor in layout.tensors { #expect(layout[tensor.name] == tensor) }
        #expect(layout["third.weight"] == nil)
    }

    /// Names and shapes are what other libraries read.
    @Test func tensorsHaveTheNamesAndShapesOfFiles() throws {
        let kernels = try InstructionSet.best().kernels
        func tensors(_ model: any Model) -> [String] {
            model.layout.tensors.map { "\($0.name) \($0.shape) \($0.role)" }
        }
        #expect(
            tensors(LinearModel(featureCount: 5, kernels: kernels)) == ["weight [1, 5] weight", "bias [1] bias"])
        #expect(
            tensors(Network(featureCount: 5, head: .softmax(classCount: 3), kernels: kernels))
                == ["weight [3, 5] weight", "bias [3] bias"])
        #expect(
            tensors(Network(featureCount: 5, hidden: [20, 7], head: .regression(.squared), kernels: kernels)) == [
                "layers.0.weight [20, 5] weight", "layers.0.bias [20] bias",
                "layers.1.weight [7, 20] weight", "layers.1.bias [7] bias",
                "layers.2.weight [1, 7] weight", "layers.2.bias [1] bias",
            ])
    }
}
