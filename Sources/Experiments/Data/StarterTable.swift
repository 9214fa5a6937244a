public import Datasets
import Files

/// What is decided for a file that its user says little about: what to predict, from which columns, by which model.
public struct StarterTable: Sendable {
    /// What the user asks for.
    public struct Request: Sendable {
        /// What the configuration is to call the rows.
        public var file: String
        /// What it is to call their targets, where these are another file.
        public var targets: String?
        /// What is to be fitted.
        public var model: StarterSettings.Model
        /// What is to be predicted; nil to decide by the rows.
        public var task: StarterTask?
        /// Whether rows to validate on are in a file of their own.
        public var hasValidationFile = false
        /// Whether each fold of the rows is held out in turn.
        public var takesFolds = false

        /// A request.
        /// - Parameters:
        ///   - file: what the configuration is to call the rows.
        ///   - targets: what it is to call their targets, where these are another file.
        ///   - model: what is to be fitted.
        ///   - task: what is to be predicted; nil to decide by the rows.
        public init(
            file: String, targets: String? = nil, model: StarterSettings.Model = .linear, task: StarterTask? = nil
        ) {
            self.file = file
            self.targets = targets
            self.model = model
            self.task = task
        }
    }

    let request: Request
    let survey: FileSurvey
    let target: TargetDecision
    let columns: [(column: ColumnSurvey, decision: ColumnDecision)]
    let featureCount: Int

    /// Decides by the rows.
    /// - Parameters:
    ///   - request: what the user asks for.
    ///   - survey: what all rows say.
    /// - Throws: `DataError` where nothing can be predicted, or nothing is left to predict it from.
    public init(_ request: Request, _ survey: FileSurvey) throws(DataError) {
        self.request = request
        self.survey = survey
        target = try TargetDecision(survey.target, wanted: request.task, file: survey.file)
        var columns = survey.columns.enumerated().filter { survey.isTargetApart || $1.name != survey.target.name }.map {
            (
                column: $1,
                decision: $1.name == survey.target.name
                    ? .dropped("is the target, which has a file of its own")
                    : ColumnDecision(
                        $1, at: $0, hasHeader: survey.csv?.hasHeader ?? true, mayBeSparse: request.model == .linear)
            )
        }
        if columns.allSatisfy({ $0.decision.isDropped }) {
            for index in columns.indices {
                columns[index].decision = ColumnDecision.lastResort(columns[index].column) ?? columns[index].decision
            }
        }
        self.columns = columns
        let count = columns.reduce(0) { count, next in
            switch next.decision {
            case .numbers: count + 1
            case .names(let features), .hashed(let features): count + features
            case .dropped: count
            }
        }
        featureCount = survey.featureCount ?? count
        guard featureCount > 0 else {
            let reasons = columns.prefix(3).compactMap { column, decision in
                if case .dropped(let reason) = decision { "; \(OneLine.quoted(column.name)) \(reason)" } else { nil }
            }
            throw DataError(
                file: survey.file, found: "no column beside the target\(reasons.joined())",
                expected: "at least one feature")
        }
    }

    /// The rows that have a target.
    var rowCount: Int { survey.rowCount - survey.target.missingCount }

    /// Whether rows are held out: there are enough, and no others to validate on.
    var holdsOut: Bool { rowCount >= 20 && !request.hasValidationFile }

    /// The columns that are left out.
    var dropped: [String] {
        columns.compactMap { if case .dropped = $0.decision { $0.column.name } else { nil } }
    }

    /// The columns of names.
    var categorical: [String] {
        columns.compactMap { if case .names = $0.decision { $0.column.name } else { nil } }
    }

    /// The columns whose names share features, with their number.
    var hashed: [String: Int] {
        Dictionary(
            uniqueKeysWithValues: columns.compactMap { column, decision in
                if case .hashed(let count) = decision { (column.name, count) } else { nil }
            })
    }

    /// With more names than so many, rows are kept sparse.
    private static let mostDenseNames = 1000

    /// Whether rows are kept sparse: features of names are left as they are then, and zeros cost nothing.
    var isSparse: Bool {
        guard request.model == .linear else { return false }
        let nameCount = columns.reduce(0) { count, next in
            if case .names(let names) = next.decision { count + names } else { count }
        }
        return nameCount > Self.mostDenseNames || !hashed.isEmpty
    }

    /// The columns that are read in which some rows have nothing.
    var incomplete: [ColumnSurvey] {
        columns.compactMap { column, decision in
            if case .dropped = decision { nil } else { column.missingCount > 0 ? column : nil }
        }
    }

    /// The settings of the training.
    var settings: StarterSettings {
        StarterSettings(
            target.task == .regression ? .regression : .classification(classCount: target.classes.count),
            model: request.model, rowCount: rowCount, featureCount: featureCount,
            numberCount: isSparse ? columns.count { !$0.decision.isDropped } : nil)
    }
}
