import Files

/// What is wrong in a file, found by code that does not know in which part of it.
package struct Malformed: Error, Hashable {
    package let found: String
    package let expected: String
    /// Whether there was too little memory.
    package var isMachineFailure = false

    init(found: String, expected: String) {
        self.found = found
        self.expected = expected
    }

    /// The same, with the place that its finder did not know.
    func error(file: String, place: String) -> FileError {
        FileError(
            file: file, place: place, problem: "found \(found), expected \(expected)",
            isMachineFailure: isMachineFailure)
    }
}
