// Written by Fixtures/peer_numbers.py with SciPy 1.17.1 and scikit-learn 1.9.1.
enum PeerNumbers {
    static let firsts: [[Double]] = [
        [0.5, 0.25, 0.125, 0.125],
        [0.1, 0.2, 0.3, 0.4],
        [0.0, 0.75, 0.25, 0.0],
    ]
    static let seconds: [[Double]] = [
        [0.25, 0.25, 0.25, 0.25],
        [0.4, 0.3, 0.2, 0.1],
        [0.01, 0.29, 0.7, 0.0],
    ]
    static let entropies: [Double] = [1.2130075659799042, 1.2798542258336676, 0.5623351446188083]
    static let entropiesInBits: [Double] = [1.75, 1.8464393446710157, 0.8112781244591328]
    static let crossEntropies: [Double] = [1.3862943611198906, 1.7362890449804511, 1.0175745029858962]
    static let divergences: [Double] = [0.1732867951399863, 0.45643481914678347, 0.4552393583670878]
    static let divergencesInBits: [Double] = [0.24999999999999997, 0.6584962500721154, 0.6567715647336712]

    static let normalPoints: [Double] = [-3.5, 0.0, 1.25, 2.0]
    static let normalLikelihoods: [Double] = [
        78.12764780133051, 7.033897801330517, 0.19796030133051767, 0.7838978013305177,
    ]

    static let targets: [Float] = [
        32.617, 36.634, 36.389, 46.484, 26.874, 48.111, 40.428, 58.936, 59.568, 63.923, 57.675,
    ]
    static let predictions: [Float] = [
        33.158, 39.913, 41.605, 45.223, 29.405, 48.683, 45.448, 57.125, 59.363, 65.71, 59.149,
    ]
    static let mse: Double = 7.314784629670282
    static let rmse: Double = 2.704585851784018
    static let mae: Double = 2.1542727730490943
    static let r2: Double = 0.9487324684533636
    static let residualStandardDeviation: Double = 2.210431252198521
    static let gaussianLikelihood: Double = 2.4138873290804783

    static let actual: [Int] = [0, 1, 1, 2, 0, 1, 0, 2, 1, 0, 0, 1]
    static let predicted: [Int] = [3, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1]
    static let probabilities: [[Float]] = [
        [0.24169962, 0.3580565, 0.030560894, 0.36160043, 0.00808255],
        [0.020091033, 0.58960414, 0.01585463, 0.28527722, 0.08917297],
        [0.10100219, 0.5779041, 0.14165527, 0.1714378, 0.008000635],
        [0.6301099, 0.2025289, 0.11243064, 0.045406315, 0.009524248],
        [0.4382792, 0.4027263, 0.043788154, 0.082867965, 0.032338385],
        [0.13220686, 0.8342165, 0.0097221555, 0.01578116, 0.0080733625],
        [0.4950426, 0.45368984, 0.010811837, 0.032435656, 0.008020073],
        [0.11878623, 0.638291, 0.12653105, 0.053507235, 0.06288445],
        [0.19335197, 0.43149233, 0.07319991, 0.29395577, 0.008],
        [0.60469896, 0.12108688, 0.19208683, 0.06846202, 0.013665311],
        [0.50201845, 0.17021902, 0.008018399, 0.31174415, 0.008],
        [0.21584792, 0.4968671, 0.22941065, 0.049874336, 0.008],
    ]
    static let accuracy: Double = 0.75
    static let logLoss: Double = 0.9325626019996857
    static let confusionMatrix: [[Int]] = [
        [4, 0, 0, 1, 0],
        [0, 5, 0, 0, 0],
        [1, 1, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
    ]
    static let precision: [Double?] = [0.8, 0.8333333333333334, nil, 0.0, nil]
    static let macroPrecision: Double = 0.5444444444444444
    static let recall: [Double?] = [0.8, 1.0, 0.0, nil, nil]
    static let macroRecall: Double = 0.6
    static let f1: [Double?] = [0.8, 0.9090909090909091, 0.0, 0.0, nil]
    static let macroF1: Double = 0.42727272727272725
    static let labelEntropy: Double = 1.0281838593329258
    static let marginalDivergence: Double = 0.22030846264577325
}
