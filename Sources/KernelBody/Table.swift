public import KernelTable

/// This instruction set's functions.
public let kernelTable = KernelTable(
    linearGradient: linearGradient,
    linearPredictions: linearPredictions,
    pointLosses: pointLosses,
    gatherRows: gatherRows,
    prefetchRows: prefetchRows,
    roundToBFloat16: roundToBFloat16,
    multiply: multiply,
    multiplyTransposedLeft: multiplyTransposedLeft,
    multiplyTransposedRight: multiplyTransposedRight,
    softmax: softmax,
    activate: activate,
    activationGradient: activationGradient,
    exponentials: exponentials,
    logarithms: logarithms,
    sigmoids: sigmoids,
    tangents: tangents,
    add: add,
    update: update,
    squaredNorm: squaredNorm,
    permute: permute,
    permuteBlocks: permuteBlocks,
    fillNormals: fillNormals,
    philox: philox)
