import Autodiff
import Foundation
import Kernels
import TestSupport

extension OperationCase {
    static let all: [OperationCase] = arithmetic + functions + reductions + rows + losses + products + moves

    private static let arithmetic =
        pairs("add", .any, { $0 + $1 }, { $0 + $1 })
        + pairs("subtract", .any, { $0 - $1 }, { $0 - $1 })
        + pairs("multiply", .any, { $0 * $1 }, { $0 * $1 })
        + pairs("divide", .positive, { $0 / $1 }, { $0 / $1 })
        + pairs("maximum", .any, { $0.maximum($1) }, { Swift.max($0, $1) })

    private static let functions = [
        function("numbers", .positive, { 2 - 3 / ($0 * 0.5 + 1) - 0.25 }, { 2 - 3 / ($0 * 0.5 + 1) - 0.25 }),
        function("negative", .any, { -$0 }, { -$0 }),
        function("squared", .any, { $0.squared() }, { $0 * $0 }),
        function("pow 3", .any, { $0.pow(3) }, { $0 * $0 * $0 }),
        function("pow -2", .positive, { $0.pow(-2) }, { 1 / ($0 * $0) }),
        function("pow 0.5", .positive, { $0.pow(0.5) }, { $0.squareRoot() }),
        function("pow -0.5", .positive, { $0.pow(-0.5) }, { 1 / $0.squareRoot() }),
        function("pow 1.7", .positive, { $0.pow(1.7) }, { Foundation.pow($0, 1.7) }),
        function("exp", .any, { $0.exp() }, { Foundation.exp($0) }),
        function("log", .positive, { $0.log() }, { Foundation.log($0) }),
        function("sqrt", .positive, { $0.sqrt() }, { $0.squareRoot() }),
        function("abs", .any, { $0.abs() }, { Swift.abs($0) }),
        function("relu", .any, { $0.relu() }, { Swift.max($0, 0) }),
        function("tanh", .any, { $0.tanh() }, { Foundation.tanh($0) }),
        function("sigmoid", .any, { $0.sigmoid() }, { 1 / (1 + Foundation.exp(-$0)) }),
        function("gelu", .any, { $0.gelu() }, Reference.gelu),
    ]

    private static let reductions: [OperationCase] =
        [
            OperationCase(
                "sum", { a, b, c in [Input([a, b, c])] }, { $0[0].sum() },
                { Reference([], [$0[0].values.reduce(0, +)]) }),
            OperationCase(
                "mean", { a, b, c in [Input([a, b, c])] }, { $0[0].mean() },
                { Reference([], [$0[0].values.reduce(0, +) / Double($0[0].values.count)]) }),
            OperationCase(
                "sum of a vector", { a, _, _ in [Input([a])] }, { $0[0].sum(axis: 0) },
                { $0[0].reduced(0) { $0.reduce(0, +) } }),
        ]
        + (0..<3).flatMap { axis in
            [
                OperationCase(
                    "sum \(axis)", { a, b, c in [Input([a, b, c])] }, { $0[0].sum(axis: axis) },
                    { $0[0].reduced(axis) { $0.reduce(0, +) } }),
                OperationCase(
                    "mean \(axis)", { a, b, c in [Input([a, b, c])] }, { $0[0].mean(axis: axis - 3) },
                    { $0[0].reduced(axis) { $0.reduce(0, +) / Double($0.count) } }),
                OperationCase(
                    "max \(axis)", { a, b, c in [Input([a, b, c])] }, { $0[0].max(axis: axis) },
                    { $0[0].reduced(axis) { $0.max()! } }),
            ]
        }
        + (0..<2).map { axis in
            OperationCase(
                "sum of a matrix \(axis)", { a, b, _ in [Input([a, b])] }, { $0[0].sum(axis: axis) },
                { $0[0].reduced(axis) { $0.reduce(0, +) } })
        }

    private static let rows = [
        OperationCase(
            "softmax", { a, b, _ in [Input([a, b])] }, { $0[0].softmax() }, { $0[0].mapRows(Reference.softmax) }),
        OperationCase(
            "log softmax", { a, b, _ in [Input([a, b])] }, { $0[0].logSoftmax() },
            { $0[0].mapRows { Reference.softmax($0).map { Foundation.log($0) } } }),
        OperationCase(
            "layer norm", { a, b, c in [Input([a, b, c + 3]), Input([c + 3]), Input([c + 3])] },
            { $0[0].layerNorm(gain: $0[1], bias: $0[2]) },
            { $0[0].mapRows(Reference.normalized).combined($0[1], *).combined($0[2], +) }),
    ]

    private static let losses = [
        OperationCase(
            "cross entropy", { a, b, _ in [Input([a, b]), Input([a], .places(b))] },
            { $0[0].crossEntropy(of: $0[1]) }, { $0[0].crossEntropy($0[1]) }),
        OperationCase(
            "squared loss", { a, b, _ in [Input([a, b]), Input([a, b])] }, { $0[0].squaredLoss(to: $0[1]) },
            { $0[0].combined($0[1]) { 0.5 * ($0 - $1) * ($0 - $1) } }),
        OperationCase(
            "huber loss", { a, _, _ in [Input([a]), Input([a])] }, { $0[0].huberLoss(to: $0[1], delta: 0.75) },
            { $0[0].combined($0[1], Reference.huber) }),
        OperationCase(
            "absolute loss", { a, b, _ in [Input([a, b]), Input([a, b])] }, { $0[0].absoluteLoss(to: $0[1]) },
            { $0[0].combined($0[1]) { Swift.abs($0 - $1) } }),
        OperationCase(
            "quantile loss", { a, b, _ in [Input([a, b]), Input([a, b])] },
            { $0[0].quantileLoss(to: $0[1], level: 0.9) },
            { $0[0].combined($0[1]) { Swift.max(0.9 * ($1 - $0), 0.1 * ($0 - $1)) } }),
        OperationCase(
            "poisson loss", { a, b, _ in [Input([a, b]), Input([a, b], .positive)] },
            { $0[0].poissonLoss(to: $0[1]) }, { $0[0].combined($0[1], PointLoss.poisson.definedValue) }),
        OperationCase(
            "gamma loss", { a, b, _ in [Input([a, b]), Input([a, b], .positive)] },
            { $0[0].gammaLoss(to: $0[1]) }, { $0[0].combined($0[1], PointLoss.gamma.definedValue) }),
        OperationCase(
            "logistic loss", { a, _, _ in [Input([a]), Input([a])] }, { $0[0].logisticLoss(of: $0[1]) },
            { $0[0].combined($0[1]) { log1p(Foundation.exp($0)) - $1 * $0 } }),
    ]

