import Lockstep

/// Small random numbers for kernels to work on.
final class Buffers {
    let kernels: KernelTable
    let features: NodeMemory<Float>
    let weights: NodeMemory<Float>
    let result: NodeMemory<Float>
    let targets: NodeMemory<Float>
    let losses: NodeMemory<Float>
    let places: NodeMemory<UInt32>

    static let rowCount = 64

    /// Room for rows and weights of up to `featureCount` columns, and for results of up to `resultCount` numbers.
    init(featureCount: Int, weightCount: Int, resultCount: Int) throws {
        kernels = try InstructionSet.best().kernels
        features = try NodeMemory(count: Self.rowCount * featureCount, slack: 64)
        weights = try NodeMemory(count: weightCount, slack: 64)
        result = try NodeMemory(count: resultCount, slack: 64)
        targets = try NodeMemory(count: Self.rowCount)
        losses = try NodeMemory(count: Self.rowCount)
        places = try NodeMemory(count: Self.rowCount)
        let stream = RandomStream(seed: 1, purpose: .rows)
        kernels.fillNormals(stream, 0, features.count, features.baseAddress)
        kernels.fillNormals(stream, 1, result.count, result.baseAddress)
        for place in 0..<Self.rowCount {
            places.baseAddress[place] = UInt32(place)
            targets.baseAddress[place] = Float(place % 10)
        }
    }
}
