import Datasets
import Files
import Kernels
import Models
import Training

extension TrainedModel {
    /// Writes a graph from `features`, float32 `[rows, features]`, or float64 where float32 would lose too much of them, to `prediction`, float32 `[rows, 1]`, or float64 where
    /// float32 would lose too much of the target; for a
    /// classification to `label`, `[rows]`, whole numbers where all classes are and texts elsewhere, and to
    /// `probabilities`, float32 `[rows, classes]`.
    func writeONNX(to path: String) throws(FileError) {
        var graph = ONNXGraph(name: architecture.kind.rawValue)
        let inputType: ONNXGraph.ElementType = scaling?.origins == nil ? .float32 : .float64
        graph.addInput("features", inputType, [.free("rows"), .count(model.featureCount)])
        var last = "features"
        if let scaling { last = Self.add(scaling, behind: last, to: &graph) }
        for (index, layer) in scaledLayers.enumerated() {
            last = Self.add(layer, behind: last, number: index, to: &graph)
        }
        if let classes {
            Self.addLabels(classes, to: &graph)
        } else {
            let type: ONNXGraph.ElementType = targetScaling?.fitsFloat ?? true ? .float32 : .float64
            if let targetScaling {
                Self.add(targetScaling, behind: last, as: type, to: &graph)
            } else {
                graph.addNode("Identity", [last], to: "prediction")
            }
            graph.addOutput("prediction", type, [.free("rows"), .count(1)])
        }
        try graph.write(metadata: metadata, to: path)
    }

    /// Adds the scaling of the features, in double precision as in training, and returns the name of its output.
    private static func add(_ scaling: FeatureScaling, behind input: String, to graph: inout ONNXGraph) -> String {
        var last = input
        if let fills = scaling.fills {
            if scaling.origins == nil {
                graph.addConstant("fills", shape: [fills.count], fills.map { Float($0) })
            } else {
                graph.addConstant("fills", fills)
            }
            graph.addNode("IsNaN", [last], to: "missing")
            graph.addNode("Where", ["missing", "fills", last], to: "filled")
            last = "filled"
        }
        graph.addConstant("offset", scaling.offsets)
        graph.addConstant("scale", scaling.scales)
        graph.addNode("Cast", [last], to: "exact", integers: ["to": ONNXGraph.ElementType.float64.rawValue])
        graph.addNode("Sub", ["exact", "offset"], to: "centered")
        graph.addNode("Div", ["centered", "scale"], to: "divided")
        graph.addNode("Cast", ["divided"], to: "scaled", integers: ["to": ONNXGraph.ElementType.float32.rawValue])
        return "scaled"
    }

    /// Adds what brings outputs back to the target's unit, in double precision.
    private static func add(
        _ scaling: TargetScaling, behind output: String, as type: ONNXGraph.ElementType, to graph: inout ONNXGraph
    ) {
        graph.addConstant("target_scale", [scaling.scale])
        graph.addConstant("target_mean", [scaling.mean])
        graph.addNode("Cast", [output], to: "exact_output", integers: ["to": ONNXGraph.ElementType.float64.rawValue])
        graph.addNode("Mul", ["exact_output", "target_scale"], to: "unscaled")
        graph.addNode("Add", ["unscaled", "target_mean"], to: "exact_prediction")
        graph.addNode("Cast", ["exact_prediction"], to: "prediction", integers: ["to": type.rawValue])
    }

    /// Adds a layer, and returns the name of its output.
    private static func add(
        _ layer: DenseLayer, behind input: String, number: Int, to graph: inout ONNXGraph
    ) -> String {
        let sums = "sums_\(number)"
        for tensor in [layer.weight, layer.bias] { graph.addConstant(tensor.name, shape: tensor.shape, tensor.values) }
        graph.addNode("Gemm", [input, layer.weight.name, layer.bias.name], to: sums, integers: ["transB": 1])
        switch layer.output {
        case .identity:
            return sums
        case .hidden(let activation):
            return Self.add(activation, behind: sums, number: number, to: &graph)
        case .exponential:
            graph.addNode("Exp", [sums], to: "means")
            return "means"
        case .softmax:
            graph.addNode("Softmax", [sums], to: "probabilities", integers: ["axis": 1])
        case .sigmoid:
            graph.addConstant("one", shape: [], [1])
            graph.addNode("Sigmoid", [sums], to: "probability_1")
            graph.addNode("Sub", ["one", "probability_1"], to: "probability_0")
            graph.addNode("Concat", ["probability_0", "probability_1"], to: "probabilities", integers: ["axis": 1])
        }
        return "probabilities"
    }

    /// Adds what follows a hidden layer's sums, and returns the name of its output.
    private static func add(
        _ activation: Activation, behind sums: String, number: Int, to graph: inout ONNXGraph
    ) -> String {
        let result = "activations_\(number)"
        switch activation {
        case .relu: graph.addNode("Relu", [sums], to: result)
        case .tanh: graph.addNode("Tanh", [sums], to: result)
        case .sigmoid: graph.addNode("Sigmoid", [sums], to: result)
        case .gelu:
            let names = ["root_half", "unit", "half"].map { "\($0)_\(number)" }
            for (name, value) in zip(names, [Float(0.5).squareRoot(), 1, 0.5]) {
                graph.addConstant(name, shape: [], [value])
            }
            graph.addNode("Mul", [sums, names[0]], to: "arguments_\(number)")
            graph.addNode("Erf", ["arguments_\(number)"], to: "errors_\(number)")
            graph.addNode("Add", ["errors_\(number)", names[1]], to: "doubled_\(number)")
            graph.addNode("Mul", ["doubled_\(number)", sums], to: "products_\(number)")
            graph.addNode("Mul", ["products_\(number)", names[2]], to: result)
        }
        return result
    }

    /// Adds the name of the likeliest class, the first of several.
    private static func addLabels(_ classes: ClassLabels, to graph: inout ONNXGraph) {
        let numbers = classes.names.compactMap { name in Int64(name).flatMap { "\($0)" == name ? $0 : nil } }
        let areNumbers = numbers.count == classes.count
        if areNumbers {
            graph.addConstant("classes", numbers)
        } else {
            graph.addConstant("classes", classes.names)
        }
        graph.addNode("ArgMax", ["probabilities"], to: "class_index", integers: ["axis": 1, "keepdims": 0])
        graph.addNode("Gather", ["classes", "class_index"], to: "label", integers: ["axis": 0])
        graph.addOutput("label", areNumbers ? .int64 : .string, [.free("rows")])
        graph.addOutput("probabilities", .float32, [.free("rows"), .count(classes.count)])
    }
}
