public import Files
public import Models
import Optimizers

extension Checkpoint {
    /// The version of the file format. Version 1 had unscaled parameters among the optimizer's numbers,
    /// version 2 knew nothing of the rows, version 3 nothing of solvers, and left the factor of unscaled weights to be
    /// computed again.
    private static let formatVersion = "4"
    private static let formatVersionKey = "lockstep_checkpoint", checksumKey = "checksum"

    private enum Prefix {
        static let unscaled = "unscaled.", best = "best.", solver = "solver."

        static func optimizerState(_ kind: Int) -> String { "state.\(kind)." }
    }

    /// Writes a safetensors file. Its tensors are those of the parameters by name, the optimizer's numbers for each with
    /// the prefixes `state.0.` and `state.1.`, unscaled weights with `unscaled.`, and those of the best epoch with
    /// `best.`, and a solver's vectors in float64 with `solver.`. Everything else is metadata, a SHA-256 of all of it included.
    public func save(to path: String, _ layout: ParameterLayout) throws(FileError) {
        let parts = parts(of: layout)
        var metadata = metadata
        metadata[Self.checksumKey] = checksum(of: parts, metadata)
        try Safetensors.write(
            parts.map { .init(name: $0.name, shape: $0.shape, values: $0.values) }
                + solverParts.map { .init(name: $0.name, shape: [$0.values.count], doubles: $0.values) },
            metadata: metadata, to: path)
    }

    private var metadata: [String: String] {
        var metadata = identity.metadata
        metadata[Self.formatVersionKey] = Self.formatVersion
        metadata["step"] = "\(state.completedSteps)"
        metadata["totals"] = totals.text
        metadata["stopped"] = "\(state.hasStopped)"
        metadata[LockstepVersion.key] = LockstepVersion.current
        if let solver = state.solver {
            metadata[SolverKey.numbers] = solver.numbers.map { "\($0)" }.joined(separator: " ")
            metadata[SolverKey.vectorCount] = "\(solver.vectors.count)"
            metadata[SolverKey.end] = solver.end?.rawValue ?? SolverKey.noEnd
        }
        if let earlyStopping = state.earlyStopping {
            metadata["early_stopping"] = "\(earlyStopping.best) \(earlyStopping.epochsWithoutImprovement)"
        }
        if let plateau = state.plateau { metadata["plateau"] = plateau.text }
        if state.unscaledParameters != nil { metadata["weight_factor"] = "\(state.weightFactor)" }
        return metadata
    }

    private struct Part {
        let name: String
        let shape: [Int]
        let values: [Float]
    }

    private func parts(of layout: ParameterLayout) -> [Part] {
        func parts(_ prefix: String, _ numbers: [Float], of tensors: [ParameterTensor]) -> [Part] {
            tensors.map { Part(name: prefix + $0.name, shape: $0.shape, values: $0.values(in: numbers)) }
        }
        var all = parts("", state.parameters, of: layout.tensors)
        for kind in 0..<state.optimizerState.count / max(layout.count, 1) {
            let numbers = Array(state.optimizerState[kind * layout.count..<(kind + 1) * layout.count])
            all += parts(Prefix.optimizerState(kind), numbers, of: layout.tensors)
        }
        if let unscaled = state.unscaledParameters { all += parts(Prefix.unscaled, unscaled, of: layout.weights) }
        if let best = state.bestParameters { all += parts(Prefix.best, best, of: layout.tensors) }
        return all
    }

    private enum SolverKey {
        static let numbers = "solver_numbers", vectorCount = "solver_vectors", end = "solver_end", noEnd = "none"
    }

    private var solverParts: [(name: String, values: [Double])] {
        guard let solver = state.solver else { return [] }
        return ([solver.point] + solver.vectors).enumerated().map { ("\(Prefix.solver)\($0)", $1) }
    }

