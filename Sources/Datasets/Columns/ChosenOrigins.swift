/// The origins that were chosen for the columns of a table, and what those lose that have none.
struct ChosenOrigins {
    /// The origins.
    private(set) var origins = ColumnOrigins()
    /// The columns of numbers that lose some of their numbers to float32, as their first rows show.
    private(set) var roundedColumns: [String] = []
    /// Whether the target loses some of its numbers.
    private(set) var isTargetRounded = false

    /// Chooses by a file's first rows.
    /// - Parameters:
    ///   - choice: which origins; those that are given are taken as they are.
    ///   - names: the names of the columns of numbers.
    ///   - sample: the first rows, counted from origins; nil where they cannot be read.
    init(_ choice: OriginChoice, for names: [String], by sample: (ColumnOrigins) -> OriginSample?) {
        if case .given(let given) = choice {
            origins = given
            return
        }
        guard let rounded = sample(ColumnOrigins()) else { return }
        var needed = ColumnOrigins(target: OriginSample.origin(of: rounded.targets))
        for (name, numbers) in zip(names, rounded.columns) {
            if case let origin = OriginSample.origin(of: numbers), origin != 0 { needed.features[name] = origin }
        }
        guard !needed.areZero, let exact = sample(needed) else { return }
        for (place, name) in names.enumerated() {
            guard let origin = needed.features[name] else { continue }
            if OriginSample.areHeld(rounded.columns[place], exact: exact.columns[place], countedFrom: origin) {
                needed.features[name] = nil
            }
        }
        if OriginSample.areHeld(rounded.targets, exact: exact.targets, countedFrom: needed.target) { needed.target = 0 }
        if case .nearFirst(let features, let target) = choice {
            origins = ColumnOrigins(features: features ? needed.features : [:], target: target ? needed.target : 0)
        }
        for (place, name) in names.enumerated() where needed.features[name] != origins.features[name] {
            if OriginSample.losesNumbers(rounded.columns[place], exact: exact.columns[place]) {
                roundedColumns.append(name)
            }
        }
        isTargetRounded =
            needed.target != origins.target && OriginSample.losesNumbers(rounded.targets, exact: exact.targets)
    }
}

extension ColumnLayout {
    /// Chooses the origins of the columns, and notes which of them would need one but have none.
    /// - Parameters:
    ///   - choice: which origins.
    ///   - sample: the file's first rows, counted as a layout says; nil where they cannot be read.
    mutating func chooseOrigins(_ choice: OriginChoice, by sample: (ColumnLayout) -> OriginSample?) {
        let plain = self
        let chosen = ChosenOrigins(choice, for: originNames) { origins in
            var counted = plain
            counted.count(from: origins)
            return sample(counted)
        }
        count(from: chosen.origins)
        roundedColumns = chosen.roundedColumns + (chosen.isTargetRounded ? [targetName].compactMap(\.self) : [])
    }
}
