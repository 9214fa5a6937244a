package import Datasets
public import Files
public import Kernels
package import Models
import Vocabulary

extension TrainedModel {
    /// Writes a safetensors file: the tensors by name, and as metadata `model`, `loss` and `activation` where there is a
    /// choice, `features` and `classes` (JSON arrays, where there are names), `target` and `digest`, `weight`, the column
    /// of weights, where rows had one, `offset`, the feature that is added to the score as it is, where there is one, and `csv.…` and `first_index`, which say how the file of rows was read, and `unknown` where
    /// names that no row had are ignored, and `threshold`, where one decides between two classes. `hash` is a JSON array of the columns that are hashed, each followed by the number of its
    /// features; `interactions` one of the columns of all pairs, one pair after the other. `rows.…` are the fingerprints of the rows,
    /// and `checksum` is SHA-256 of the scales and of all other metadata. Where features are scaled, the float64 tensors `scaling.offset` and `scaling.scale` say
    /// how; `scaling.missing`, where numbers may be missing, what stands for them. Where the target was scaled, the float64
    /// tensors `target.mean` and `target.scale`, of one number each, say how: predictions are mean + scale · output. Where
    /// numbers are large beside their differences, `scaling.origin` and `target.origin` are what is taken from them, in
    /// double precision, before they are rounded to float32.
    public func save(to path: String) throws(FileError) {
        var scales = scaling.map { [(Self.offsetName, $0.offsets), (Self.scaleName, $0.scales)] } ?? []
        if let fills = scaling?.fills { scales.append((Self.fillName, fills)) }
        if let origins = scaling?.origins { scales.append((Self.originName, origins)) }
        var metadata = metadata
        metadata[Self.checksumKey] = "\(checksum(of: metadata))"
        try Safetensors.write(
            scales.map { .init(name: $0, shape: [$1.count], doubles: $1) } + (targetScaling?.tensors ?? [])
                + model.layout.tensors.map { .init(name: $0.name, shape: $0.shape, values: $0.values(in: parameters)) },
            metadata: metadata, to: path)
    }

    /// The digest of all that predictions depend on: the metadata, the parameters' digest among them, and the scales.
    private func checksum(of metadata: [String: String]) -> Digest {
        var bytes = Digest.bytes(of: metadata)
        let features = scaling.map { [$0.offsets, $0.scales, $0.fills ?? [], $0.origins ?? []] } ?? []
        let target = targetScaling.map { [[$0.mean, $0.scale, $0.origin]] } ?? []
        for numbers in features + target {
            bytes += Array("\(numbers.count)\n".utf8)
            numbers.withUnsafeBytes { bytes += $0 }
        }
        return bytes.withUnsafeBytes { Digest(of: $0) }
    }

    /// What is to be known beside the tensors, by the keys of the file.
    package var metadata: [String: String] {
        var metadata = architecture.metadata
        metadata["target"] = targetName
        if let weightName { metadata["weight"] = weightName }
        if let offsetName { metadata[Self.offsetKey] = offsetName }
        for (word, value) in csv?.words ?? [:] { metadata[Self.csvPrefix + word] = value }
        if !encoding.hash.isEmpty {
            metadata[Self.hashKey] = JSONNames.text(
                encoding.hash.sorted { $0.key < $1.key }.flatMap { [$0.key, "\($0.value)"] })
        }
        if !encoding.interactions.isEmpty {
            metadata[Self.interactionsKey] = JSONNames.text(encoding.interactions.flatMap { [$0.first, $0.second] })
        }
        if unknown == .ignored { metadata[Self.unknownKey] = Self.ignore }
        if let threshold { metadata[Self.thresholdKey] = "\(threshold)" }
        if let firstIndex { metadata[Self.firstIndexKey] = "\(firstIndex)" }
        metadata.merge(rows?.metadata ?? [:]) { $1 }
        metadata["digest"] = digest.description
        metadata[LockstepVersion.key] = LockstepVersion.current
        if case .named(let names) = featureNames { metadata["features"] = JSONNames.text(names) }
        if let classes { metadata["classes"] = JSONNames.text(classes.names) }
        return metadata
    }

