public import KernelTable

/// This instruction set's functions.
public let kernelTable = KernelTable(
    linearGradient: linearGradient,
    linearPredictions: linearPredictions,
    add: add,
    descend: descend,
    permute: permute,
    fillNormals: fillNormals,
    philox: philox)
