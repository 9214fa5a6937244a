public import Datasets
import Files
import KernelTable
public import Models

extension TrainedModel {
    /// Why a training cannot begin with a model's parameters, as words after "found" and "expected".
    public struct StartMismatch: Error, Equatable {
        /// What the model is.
        public let found: String
        /// What it would have to be.
        public let expected: String
    }

    /// The parameters with which another model predicts for its rows what this one does.
    ///
    /// Features and classes are matched by their names. A feature that this model does not know keeps the other model's
    /// initial weights, and so does a class. A feature that the rows do not have counts as its offset, which is the mean where
    /// features were scaled to a deviation of 1. Weights w and the bias b of the first layer, of features (x − o) / s, become
    /// w s′ / s and b + Σ w (o′ − o) / s for features (x − o′) / s′; those of the last layer are brought to the scale of the
    /// other targets likewise. All in double precision.
    /// - Parameters:
    ///   - other: the model that is to be trained.
    ///   - architecture: what kind of model it is.
    ///   - dataset: the rows that it is to be trained on.
    ///   - encoding: how names and pairs of columns became the features of these rows.
    ///   - seed: where the initial values of what this model does not know come from.
    public func start(
        for other: any Model, as architecture: Architecture, on dataset: Dataset, encoding: ColumnEncoding = .init(),
        seed: UInt64
    ) throws(StartMismatch) -> StartingPoint {
        try check(architecture)
        try check(offset: (other as? any SparseModel)?.offsetColumn.map { dataset.featureNames[$0] })
        let columns = FeatureMatch(from: featureNames, self.encoding, to: dataset.featureNames, encoding)
        guard dataset.featureCount == 0 || columns.sources.contains(where: { $0 != nil }) else {
            let names = featureNames.all
            throw StartMismatch(
                found: "a model of \(OneLine.list(names, limit: 5))",
                expected: "one of some of these rows' columns, \(OneLine.list(dataset.featureNames.all, limit: 5))")
        }
        let outputs = try outputMatch(dataset.classes)
        var parameters = other.initialParameters(seed: seed)
        let (tensors, others) = (model.layout.tensors, other.layout.tensors)
        for layer in stride(from: 0, to: others.count, by: 2) {
            let isFirst = layer == 0, isLast = layer + 2 == others.count
            var converted = LayerValues(
                weights: others[layer].values(in: parameters), biases: others[layer + 1].values(in: parameters))
            let own = LayerValues(
                weights: tensors[layer].values(in: self.parameters),
                biases: tensors[layer + 1].values(in: self.parameters))
            let rows = isLast ? outputs : own.biases.indices.map { OutputSource(row: $0) }
            for (row, source) in rows.enumerated() {
                guard let source else { continue }
                converted.take(
                    source, of: own, to: row,
                    columns: isFirst ? columns.sources : nil, from: scaling, to: dataset.scaling,
                    targets: isLast ? TargetConversion(from: targetScaling, to: dataset.targetScaling) : nil)
            }
            guard converted.areFinite else {
                throw StartMismatch(
                    found: "parameters beyond single precision in the scale of these rows", expected: "smaller ones")
            }
            others[layer].write(converted.weights, to: &parameters)
            others[layer + 1].write(converted.biases, to: &parameters)
        }
        var start = StartingPoint(parameters, other.layout)
        start.newFeatures = columns.newNames
        start.goneFeatures = columns.goneNames
        if let classes, let others = dataset.classes {
            start.newClasses = others.names.filter { classes.index(of: $0) == nil }
            start.goneClasses = classes.names.filter { others.index(of: $0) == nil }
        }
        return start
    }

    private func check(_ other: Architecture) throws(StartMismatch) {
        guard architecture.kind == other.kind else {
            throw StartMismatch(found: "a model of kind \(architecture.kind)", expected: "\(other.kind)")
        }
        guard (architecture.regressionLoss == nil) == (other.regressionLoss == nil) else {
            func targets(_ architecture: Architecture) -> String {
                architecture.regressionLoss == nil ? "classes" : "a number"
            }
            throw StartMismatch(
                found: "a model that predicts \(targets(architecture))", expected: "one that predicts \(targets(other))"
            )
        }
        guard architecture.regressionLoss?.link == other.regressionLoss?.link else {
            func loss(_ architecture: Architecture) -> String { architecture.regressionLoss?.kind.rawValue ?? "" }
            throw StartMismatch(
                found: "a model trained with the loss \(loss(architecture))",
                expected: "a loss whose outputs mean the same as those of \(loss(other))")
        }
        guard case .multilayerPerceptron(let hidden, let activation, _, _) = architecture,
            case .multilayerPerceptron(let otherHidden, let otherActivation, _, _) = other
        else { return }
        guard hidden == otherHidden, activation == otherActivation else {
            throw StartMismatch(
                found: "a network with hidden layers \(hidden) and activation \(activation)",
                expected: "\(otherHidden) and \(otherActivation)")
        }
    }

