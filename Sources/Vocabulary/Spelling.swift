/// Finds the name that a misspelt one was probably meant to be.
package enum Spelling {
    /// Letters of a name that are compared: the time grows with the product of the lengths.
    private static let letterLimit = 64

    /// The name with the fewest typing errors from `word`, whatever the case of its letters; the first of several.
    /// - Parameters:
    ///   - word: what was written.
    ///   - names: what may have been meant.
    ///   - limit: the most errors with which a name still counts.
    package static func nearest(
        to word: String, among names: [String], within limit: (String) -> Int = { _ in .max }
    ) -> String? {
        let written = letters(word)
        var nearest: (name: String, errors: Int)?
        for name in names {
            let meant = letters(name)
            let allowed = limit(name)
            guard abs(meant.count - written.count) <= allowed else { continue }
            let errors = editDistance(written, meant)
            if errors <= allowed, errors < nearest?.errors ?? .max { nearest = (name, errors) }
        }
        return nearest?.name
    }

    private static func letters(_ name: String) -> [Unicode.Scalar] {
        Array(name.prefix(letterLimit).lowercased().unicodeScalars)
    }

    /// How many letters must be inserted, deleted, replaced or swapped with their neighbour to turn one word into the
    /// other: the optimal string alignment distance (Damerau, "A technique for computer detection and correction of
    /// spelling errors", 1964), in which no letter takes part in two swaps.
    package static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var edits = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { edits = min(edits, beforeLast[j - 1] + 1) }
                row.append(edits)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
