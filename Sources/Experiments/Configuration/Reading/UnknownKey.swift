/// What to say to someone who wrote a key that does not exist.
enum UnknownKey {
    static func error(_ key: String, in section: String, at place: ConfigurationError.Location) -> ConfigurationError {
        let path = section.isEmpty ? key : "\(section).\(key)"
        return ConfigurationError(at: place, path: path, problem: "unknown key; \(hint(key, path, in: section))")
    }

    private static func hint(_ key: String, _ path: String, in section: String) -> String {
        let paths = Schema.keys.map(\.path) + Schema.sections.map(\.path)
        if key.contains("."), let meant = paths.first(where: { $0 == path || $0 == key }) {
            return "write \(Schema.name(of: meant)) inside the section \(Schema.parent(of: meant))"
        }
        let homes = paths.filter { Schema.name(of: $0) == key }.map { Schema.parent(of: $0) }
        if !homes.isEmpty {
            return "\(key) belongs \(alternatives(homes.map { $0.isEmpty ? "at the top level" : "in \($0)" }))"
        }
        let names = Schema.names(in: section)
        if let near = nearest(to: key, among: names) {
            return "did you mean \(near)?"
        }
        if let near = nearest(to: key, among: paths.map(Schema.name(of:))) {
            return "did you mean \(alternatives(paths.filter { Schema.name(of: $0) == near }))?"
        }
        return "known here: \(names.joined(separator: ", "))"
    }

    /// The candidate that is fewest slips of the finger away, if any is near enough to have been meant.
    static func nearest(to key: String, among candidates: [String]) -> String? {
        let word = key.lowercased()
        let near = candidates.compactMap { candidate -> (candidate: String, distance: Int)? in
            let allowed = min(3, candidate.count / 3)
            guard abs(candidate.count - word.count) <= allowed else { return nil }
            let distance = editDistance(Array(word.unicodeScalars), Array(candidate.unicodeScalars))
            return distance <= allowed ? (candidate, distance) : nil
        }
        return near.min { $0.distance < $1.distance }?.candidate
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other
    /// (the optimal string alignment distance).
    private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var older: [Int] = []
        var previous = Array(0...b.count)
        for i in 0..<a.count {
            var current = [i + 1]
            for j in 0..<b.count {
                var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, older[j - 1] + 1)
                }
                current.append(best)
            }
            (older, previous) = (previous, current)
        }
        return previous[b.count]
    }
}
