import Kernels
import Models
import TestSupport

/// A model with parameters, and a partition of rows of which some are picked, in any order and with repeats.
struct ModelProblem: CustomStringConvertible {
    let shape: ModelShape
    let storage: FeatureStorage
    /// Tensor by tensor, in the order of files.
    let parameters: [Float]
    let rows: [[Float]]
    let targets: [Float]
    /// A weight for each row; nil where each counts as 1.
    var weights: [Float]?
    let places: [UInt32]
    private let upcomingPlaces: [UInt32]

    var description: String { "\(shape), \(places.count) rows of \(rows.count) in \(storage)" }

    /// Both sides of the ends of tiles.
    private static let rowCounts = [1, 2, 63, 64, 65, 130]

    /// Problems of a model that differ in the number of picked rows and in their storage.
    static func all(_ shape: ModelShape, rowCounts: [Int] = rowCounts, seed: UInt64) -> [ModelProblem] {
        var random = SplitMix(state: seed)
        return FeatureStorage.allCases.flatMap { storage in
            rowCounts.map { ModelProblem(shape, rowCount: $0, storage, &random) }
        }
    }

    init(_ shape: ModelShape, rowCount: Int, _ storage: FeatureStorage, _ random: inout SplitMix) {
        self.shape = shape
        self.storage = storage
        var found: (parameters: [Float], rows: [(x: [Float], y: Float)])?
        while found == nil {
            let parameters = shape.parameters(&random)
            found = shape.rows(rowCount + 5, storage, parameters, &random).map { (parameters, $0) }
        }
        parameters = found!.parameters
        rows = found!.rows.map(\.x)
        targets = found!.rows.map(\.y)
        let last = UInt32(rows.count - 1)
        places = (0..<rowCount).map { $0 == 0 ? last : .random(in: 0...last, using: &random) }.shuffled(using: &random)
        upcomingPlaces = (0..<Int.random(in: 0...100, using: &random)).map { _ in
            .random(in: 0...last, using: &random)
        }
    }

    /// The partition's rows from a place on, none of which is picked.
    func dropFirst(_ count: Int) -> ModelProblem {
        ModelProblem(
            shape: shape, storage: storage, parameters: parameters, rows: Array(rows.dropFirst(count)),
            targets: Array(targets.dropFirst(count)))
    }

    private init(
        shape: ModelShape, storage: FeatureStorage, parameters: [Float], rows: [[Float]], targets: [Float],
        places: [UInt32] = [], upcomingPlaces: [UInt32] = []
    ) {
        (self.shape, self.storage, self.parameters) = (shape, storage, parameters)
        (self.rows, self.targets) = (rows, targets)
        (self.places, self.upcomingPlaces) = (places, upcomingPlaces)
    }

    var reference: ReferenceModel { shape.reference(parameters) }

    /// The picked rows in double precision.
    var pickedRows: [(x: [Double], y: Double)] {
        places.map { place in (rows[Int(place)].map { Double($0) }, Double(targets[Int(place)])) }
    }

    /// The weights of the picked rows.
    var pickedWeights: [Double] { places.map { place in weights.map { Double($0[Int(place)]) } ?? 1 } }

    /// The same with other rows at some places, which have a weight of 0.
    func replacing(rowsAt isReplaced: (Int) -> Bool, by number: Float) -> ModelProblem {
        var copy = ModelProblem(
            shape: shape, storage: storage, parameters: parameters,
            rows: rows.enumerated().map { isReplaced($0) ? $1.map { _ in number } : $1 }, targets: targets,
            places: places, upcomingPlaces: upcomingPlaces)
        copy.weights = rows.indices.map { isReplaced($0) ? 0 : weights?[$0] ?? 1 }
        return copy
    }

    /// The same without the picks of some rows.
    func dropping(rowsAt isDropped: (Int) -> Bool) -> ModelProblem {
        var copy = ModelProblem(
            shape: shape, storage: storage, parameters: parameters, rows: rows, targets: targets,
            places: places.filter { !isDropped(Int($0)) }, upcomingPlaces: upcomingPlaces)
        copy.weights = weights
        return copy
    }

    /// What a model says of a gradient.
    struct Gradient: Equatable {
        /// In the order of `parameters`.
        let numbers: [Float]
        let loss: Float
        /// Whether gaps, and the numbers behind the loss, are zero.
        let restIsZero: Bool
    }