    private func checksum(of parts: [Part], _ metadata: [String: String]) -> String {
        var bytes = Digest.bytes(of: metadata)
        for part in solverParts {
            bytes += Array("\(part.name)\n".utf8)
            part.values.withUnsafeBytes { bytes += $0 }
        }
        for part in parts {
            bytes += Array("\(part.name)\(part.shape)\n".utf8)
            part.values.withUnsafeBytes { bytes += $0 }
        }
        return "\(bytes.withUnsafeBytes { Digest(of: $0) })"
    }
}

extension Checkpoint {
    /// Reads what `save` wrote, and checks its format version, what it belongs to, and its checksum.
    /// - Parameters:
    ///   - path: the checkpoint's file.
    ///   - identity: what it must belong to.
    ///   - trainer: a trainer of that.
    public init(reading path: String, of identity: TrainingIdentity, for trainer: any TrainingMethod) throws(FileError)
    {
        try self.init(try Safetensors.File(reading: path), of: identity, for: trainer)
    }

    init(
        _ file: borrowing Safetensors.File, of identity: TrainingIdentity, for trainer: any TrainingMethod
    ) throws(FileError) {
        try Self.checkFormatVersion(of: file)
        guard let found = TrainingIdentity(file.metadata) else {
            throw Self.bad("settings and rows", in: file, expected: "what the checkpoint belongs to")
        }
        if let difference = found.difference(from: identity) {
            throw FileError(
                file: file.path, found: "a checkpoint of another training, with \(difference.found)",
                expected: difference.expected)
        }
        let steps = 0...trainer.totalSteps
        guard let step = Int(try Self.metadata("step", in: file)), steps.contains(step) else {
            throw Self.bad("step", in: file, expected: "a step of 0 to \(steps.upperBound)")
        }
        guard let totals = TrainingTotals(try Self.metadata("totals", in: file)) else {
            throw Self.bad("totals", in: file, expected: "ten numbers")
        }
        guard let hasStopped = Bool(try Self.metadata("stopped", in: file)) else {
            throw Self.bad("stopped", in: file, expected: "true or false")
        }
        let layout = trainer.model.layout
        let parameters = try Self.numbers("", in: file, layout)
        var optimizerState: [Float] = []
        for kind in 0..<trainer.optimizerStateCount {
            optimizerState += try Self.numbers(Prefix.optimizerState(kind), in: file, layout)
        }
        var unscaledParameters: [Float]?
        var weightFactor = 1.0
        if trainer.keepsWeightsUnscaled {
            guard let factor = Double(try Self.metadata("weight_factor", in: file)), factor > 0, factor <= 1 else {
                throw Self.bad("weight_factor", in: file, expected: "a number above 0 and at most 1")
            }
            weightFactor = factor
            var unscaled = parameters
            try Self.read(layout.weights, Prefix.unscaled, in: file, to: &unscaled)
            unscaledParameters = unscaled
        }
        let hasBest = layout.tensors.first.map { file.contains(Prefix.best + $0.name) } ?? false
        self.init(
            of: identity,
            state: TrainingState(
                completedSteps: step, parameters: parameters, unscaledParameters: unscaledParameters,
                weightFactor: weightFactor, optimizerState: optimizerState,
                solver: try Self.solver(in: file, as: trainer.state.solver),
                earlyStopping: try Self.earlyStopping(in: file, as: trainer.plan.earlyStopping),
                bestParameters: hasBest ? try Self.numbers(Prefix.best, in: file, layout) : nil,
                plateau: trainer.plateauMetric == nil ? nil : try Self.plateau(in: file), hasStopped: hasStopped),
            totals: totals)
        let checksum = checksum(of: parts(of: layout), file.metadata.filter { $0.key != Self.checksumKey })
        guard try Self.metadata(Self.checksumKey, in: file) == checksum else {
            throw Self.bad(Self.checksumKey, in: file, expected: "\(checksum), which its content has")
        }
    }

    private static func metadata(_ key: String, in file: borrowing Safetensors.File) throws(FileError) -> String {
        guard let value = file.metadata[key] else {
            throw FileError(file: file.path, place: "metadata \(key)", found: "nothing", expected: "a checkpoint's")
        }
        return value
    }

