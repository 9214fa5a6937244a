import Files

/// Text from outside, made fit for a message of one line.
extension String {
    /// The text with every scalar that would break, hide or reorder a line written as an escape.
    var escaped: String { OneLine.escaped(self) }

    /// The escaped text, cut so that it takes about 60 characters with its ellipsis.
    var shortened: String { OneLine.shortened(self, limit: 59) }
}

/// `a`, `a or b`, `a, b or c`.
func alternatives(_ items: [String], _ conjunction: String = "or") -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
