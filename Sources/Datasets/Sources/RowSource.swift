/// The names of a set's columns.
public enum FeatureNames: Hashable, Sendable {
    /// Features without names of their own: `x1`, `x2`, and so on.
    case numbered(count: Int)
    /// Named features, in the order in which a row holds them.
    case named([String])

    /// The number of features.
    public var count: Int {
        switch self {
        case .numbered(let count): count
        case .named(let names): names.count
        }
    }

    /// All names, in order.
    public var all: [String] { (0..<count).map { self[$0] } }

    /// The name of a feature.
    public subscript(index: Int) -> String {
        switch self {
        case .numbered: "x\(index + 1)"
        case .named(let names): names[index]
        }
    }
}

/// Where rows come from: anything that can write row `i`, whoever asks and in whatever order.
public protocol RowSource: Sendable {
    /// The number of rows.
    var rowCount: Int { get }
    /// The features of a row.
    var featureNames: FeatureNames { get }
    /// The column that is to be predicted.
    var targetName: String { get }
    /// The classes of a classification problem, whose targets are class indices; nil where targets are numbers to
    /// regress on.
    var classes: ClassLabels? { get }
    /// Where a user finds the rows.
    var origin: RowOrigin { get }
    /// How features were scaled; nil where they were not.
    var scaling: FeatureScaling? { get }
    /// Numbers of scratch memory that `writeRow` needs.
    var scratchCount: Int { get }

    /// Writes a row's features and returns its target; a pure function of `index`.
    func writeRow(
        _ index: Int, features: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) -> Float

    /// Writes the features of some rows, one after the other, and their targets: what `writeRow` writes, perhaps faster.
    func writeRows(
        _ rows: Range<Int>, features: UnsafeMutablePointer<Float>, targets: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>)

    /// Some rows will be asked for soon, as those of a file may be read meanwhile; whoever asks does not wait.
    func readAhead(_ rows: Range<Int>)

    /// Called now and then while rows are in use, and when all are written.
    /// - Throws: where what was written is not to be trusted, such as a `DataError` since a file has changed or failed.
    func check() throws
}

extension RowSource {
    /// Rows without a file.
    public var origin: RowOrigin { .numbers }
    /// None: features are as they came.
    public var scaling: FeatureScaling? { nil }

    /// Writes one row after the other.
    public func writeRows(
        _ rows: Range<Int>, features: UnsafeMutablePointer<Float>, targets: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let width = featureNames.count
        for row in rows {
            let index = row - rows.lowerBound
            targets[index] = writeRow(row, features: features + index * width, scratch: scratch)
        }
    }

    /// Does nothing: rows are there, or made when they are asked for.
    public func readAhead(_ rows: Range<Int>) {}

    /// Nothing can go wrong.
    public func check() throws {}

    /// A copy of some rows: features row-major, and a target for each row.
    public func read(_ rows: Range<Int>) -> (features: [Float], targets: [Float]) {
        let width = featureNames.count
        var scratch = [Float](repeating: 0, count: width + scratchCount + 1)
        var (features, targets): ([Float], [Float]) = ([], [])
        features.reserveCapacity(rows.count * width)
        for row in rows {
            scratch.withUnsafeMutableBufferPointer { scratch in
                let start = scratch.baseAddress!
                targets.append(writeRow(row, features: start, scratch: start + width))
                features += scratch.prefix(width)
            }
        }
        return (features, targets)
    }
}