    /// Reads what `save` wrote.
    public init(reading path: String, kernels: KernelTable) throws(FileError) {
        let file = try Safetensors.File(reading: path)
        let architecture = try Architecture(readingFrom: file)
        let shape = try file.tensor(architecture.weightNames[0]).shape
        guard shape.count == 2, shape.allSatisfy({ $0 > 0 }) else {
            throw FileError(
                file: path, place: architecture.weightNames[0], found: "shape \(shape)",
                expected: "shape [outputs, inputs]")
        }
        let classes = try Self.classes(in: file, architecture)
        let model = architecture.makeModel(
            featureCount: shape[1], classCount: classes?.count, kernels: kernels)
        var parameters = [Float](repeating: 0, count: model.layout.count)
        for tensor in model.layout.tensors {
            tensor.write(try file.floats(tensor.name, shape: tensor.shape), to: &parameters)
        }
        let featureNames = try Self.featureNames(in: file, count: shape[1])
        self.init(
            architecture: architecture, parameters: parameters, featureNames: featureNames,
            targetName: file.metadata["target"] ?? "y",
            offsetName: try Self.offset(in: file, architecture, featureNames), classes: classes,
            scaling: try Self.scaling(in: file, count: shape[1]),
            targetScaling: classes == nil ? try TargetScaling(in: file) : nil, kernels: kernels)
        weightName = file.metadata["weight"]
        csv = try Self.csv(in: file)
        encoding = try Self.encoding(in: file)
        rows = RowFingerprints(file.metadata)
        unknown = file.metadata[Self.unknownKey] == Self.ignore ? .ignored : .refused
        firstIndex = file.metadata[Self.firstIndexKey].flatMap { Int($0) }
        threshold = try Self.threshold(in: file, classes)
        if let written = file.metadata["digest"], written != digest.description {
            throw FileError(
                file: path, place: "metadata digest", found: "parameters with \(digest)",
                expected: OneLine.shortened(written, limit: 80))
        }
        guard let written = file.metadata[Self.checksumKey] else { return }
        let checksum = checksum(of: file.metadata.filter { $0.key != Self.checksumKey })
        guard written == checksum.description else {
            throw FileError(
                file: path, place: "metadata \(Self.checksumKey)", found: "scales or metadata with \(checksum)",
                expected: OneLine.shortened(written, limit: 80))
        }
    }

    private static let checksumKey = "checksum"
    private static let csvPrefix = "csv."
    private static let (hashKey, interactionsKey) = ("hash", "interactions")
    private static let firstIndexKey = "first_index"
    private static let thresholdKey = "threshold"
    private static let unknownKey = "unknown"
    private static let offsetKey = "offset"
    private static let ignore = "ignore"

    /// The feature under `offset`; nil where there is none.
    private static func offset(
        in file: borrowing Safetensors.File, _ architecture: Architecture, _ names: FeatureNames
    ) throws(FileError) -> String? {
        guard let name = file.metadata[offsetKey] else { return nil }
        guard architecture.kind.takesOffset, names.all.contains(name) else {
            throw FileError(
                file: file.path, place: "metadata \(offsetKey)", found: OneLine.shortened(name),
                expected: "a feature of a linear or logistic regression")
        }
        return name
    }

    /// The number under `threshold`; nil where there is none.
    private static func threshold(
        in file: borrowing Safetensors.File, _ classes: ClassLabels?
    ) throws(FileError) -> Float? {
        guard let text = file.metadata[thresholdKey] else { return nil }
        guard let threshold = Float(text), (0...1).contains(threshold), classes?.count == 2 else {
            throw FileError(
                file: file.path, place: "metadata \(thresholdKey)", found: OneLine.shortened(text),
                expected: "a probability from 0 to 1 of the second of two classes")
        }
        return threshold
    }

    /// What is under `csv.` and a word of `CSVOptions`; nil where there is nothing.
    private static func csv(in file: borrowing Safetensors.File) throws(FileError) -> CSVOptions? {
        var words: [String: String] = [:]
        for (key, value) in file.metadata where key.hasPrefix(csvPrefix) {
            words[String(key.dropFirst(csvPrefix.count))] = value
        }
        guard !words.isEmpty else { return nil }
        guard let csv = CSVOptions(words: words) else {
            throw FileError(
                file: file.path, place: "metadata \(csvPrefix)…",
                found: OneLine.shortened(
                    words.sorted { $0.key < $1.key }.map { "\($0) \($1)" }.joined(separator: ", ")),
                expected: "how a CSV file is written")
        }
        return csv
    }

