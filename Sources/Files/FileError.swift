/// What went wrong with a file: one line that names the file, the place in it, what was found and what was expected.
///
/// For example `model.safetensors: header: found 8 bytes, expected at least 10`, or
/// `runs/a/summary.json: cannot write: no space left on the device`.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path as the caller gave it.
    public let file: String

    /// The part of the file, or of the work on it: `header`, `tensor "weight"`, `cannot open`.
    public let place: String?

    /// What was found and what was expected, or the reason that the operating system gave.
    public let problem: String

    /// Whether the machine failed, as with a full disk or a broken device, rather than the file or its name being wrong.
    public let isMachineFailure: Bool

    /// An error that is more than something found in place of something expected.
    public init(file: String, place: String? = nil, problem: String, isMachineFailure: Bool = false) {
        self.file = file
        self.place = place
        self.problem = problem
        self.isMachineFailure = isMachineFailure
    }

    /// Content that is not as it should be.
    public init(file: String, place: String? = nil, found: String, expected: String) {
        self.init(file: file, place: place, problem: "found \(found), expected \(expected)")
    }

    /// The error as one line, whatever the file or its name contains.
    public var description: String {
        OneLine.escaped([file, place, problem].compactMap(\.self).joined(separator: ": "))
    }
}
