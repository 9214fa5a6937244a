import Foundation
import TestSupport
import Testing

/// A folder in which the command ran once for a whole suite, and how that ended.
struct SharedRun: Sendable {
    private let result: Result<(files: SharedFolder, outcome: Outcome), any Error>

    /// - Parameter prepare: puts in the folder what the command needs.
    init(_ arguments: String..., prepare: (ScratchFolder) throws -> Void = { _ in }) {
        result = Result {
            var outcome: Outcome?
            let files = SharedFolder { folder in
                try prepare(folder)
                outcome = try folder.lockstep(arguments)
            }
            _ = try files.folder
            return (files: files, outcome: try #require(outcome))
        }
    }

    /// The folder, to look at.
    var folder: ScratchFolder { get throws { try result.get().files.folder } }

    /// How the command ended.
    var outcome: Outcome { get throws { try result.get().outcome } }

    /// Puts copies of all files of the folder in another one, to be changed there.
    func copy(into folder: ScratchFolder) throws {
        let shared = try self.folder
        for name in try shared.names {
            try FileManager.default.copyItem(atPath: shared.file(name), toPath: folder.file(name))
        }
    }
}
