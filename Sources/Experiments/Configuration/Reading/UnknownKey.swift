import Vocabulary

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

    /// The name with the fewest typing errors, if it is near enough to have been meant.
    static func nearest(to key: String, among names: [String]) -> String? {
        Spelling.nearest(to: key, among: names) { min(3, $0.count / 3) }
    }
}
