public import Experiments
import Kernels
import Training

/// The trials of a sweep: what to train, in what rounds.
public struct SweepPlan: Sendable {
    /// A setting of the searched keys.
    public struct Trial: Sendable {
        /// Its number, from 1.
        public let number: Int
        /// For each searched key the value, as `--set` takes it.
        public let values: [String]
        /// The number of the trial with whose model it begins, the one before it on its path; nil where it begins as any run.
        public var neighbor: Int?
    }

    /// Trials that are trained for some epochs before the better ones go on.
    public struct Round: Sendable, Equatable {
        /// How many trials there are.
        public let trialCount: Int
        /// The epochs of each.
        public let epochCount: Int
    }

    /// The configuration that the trials change.
    public let base: Configuration
    /// The keys that are searched.
    public let space: SearchSpace
    /// All trials of the first round.
    public let trials: [Trial]
    /// The rounds, the last with the full epochs; a single one but for successive halving.
    public let rounds: [Round]

    /// How many folds measure each trial, by their mean; nil where the validation rows do.
    public var foldCount: Int? { base[Schema.Data.folds] }

    private let yaml: String
    private let file: String
    private let overrides: [String]

    /// Reads a configuration with a sweep, and checks every trial of it.
    public static func load(path: String, overrides: [String] = []) throws(ConfigurationError) -> SweepPlan {
        try SweepPlan(yaml: ConfigurationFile.text(of: path), file: path, overrides: overrides)
    }

    /// Reads a configuration from text, as if it were the text of `file`.
    public init(yaml: String, file: String, overrides: [String] = []) throws(ConfigurationError) {
        typealias Keys = Schema.Sweep
        (self.yaml, self.file, self.overrides) = (yaml, file, overrides)
        base = try Configuration(yaml: yaml, file: file, overrides: overrides)
        guard base.has(Keys.section) else {
            throw ConfigurationError(
                at: .file(file), path: Keys.section.path,
                problem: "not given, expected a section with \(Schema.name(of: Keys.parameters.path))")
        }
        space = base[Keys.parameters]
        trials = try Self.paths(of: base).flatMap { $0.enumerated() }.enumerated().map { [space] index, step in
            Trial(
                number: index + 1, values: zip(space.parameters, step.element).map { $0.text(of: $1) },
                neighbor: step.offset == 0 ? nil : index)
        }
        rounds = Self.rounds(of: base, trialCount: trials.count)
        for trial in trials { _ = try configuration(of: trial, fold: foldCount.map { _ in 1 }) }
    }

    private static let mostCombinations = 10_000

    /// All settings of the configurations' search, in paths, on which each begins with the model of the one before.
    private static func paths(of base: Configuration) throws(ConfigurationError) -> [[[Setting]]] {
        typealias Keys = Schema.Sweep
        let space = base[Keys.parameters]
        var paths: [[[Setting]]]?
        switch base[Keys.method] {
        case .random, .halving:
            // The draws are the same with any instruction set.
            guard let kernels = InstructionSet.available.first?.kernels else { return [] }
            return space.draw(base[Keys.trials], seed: UInt64(base[Schema.seed]), kernels: kernels).map { [$0] }
        case .grid:
            paths = space.grid(limit: mostCombinations)?.map { [$0] }
        case .path:
            guard let key = space.pathKey else {
                throw base.error(
                    at: Keys.parameters, found: space.names.joined(separator: ", "),
                    expected: "l1 or l2 among them, since \(Keys.method.path) is path")
            }
            paths = space.paths(along: key, count: base[Keys.trials], limit: mostCombinations)
        }
        guard let paths else {
            let which = base[Keys.method] == .path ? " for the keys beside the penalty" : ""
            throw base.error(
                at: Keys.parameters, found: "a range, or more than 10_000 combinations",
                expected: "lists of values\(which), since \(Keys.method.path) is \(base[Keys.method].rawValue)")
        }
        return paths
    }

    /// The key that paths go along; nil where trials do not begin with others.
    public var pathKey: Int? { base[Schema.Sweep.method] == .path ? space.pathKey : nil }

    /// The paths: trials each of which begins with the model of the one before.
    public var paths: [[Trial]] {
        var paths: [[Trial]] = []
        for trial in trials {
            if trial.neighbor == nil { paths.append([]) }
            paths[paths.count - 1].append(trial)
        }
        return paths
    }

    /// What was trained for a result of this sweep.
    public func configuration(of result: TrialResult) throws(ConfigurationError) -> Configuration {
        try configuration(
            of: trials[result.number - 1], in: rounds.first { $0.epochCount == result.epochCount })
    }

    /// What is trained for a trial, for the full epochs or those of a round.
    ///
    /// It is read from the text again, since a choice, such as `optimizer.kind`, brings other defaults with it.
    /// - Parameters:
    ///   - trial: one of this sweep.
    ///   - round: the round, where it is not for the full epochs.
    ///   - fold: the fold that is left to the test, where trials are measured by folds.
    public func configuration(
        of trial: Trial, in round: Round? = nil, fold: Int? = nil
    ) throws(ConfigurationError) -> Configuration {
        var settings = zip(space.parameters, trial.values).map { "\($0.path)=\($1)" }
        if let round, rounds.count > 1 { settings.append("\(Schema.Training.epochs.path)=\(round.epochCount)") }
        if let fold { settings += FoldPlan.settings(ofFold: fold, of: base) }
        do {
            return try Configuration(yaml: yaml, file: file, overrides: overrides + settings)
        } catch {
            throw ConfigurationError(
                at: base.location(of: Schema.Sweep.parameters), path: error.path,
                problem: "\(error.problem) (with \(settings.joined(separator: ", ")))")
        }
    }

    /// Rounds of successive halving: as many as trials and epochs allow, the epochs of the last one full.
    private static func rounds(of base: Configuration, trialCount: Int) -> [Round] {
        let epochCount = base[Schema.Training.epochs]
        guard base[Schema.Sweep.method] == .halving else {
            return [Round(trialCount: trialCount, epochCount: epochCount)]
        }
        let reduction = base[Schema.Sweep.reduction]
        var rounds = [Round(trialCount: trialCount, epochCount: epochCount)]
        while let first = rounds.first, rounds.last!.trialCount >= reduction,
            first.epochCount / reduction >= base[Schema.Sweep.minimumEpochs]
        {
            // One more round in front: all the others have fewer trials then.
            rounds = rounds.map { Round(trialCount: $0.trialCount / reduction, epochCount: $0.epochCount) }
            rounds.insert(Round(trialCount: trialCount, epochCount: first.epochCount / reduction), at: 0)
        }
        return rounds
    }

    /// The sweep as text: with the same text it has the same trials, of the same bits.
    public var text: String { base.yaml(without: [Schema.Machine.section.path, Schema.Output.section.path]) }
}
