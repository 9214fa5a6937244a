import Foundation
import Synchronization

/// A folder of files that the tests of a suite only look at: filled when the first of them asks for it, removed when the
/// process ends.
package struct SharedFolder: Sendable {
    private let result: Result<ScratchFolder, any Error>

    /// - Parameter fill: puts files in the folder.
    package init(_ fill: (ScratchFolder) throws -> Void) {
        result = Result {
            let folder = try ScratchFolder()
            Self.paths.withLock { $0.append(folder.path) }
            try fill(folder)
            return folder
        }
    }

    /// The folder, or the error with which filling it ended.
    package var folder: ScratchFolder { get throws { try result.get() } }

    /// Puts links to the files in another folder.
    package func link(into folder: ScratchFolder) throws {
        for name in try self.folder.names {
            try FileManager.default.createSymbolicLink(
                atPath: folder.file(name), withDestinationPath: self.folder.file(name))
        }
    }

    private static let paths: Mutex<[String]> = {
        atexit { SharedFolder.removeAll() }
        return Mutex([])
    }()

    private static func removeAll() {
        for path in paths.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    }
}