    /// Scratch, and all numbers of the gradient that the model must write, hold NaN before.
    /// - Parameter isWhole: is told of parts that are whole, and of the gradient at that time; nil for no one.
    func gradient(
        _ set: InstructionSet, prefetchDistance: Int = 0, isWhole: ((_ part: Int, [Float]) -> Void)? = nil
    ) -> Gradient {
        let model = shape.model(set)
        let layout = model.layout
        let parameters = GuardedMemory(buffer(layout))
        let gradient = GuardedMemory(
            layout.buffer(of: [Float](repeating: .nan, count: layout.parameterCount))
                + [Float](repeating: .nan, count: ParameterLayout.lossCount))
        let targets = GuardedMemory(targets)
        let weights = self.weights.map { GuardedMemory($0) }
        let picked = Set(places)
        withRows(poisoned: { !picked.contains(UInt32($0)) }) { features in
            func gathered(_ places: UnsafeBufferPointer<UInt32>) -> GatheredRows {
                // An empty array may have no address, and none is read.
                let address = places.baseAddress ?? UnsafePointer(bitPattern: 64)!
                return GatheredRows(
                    features: features, targets: targets.base, weights: weights.map { UnsafePointer($0.base) },
                    places: address, count: places.count)
            }
            places.withUnsafeBufferPointer { places in
                upcomingPlaces.withUnsafeBufferPointer { upcoming in
                    let scratch = scratch(model)
                    withExtendedLifetime((targets, weights, parameters, scratch)) {
                        guard let isWhole else {
                            return model.sumGradient(
                                over: gathered(places), upcoming: gathered(upcoming),
                                prefetchDistance: prefetchDistance, parameters: parameters.base,
                                scratch: scratch.base, into: gradient.base)
                        }
                        model.sumGradient(
                            ofStep: 0, shard: 0, over: gathered(places), upcoming: gathered(upcoming),
                            prefetchDistance: prefetchDistance, parameters: parameters.base, scratch: scratch.base,
                            into: gradient.base
                        ) { isWhole($0, Array(gradient.contents.prefix(layout.count))) }
                    }
                }
            }
        }
        let written = gradient.contents
        let numbers = layout.values(in: Array(written.prefix(layout.count)))
        return Gradient(
            numbers: numbers, loss: written[layout.count],
            restIsZero: bits(written.prefix(layout.count)) == bits(layout.buffer(of: numbers))
                && written.suffix(ParameterLayout.lossCount - 1).allSatisfy { $0 == 0 })
    }

    /// Outputs and losses of all rows of the partition, in its order; losses stay NaN without targets.
    func predictions(_ set: InstructionSet, hasTargets: Bool = true) -> (outputs: [Float], losses: [Float]) {
        let model = shape.model(set)
        let parameters = GuardedMemory(buffer(model.layout))
        let outputs = GuardedMemory([Float](repeating: .nan, count: rows.count * model.outputCount))
        let losses = GuardedMemory([Float](repeating: .nan, count: rows.count))
        let targets = GuardedMemory(targets)
        let scratch = scratch(model)
        withRows(poisoned: { _ in false }) { features in
            withExtendedLifetime((targets, parameters, scratch)) {
                model.predict(
                    features, rowCount: rows.count, targets: hasTargets ? UnsafePointer(targets.base) : nil,
                    parameters: parameters.base, scratch: scratch.base, outputs: outputs.base, losses: losses.base)
            }
        }
        return (outputs.contents, losses.contents)
    }

    private func buffer(_ layout: ParameterLayout) -> [Float] { layout.buffer(of: parameters) }

    private func scratch(_ model: any Model) -> GuardedMemory<Float> {
        GuardedMemory([Float](repeating: .nan, count: model.scratchCount))
    }

    /// The rows in their storage, with NaN behind them and in rows that nobody may care about.
    private func withRows(poisoned: (Int) -> Bool, _ body: (FeatureRows) -> Void) {
        let numbers = rows.enumerated().flatMap { index, row in row.map { poisoned(index) ? .nan : $0 } }
        switch storage {
        case .float32:
            let memory = GuardedMemory(numbers, slack: .nan)
            withExtendedLifetime(memory) { body(FeatureRows(memory.base, featureCount: shape.featureCount)) }
        case .bfloat16:
            let memory = GuardedMemory(numbers.map { UInt16($0.bitPattern >> 16) }, slack: 0x7FC0)
            withExtendedLifetime(memory) {
                body(FeatureRows(base: memory.base, storage: .bfloat16, featureCount: shape.featureCount))
            }
        }
    }
}