    /// What is under `hash` and `interactions`.
    private static func encoding(in file: borrowing Safetensors.File) throws(FileError) -> ColumnEncoding {
        func pairs(_ key: String, _ expected: String) throws(FileError) -> [(String, String)] {
            guard let json = file.metadata[key] else { return [] }
            guard let names = JSONNames.names(json), names.count.isMultiple(of: 2) else {
                throw FileError(
                    file: file.path, place: "metadata \(key)", found: OneLine.shortened(json), expected: expected)
            }
            return stride(from: 0, to: names.count, by: 2).map { (names[$0], names[$0 + 1]) }
        }
        var encoding = ColumnEncoding()
        let expected = "a JSON array of columns, each with the number of its features"
        for (column, text) in try pairs(hashKey, expected) {
            guard let count = Int(text), (1...ColumnEncoding.mostHashed).contains(count) else {
                throw FileError(
                    file: file.path, place: "metadata \(hashKey)", found: OneLine.shortened(text), expected: expected)
            }
            encoding.hash[column] = count
        }
        encoding.interactions = try pairs(interactionsKey, "a JSON array of pairs of columns").map { .init($0, $1) }
        return encoding
    }

    /// The names under `features`; numbers where there are none.
    package static func featureNames(
        in file: borrowing Safetensors.File, count: Int
    ) throws(FileError) -> FeatureNames {
        guard let json = file.metadata["features"] else { return .numbered(count: count) }
        guard let names = JSONNames.names(json), names.count == count else {
            throw FileError(
                file: file.path, place: "metadata features", found: OneLine.shortened(json),
                expected: "a JSON array of \(count) names")
        }
        return .named(names)
    }

    private static let offsetName = "scaling.offset"
    private static let scaleName = "scaling.scale"
    private static let fillName = "scaling.missing"
    private static let originName = "scaling.origin"

    private static func scaling(
        in file: borrowing Safetensors.File, count: Int
    ) throws(FileError) -> FeatureScaling? {
        guard file.contains(offsetName) || file.contains(scaleName) else { return nil }
        let offsets = try file.doubles(offsetName, shape: [count])
        let scales = try file.doubles(scaleName, shape: [count])
        let fills = file.contains(fillName) ? try file.doubles(fillName, shape: [count]) : nil
        let origins = file.contains(originName) ? try file.doubles(originName, shape: [count]) : nil
        guard let scaling = FeatureScaling(offsets: offsets, scales: scales, fills: fills, origins: origins) else {
            throw FileError(
                file: file.path, place: "\(offsetName) and \(scaleName)",
                problem: "found a number that is no scale, expected finite numbers and scales above 0")
        }
        return scaling
    }

    /// The names under `classes`; nil for a regression.
    package static func classes(
        in file: borrowing Safetensors.File, _ architecture: Architecture
    ) throws(FileError) -> ClassLabels? {
        guard architecture.regressionLoss == nil else { return nil }
        let json = file.metadata["classes"]
        let isBinary = architecture == .logisticRegression
        guard let json, let names = JSONNames.names(json), let classes = ClassLabels(names: names),
            !isBinary || classes.count == 2
        else {
            throw FileError(
                file: file.path, place: "metadata classes", found: json.map { OneLine.shortened($0) } ?? "nothing",
                expected: "a JSON array of \(isBinary ? "two" : "at least two") different names")
        }
        return classes
    }
}

extension TargetScaling {
    private static let meanName = "target.mean"
    private static let scaleName = "target.scale"
    private static let originName = "target.origin"

    /// The numbers as a model's file has them.
    var tensors: [Safetensors.Source] {
        let numbers =
            [(Self.meanName, mean), (Self.scaleName, scale)] + (origin == 0 ? [] : [(Self.originName, origin)])
        return numbers.map { .init(name: $0, shape: [1], doubles: [$1]) }
    }