    private static func bad(_ key: String, in file: borrowing Safetensors.File, expected: String) -> FileError {
        FileError(
            file: file.path, place: "metadata \(key)", found: OneLine.shortened(file.metadata[key] ?? "nothing"),
            expected: expected)
    }

    private static func checkFormatVersion(of file: borrowing Safetensors.File) throws(FileError) {
        let version = try metadata(formatVersionKey, in: file)
        guard version != formatVersion else { return }
        let reason = version == "1" ? ", which mixes lazily decayed weights with the optimizer's numbers" : ""
        let writer = file.metadata[LockstepVersion.key].map { " (\(OneLine.shortened($0)))" } ?? ""
        throw FileError(
            file: file.path, place: "metadata \(formatVersionKey)",
            found: "format version \(OneLine.shortened(version))\(reason)",
            expected: "\(formatVersion); resume with the version of Lockstep that wrote it\(writer), "
                + "or train again from the beginning")
    }

    private static func earlyStopping(
        in file: borrowing Safetensors.File, as plan: EarlyStopping?
    ) throws(FileError) -> EarlyStopping? {
        guard let plan else { return nil }
        let words = try metadata("early_stopping", in: file).split(separator: " ")
        guard words.count == 2, let best = Double(words[0]), let epochs = Int(words[1]), epochs >= 0 else {
            throw bad("early_stopping", in: file, expected: "a number and a number of epochs")
        }
        return EarlyStopping(
            metric: plan.metric, patience: plan.patience, minimumImprovement: plan.minimumImprovement, best: best,
            epochsWithoutImprovement: epochs)
    }

    private static func plateau(in file: borrowing Safetensors.File) throws(FileError) -> Plateau.State {
        guard let state = Plateau.State(try metadata("plateau", in: file)) else {
            throw bad("plateau", in: file, expected: "a share, a value and two numbers of epochs")
        }
        return state
    }

    private static func solver(
        in file: borrowing Safetensors.File, as plan: SolverState?
    ) throws(FileError) -> SolverState? {
        guard let plan else { return nil }
        let words = try metadata(SolverKey.numbers, in: file).split(separator: " ")
        let numbers = words.compactMap { Double($0) }
        guard numbers.count == words.count, numbers.count >= plan.numbers.count else {
            throw bad(SolverKey.numbers, in: file, expected: "numbers")
        }
        let most = file.tensors.count
        guard let count = Int(try metadata(SolverKey.vectorCount, in: file)), (0..<most).contains(count) else {
            throw bad(SolverKey.vectorCount, in: file, expected: "how many vectors there are")
        }
        let word = try metadata(SolverKey.end, in: file)
        let end = Optimality.End(rawValue: word)
        guard end != nil || word == SolverKey.noEnd else {
            throw bad(SolverKey.end, in: file, expected: "why the solver ended, or \(SolverKey.noEnd)")
        }
        var vectors: [[Double]] = []
        for index in 0...count {
            vectors.append(try file.doubles("\(Prefix.solver)\(index)", shape: [plan.point.count]))
        }
        return SolverState(point: vectors[0], vectors: Array(vectors.dropFirst()), numbers: numbers, end: end)
    }

    private static func numbers(
        _ prefix: String, in file: borrowing Safetensors.File, _ layout: ParameterLayout
    ) throws(FileError) -> [Float] {
        var numbers = [Float](repeating: 0, count: layout.count)
        try read(layout.tensors, prefix, in: file, to: &numbers)
        return numbers
    }

    private static func read(
        _ tensors: [ParameterTensor], _ prefix: String, in file: borrowing Safetensors.File,
        to numbers: inout [Float]
    ) throws(FileError) {
        for tensor in tensors { tensor.write(try file.floats(prefix + tensor.name, shape: tensor.shape), to: &numbers) }
    }
}

extension ParameterLayout {
    fileprivate var weights: [ParameterTensor] { tensors.filter { $0.role == .weight } }
}
