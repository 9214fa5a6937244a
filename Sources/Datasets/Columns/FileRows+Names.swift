extension FileRows {
    /// The same rows with features for those names alone that rows of a part have; others are counted.
    /// - Parameters:
    ///   - part: the rows whose names are known.
    ///   - split: a split of all rows.
    public func keepingNames(ofPart part: HeldOutSplit.Part, of split: HeldOutSplit) -> FileRows {
        guard let encoded = matrix as? EncodedMatrix, case .named(let names) = featureNames else { return self }
        let known = encoded.codes.map { codes in Self.codes(codes, ofPart: part, of: split) }
        let kept = encoded.columns.indices.filter { index in
            guard case .indicator(let place, let code, _) = encoded.columns[index] else { return true }
            return known[place].contains(code)
        }
        var rows = self
        rows.featureNames = .named(kept.map { names[$0] })
        rows.featureOrigins = featureOrigins.map { origins in kept.map { origins[$0] } }
        rows.matrix = EncodedMatrix(
            numbers: encoded.numbers, origins: encoded.origins, codes: encoded.codes, sharings: encoded.sharings,
            columns: kept.map { encoded.columns[$0] })
        // Of columns that are hashed or crossed, no name is unknown.
        let places = Set(
            encoded.columns.compactMap { column in
                if case .indicator(let place, _, nil) = column { place } else { nil }
            })
        for place in categoryNames.indices where places.contains(place) {
            let count = encoded.codes[place].count { !known[place].contains($0) }
            if count > 0 { rows.unknownNames.add([UnknownNames(column: categoryNames[place], rowCount: count)]) }
        }
        return rows
    }

    /// The codes that rows of a part have.
    private static func codes(
        _ codes: [Int32], ofPart part: HeldOutSplit.Part, of split: HeldOutSplit
    ) -> Set<Int32> {
        var found: Set<Int32> = []
        let rowsAtOnce = 1 << 12, count = split.count(of: part)
        for start in stride(from: 0, to: count, by: rowsAtOnce) {
            for row in split.rows(of: part, in: start..<min(start + rowsAtOnce, count)) { found.insert(codes[row]) }
        }
        return found
    }
}