    /// Reads `tensors`; nil where the file has none.
    fileprivate init?(in file: borrowing Safetensors.File) throws(FileError) {
        guard file.contains(Self.meanName) || file.contains(Self.scaleName) else { return nil }
        let mean = try file.doubles(Self.meanName, shape: [1])[0]
        let scale = try file.doubles(Self.scaleName, shape: [1])[0]
        let origin = file.contains(Self.originName) ? try file.doubles(Self.originName, shape: [1])[0] : 0
        guard let scaling = TargetScaling(mean: mean, scale: scale, origin: origin) else {
            throw FileError(
                file: file.path, place: "\(Self.meanName) and \(Self.scaleName)", found: "\(mean) and \(scale)",
                expected: "finite numbers and a scale above 0")
        }
        self = scaling
    }
}

extension Architecture {
    /// The tensors of weights, from the first layer to the last.
    fileprivate var weightNames: [String] {
        guard case .multilayerPerceptron(let hidden, _, _, _) = self else { return ["weight"] }
        return (0...hidden.count).map { "layers.\($0).weight" }
    }

    fileprivate var metadata: [String: String] {
        var metadata = ["model": kind.rawValue]
        // Where there is one loss only, there is no need to name it.
        if kind.losses.count > 1 { metadata["loss"] = (regressionLoss?.kind ?? .crossEntropy).rawValue }
        if let regressionLoss {
            for hyperparameter in regressionLoss.kind.hyperparameters {
                metadata[hyperparameter.name] = "\(regressionLoss.values.float(hyperparameter))"
            }
        }
        if case .multilayerPerceptron(_, let activation, _, _) = self { metadata["activation"] = activation.rawValue }
        return metadata
    }

    fileprivate init(readingFrom file: borrowing Safetensors.File) throws(FileError) {
        let kind = try Self.term("model", in: file, of: Kind.allCases)
        switch kind {
        case .linearRegression: self = .linearRegression(try Self.loss(of: kind, in: file) ?? .squared)
        case .logisticRegression: self = .logisticRegression
        case .softmaxRegression: self = .softmaxRegression
        case .mlp:
            let activation = try Self.term("activation", in: file, of: Activation.allCases)
            let loss = try Self.loss(of: kind, in: file)
            var hidden: [Int] = []
            while file.contains("layers.\(hidden.count + 1).weight") {
                let tensor = try file.tensor("layers.\(hidden.count).weight")
                guard tensor.shape.count == 2, tensor.shape.allSatisfy({ $0 > 0 }) else {
                    throw FileError(
                        file: file.path, place: tensor.name, found: "shape \(tensor.shape)",
                        expected: "shape [outputs, inputs]")
                }
                hidden.append(tensor.shape[0])
            }
            self = .multilayerPerceptron(
                hidden: hidden, activation: activation, initialization: nil, regressionLoss: loss)
        }
    }

    /// The loss of a regression, nil for the cross-entropy. Files of other software may leave it out where the targets
    /// can only be numbers.
    package static func loss(
        of kind: Kind, in file: borrowing Safetensors.File
    ) throws(FileError) -> PointLoss? {
        let losses = kind.losses
        guard file.metadata["loss"] != nil || losses.contains(where: \.hasClasses) else { return .squared }
        let loss = try term("loss", in: file, of: losses)
        return PointLoss(loss, try values(of: loss, in: file))
    }

    /// The numbers that a loss takes; the defaults of those that the file leaves out.
    private static func values(
        of loss: PointLoss.Kind, in file: borrowing Safetensors.File
    ) throws(FileError) -> HyperparameterValues {
        var values = HyperparameterValues(defaultsOf: loss)
        for hyperparameter in loss.hyperparameters {
            guard case .number(let range, _) = hyperparameter.domain, let text = file.metadata[hyperparameter.name]
            else { continue }
            guard let number = Float(text), range.contains(Double(number)) else {
                throw FileError(
                    file: file.path, place: "metadata \(hyperparameter.name)", found: OneLine.shortened(text),
                    expected: range.description)
            }
            values[hyperparameter] = .number(Double(number))
        }
        return values
    }

    private static func term<Word: Term>(
        _ key: String, in file: borrowing Safetensors.File, of terms: [Word]
    ) throws(FileError) -> Word {
        let word = file.metadata[key]
        guard let term = terms.first(where: { $0.rawValue == word }) else {
            throw FileError(
                file: file.path, place: "metadata \(key)", found: word.map { OneLine.shortened($0) } ?? "nothing",
                expected: terms.map(\.rawValue).joined(separator: " or "))
        }
        return term
    }
}