    private func check(offset: String?) throws(StartMismatch) {
        guard offsetName != offset else { return }
        func text(_ name: String?) -> String { name.map { "offset \(OneLine.shortened($0))" } ?? "no offset" }
        throw StartMismatch(found: "a model with \(text(offsetName))", expected: "\(text(offset))")
    }

    /// For each output of the other model, the output of this one that it continues; nil for a class that is new.
    private func outputMatch(_ others: ClassLabels?) throws(StartMismatch) -> [OutputSource?] {
        guard let classes, let others else { return [OutputSource(row: 0)] }
        let matched = others.names.map { classes.index(of: $0) }
        let expected = "the classes of these rows, \(OneLine.list(others.names, limit: ClassLabels.shownCount))"
        let found = "a model of the classes \(OneLine.list(classes.names, limit: ClassLabels.shownCount))"
        guard model.outputCount > 1 else {
            guard let first = matched[0], let second = matched[1] else {
                throw StartMismatch(found: found, expected: expected)
            }
            return [OutputSource(row: 0, sign: first < second ? 1 : -1)]
        }
        guard matched.contains(where: { $0 != nil }) else {
            throw StartMismatch(found: found, expected: "some of \(expected)")
        }
        return matched.map { $0.map { OutputSource(row: $0) } }
    }
}

/// Which features of a model are which of other rows.
private struct FeatureMatch {
    /// For each feature of the rows, its place in the model; nil where it has none.
    let sources: [Int?]
    let newNames: [String]
    let goneNames: [String]

    init(from names: FeatureNames, _ encoding: ColumnEncoding, to others: FeatureNames, _ otherEncoding: ColumnEncoding)
    {
        guard names != others || encoding.hash != otherEncoding.hash else {
            sources = (0..<names.count).map { $0 }
            (newNames, goneNames) = ([], [])
            return
        }
        // A bucket of another number of buckets holds other names.
        let changed = Set(encoding.hash.keys).union(otherEncoding.hash.keys).filter {
            encoding.hash[$0] != otherEncoding.hash[$0]
        }
        func isOfChanged(_ name: String) -> Bool {
            changed.contains { name.hasPrefix("\($0)#") || name.contains("*\($0)#") || name.hasPrefix("\($0)*") }
        }
        let (own, other) = (names.all, others.all)
        let places = Dictionary(own.enumerated().map { ($1, $0) }) { first, _ in first }
        sources = other.map { isOfChanged($0) ? nil : places[$0] }
        let used = Set(sources.compactMap { $0 })
        newNames = zip(other, sources).filter { $1 == nil }.map(\.0)
        goneNames = own.indices.filter { !used.contains($0) }.map { own[$0] }
    }
}

/// An output that another one continues.
private struct OutputSource {
    let row: Int
    /// -1 where the two classes of a logistic regression have changed places.
    var sign = 1.0
}

/// From outputs in the scale of some targets to outputs in the scale of others.
private struct TargetConversion {
    let factor: Double
    let shift: Double

    init(from scaling: TargetScaling?, to other: TargetScaling?) {
        let scale = other?.scale ?? 1
        factor = (scaling?.scale ?? 1) / scale
        shift = ((scaling?.mean ?? 0) - (other?.mean ?? 0)) / scale
    }
}

/// The weights, row-major [outputs, inputs], and the biases of a layer.
private struct LayerValues {
    var weights: [Float]
    var biases: [Float]

    var areFinite: Bool { weights.allSatisfy(\.isFinite) && biases.allSatisfy(\.isFinite) }

    /// Takes an output of another layer for one of this.
    /// - Parameter columns: for each input, its place in the other layer; nil where the inputs are the same units.
    mutating func take(
        _ source: OutputSource, of other: LayerValues, to row: Int, columns: [Int?]?, from scaling: FeatureScaling?,
        to otherScaling: FeatureScaling?, targets: TargetConversion?
    ) {
        let inputCount = weights.count / biases.count
        let otherCount = other.weights.count / other.biases.count
        let factor = source.sign * (targets?.factor ?? 1)
        var bias = Double(other.biases[source.row])
        for input in 0..<inputCount {
            guard let place = columns.map({ $0[input] }) ?? input else { continue }
            let weight = Double(other.weights[source.row * otherCount + place])
            guard columns != nil else {
                weights[row * inputCount + input] = Float(weight * factor)
                continue
            }
            let (offset, scale) = (scaling?.offsets[place] ?? 0, scaling?.scales[place] ?? 1)
            let (newOffset, newScale) = (otherScaling?.offsets[input] ?? 0, otherScaling?.scales[input] ?? 1)
            bias += weight * (newOffset - offset) / scale
            weights[row * inputCount + input] = Float(weight * (newScale / scale) * factor)
        }
        biases[row] = Float(bias * factor + (targets?.shift ?? 0))
    }
}
