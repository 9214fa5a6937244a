import Kernels

/// What a step does at the least: a gradient of a shard, or of a tile of its rows, and an update of a range of
/// parameters.
enum KernelCall {
    case gradient, update
}

extension KernelTable {
    /// The same kernels, with a look before each gradient and each update.
    func watched(_ look: @escaping @Sendable (KernelCall) -> Void) -> KernelTable {
        KernelTable(
            linearGradient: { [linearGradient] job in
                look(.gradient)
                linearGradient(job)
            },
            sparseGradient: { [sparseGradient] job in
                look(.gradient)
                sparseGradient(job)
            },
            sparseLogits: sparseLogits, addContributions: addContributions, moveSums: moveSums,
            linearPredictions: linearPredictions, pointLosses: pointLosses, gatherRows: gatherRows,
            prefetchRows: prefetchRows, roundToBFloat16: roundToBFloat16, multiply: multiply,
            multiplyTransposedLeft: multiplyTransposedLeft, multiplyTransposedRight: multiplyTransposedRight,
            softmax: { [softmax] job in
                look(.gradient)
                softmax(job)
            },
            weighRows: weighRows, activate: activate, activationGradient: activationGradient,
            exponentials: exponentials,
            logarithms: logarithms, sigmoids: sigmoids, tangents: tangents, add: add,
            update: { [update] job in
                look(.update)
                update(job)
            },
            squaredNorm: squaredNorm, permute: permute, permuteBlocks: permuteBlocks, fillNormals: fillNormals,
            philox: philox, solvers: solvers)
    }
}
