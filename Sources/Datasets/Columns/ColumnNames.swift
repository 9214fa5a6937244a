/// Finds the name that a misspelt one was probably meant to be.
enum ColumnNames {
    /// The name with the fewest edits from `name`; the first of several.
    static func nearest(to name: String, in names: [String]) -> String? {
        let wanted = letters(name)
        return names.min { distance(letters($0), wanted) < distance(letters($1), wanted) }
    }

    /// Letters without case, and no more than a name needs: the time grows with the product of the lengths.
    private static func letters(_ name: String) -> [Unicode.Scalar] {
        Array(name.prefix(64).lowercased().unicodeScalars)
    }

    /// The number of letters to insert, delete, replace or swap with a neighbour (optimal string alignment).
    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
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