    private static let products = [
        OperationCase(
            "matmul", { a, b, c in [Input([a, b]), Input([b, c])] }, { $0[0].matmul($0[1]) },
            { $0[0].matmul($0[1]) }),
        OperationCase(
            "matmul left transposed", { a, b, c in [Input([b, a]), Input([b, c])] },
            { $0[0].transposed().matmul($0[1]) }, { $0[0].transposed.matmul($0[1]) }),
        OperationCase(
            "matmul right transposed", { a, b, c in [Input([a, b]), Input([c, b])] },
            { $0[0].matmul($0[1].transposed()) }, { $0[0].matmul($0[1].transposed) }),
        OperationCase(
            "matmul both transposed", { a, b, c in [Input([b, a]), Input([c, b])] },
            { $0[0].transposed().matmul($0[1].transposed()) }, { $0[0].transposed.matmul($0[1].transposed) }),
        OperationCase(
            "matmul of matrices", { a, b, c in [Input([3, a, b]), Input([3, b, c])] }, { $0[0].matmul($0[1]) },
            { $0[0].matmul($0[1]) }),
        OperationCase(
            "matmul of matrices left transposed", { a, b, c in [Input([3, b, a]), Input([3, b, c])] },
            { $0[0].transposed().matmul($0[1]) }, { $0[0].transposed.matmul($0[1]) }),
        OperationCase(
            "matmul of matrices right transposed", { a, b, c in [Input([3, a, b]), Input([3, c, b])] },
            { $0[0].matmul($0[1].transposed()) }, { $0[0].matmul($0[1].transposed) }),
        OperationCase(
            "matmul of matrices and one", { a, b, c in [Input([3, a, b]), Input([b, c])] }, { $0[0].matmul($0[1]) },
            { $0[0].matmul($0[1]) }),
        OperationCase(
            "matmul with itself", { a, b, _ in [Input([a, b])] }, { $0[0].matmul($0[0].transposed()) },
            { $0[0].matmul($0[0].transposed) }),
        OperationCase(
            "linear", { a, b, c in [Input([a, b]), Input([c, b]), Input([c])] }, { $0[0].linear($0[1], $0[2]) },
            { $0[0].linear($0[1], $0[2]) }),
        OperationCase(
            "linear without bias", { a, b, c in [Input([2, a, b]), Input([c, b])] },
            { $0[0].linear($0[1]) }, { $0[0].linear($0[1], nil) }),
        OperationCase(
            "linear of a transposed weight", { a, b, c in [Input([a, b]), Input([b, c]), Input([c])] },
            { $0[0].linear($0[1].transposed(), $0[2], activation: .sigmoid) },
            { $0[0].linear($0[1].transposed, $0[2]).map { 1 / (1 + Foundation.exp(-$0)) } }),
        OperationCase(
            "linear relu", { a, b, c in [Input([a, b]), Input([c, b]), Input([c])] },
            { $0[0].linear($0[1], $0[2], activation: .relu) },
            { $0[0].linear($0[1], $0[2]).map { Swift.max($0, 0) } }),
        OperationCase(
            "linear tanh", { a, b, c in [Input([a, b]), Input([c, b]), Input([c])] },
            { $0[0].linear($0[1], $0[2], activation: .tanh) },
            { $0[0].linear($0[1], $0[2]).map { Foundation.tanh($0) } }),
    ]

    private static let moves =
        [
            OperationCase(
                "reshape", { a, b, c in [Input([a, b, c])] },
                { $0[0].reshaped(to: Shape($0[0].shape[1] * $0[0].shape[2], $0[0].shape[0])) },
                { $0[0].reshaped([$0[0].shape[1] * $0[0].shape[2], $0[0].shape[0]]) }),
            OperationCase(
                "transpose", { a, b, c in [Input([a, b, c])] }, { $0[0].transposed() }, { $0[0].transposed }),
            OperationCase(
                "gather rows", { a, b, c in [Input([a, b]), Input([c], .places(a))] }, { $0[0].gatherRows($0[1]) },
                { $0[0].gatherRows($0[1]) }),
        ]
        + (0..<3).flatMap { axis in
            [
                OperationCase(
                    "slice \(axis)", { a, b, c in [Input([a + 2, b + 2, c + 2])] },
                    { $0[0].slice(1..<$0[0].shape[axis] - 1, axis: axis) },
                    { $0[0].slice(1..<$0[0].shape[axis] - 1, axis: axis) }),
                OperationCase(
                    "concatenate \(axis)",
                    { a, b, c in
                        var other = [a, b, c]
                        other[axis] += 1
                        return [Input([a, b, c]), Input(other)]
                    }, { $0[0].concatenated(with: $0[1], axis: axis - 3) }, { $0[0].concatenated($0[1], axis: axis) }),
            ]
        }
}
