public import Kernels
public import Models
import Synchronization

/// A user-defined model in a form that can be trained: its losses and their gradient are computed on a tape, in the
/// memory of the worker that holds the shard.
public struct TapeModel<Definition: ModelDefinition>: Model {
    /// What the model computes.
    public let definition: Definition
    /// Where the parameters lie.
    public let layout: ParameterLayout
    /// Numbers in the prediction of a row.
    public let outputCount: Int
    /// Numbers of scratch that a thread needs.
    public let scratchCount: Int

    let slots: [ParameterSlot]
    let kernels: KernelTable
    let dropoutSeed: UInt64
    private let mistake = FirstMistake()

    /// Rows that are on the tape together.
    static var tileRows: Int { 64 }

    /// Prepares a model; computes the losses and gradients of some rows of zeros to see that the shapes fit, and how
    /// much memory they take.
    /// - Parameters:
    ///   - definition: parameters, outputs and losses.
    ///   - dropoutSeed: chooses what dropout drops.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    /// - Throws: the first mistake in the definition.
    public init(_ definition: Definition, dropoutSeed: UInt64 = 0, kernels: KernelTable) throws(TapeError) {
        let parameters = definition.parameters
        precondition(!parameters.isEmpty, "a model that learns nothing")
        precondition(Set(parameters.map(\.name)).count == parameters.count, "two parameters of one name")
        self.definition = definition
        self.kernels = kernels
        self.dropoutSeed = dropoutSeed
        layout = ParameterLayout(
            parameters.map { .init(name: $0.name, sizes: $0.shape, role: $0.role, order: $0.order) })
        slots = layout.tensors.map(ParameterSlot.init)
        let rehearsal = Rehearsal(definition, layout, slots, kernels)
        (outputCount, scratchCount) = try rehearsal.run(rowCounts: [Self.tileRows, 3])
    }

    /// Features of a row.
    public var featureCount: Int { definition.featureCount }

    /// What it predicts.
    public var task: LearningTask { definition.task }

    /// The first mistake that a training or prediction met; training ends there as if it had diverged, with a loss
    /// that is not a number.
    public var firstMistake: TapeError? { mistake.error.withLock { $0 } }

    func note(_ error: TapeError) {
        mistake.error.withLock { $0 = $0 ?? error }
    }

    /// The parameters as their declarations say.
    public func initialParameters(seed: UInt64) -> [Float] {
        var numbers = [Float](repeating: 0, count: layout.count)
        var ordinal = 0
        for (parameter, tensor) in zip(definition.parameters, layout.tensors) {
            tensor.write(
                parameter.initialValues(seed: seed, ordinal: ordinal, kernels: kernels), to: &numbers)
            if parameter.isRandom { ordinal += 1 }
        }
        return numbers
    }
}

private final class FirstMistake: Sendable {
    let error = Mutex<TapeError?>(nil)
}
