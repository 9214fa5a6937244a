import Files
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test func writesWhatItIsGiven() throws {
        try AtomicFile.write("first\n", to: folder.file("a.txt"))
        #expect(try folder.text("a.txt") == "first\n")
        try AtomicFile.write("zweite – größer\n", to: folder.file("a.txt"))
        #expect(try folder.text("a.txt") == "zweite – größer\n")
        #expect(try folder.names == ["a.txt"])
    }

    @Test func writesPiecesOfEverySizeInOrder() throws {
        var file = try AtomicFile(replacing: folder.file("pieces"))
        var expected: [UInt8] = []
        var random = SplitMix(state: 1)
        for size in [0, 1, 70_000, 70_000, 131_072, 131_073, 400_000, 3] {
            let piece = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
            try file.append(piece)
            try file.append("é")
            expected += piece + Array("é".utf8)
        }
        try file.commit()
        #expect(try folder.bytes("pieces") == expected)
    }

    @Test func nothingIsSeenBeforeTheCommit() throws {
        try folder.put([1], in: "a")
        var file = try AtomicFile(replacing: folder.file("a"))
        try file.append([UInt8](repeating: 2, count: 300_000))
        #expect(try folder.bytes("a") == [1])
        #expect(try folder.names.count == 2)
        #expect(try folder.names[0].hasPrefix(".a.\(getpid())."))
        try file.commit()
        #expect(try folder.bytes("a").count == 300_000)
        #expect(try folder.names == ["a"])
    }

    @Test func anAbandonedFileLeavesNoTrace() throws {
        try folder.put([1], in: "a")
        do {
            var file = try AtomicFile(replacing: folder.file("a"))
            try file.append([UInt8](repeating: 2, count: 300_000))
        }
        #expect(try folder.bytes("a") == [1])
        #expect(try folder.names == ["a"])
    }

    @Test func keepsPermissionsAndSymbolicLinks() throws {
        try folder.put([1], in: "real")
        chmod(folder.file("real"), 0o640)
        symlink("real", folder.file("link"))
        try AtomicFile.write("new", to: folder.file("link"))
        #expect(try folder.text("real") == "new")
        #expect(try folder.names == ["link", "real"])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "real")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("real"))
        #expect(attributes[.posixPermissions] as? Int == 0o640)
    }

    @Test func refusesWhatIsNoFile() throws {
        let path = folder.path
        expect("\(path): cannot write: is a directory") { try AtomicFile.write("", to: path) }
        expect("/dev/null: cannot write: is not a regular file") { try AtomicFile.write("", to: "/dev/null") }
        expect("\(path)/no/a: cannot create: no such folder") { try AtomicFile.write("", to: "\(path)/no/a") }
        expect("\(path)/no/: cannot write: the path names no file") { try AtomicFile.write("", to: "\(path)/no/") }
        expect("a\\0b: found a NUL character in the path, expected none") { try AtomicFile.write("", to: "a\0b") }
        try folder.put([], in: "file")
        expect("\(path)/file/a: cannot create: a part of the path is not a directory") {
            try AtomicFile.write("", to: "\(path)/file/a")
        }
    }

    /// Each system call of a write fails in turn: the old file stays, and nothing else is left.
    @Test(arguments: [0, 1, 2, 3, 4, 5])
    func survivesTheFailureOfEachCall(_ failing: Int) throws {
        try folder.put([1], in: "a")
        let path = folder.file("a")
        var calls = SystemCalls()
        let expected: String
        switch failing {
        case 0:
            calls.open = { _, _, _ in fail(EACCES) }
            expected = "cannot create: permission denied"
        case 1:
            calls.write = { _, _ in Int(fail(ENOSPC)) }
            expected = "cannot write: no space left on the device"
        case 2:
            // A disk that fills up in the midst of a write.
            let room = Atomic(1000)
            calls.write = { descriptor, bytes in
                let count = min(bytes.count, room.load(ordering: .relaxed))
                room.subtract(count, ordering: .relaxed)
                return count == 0 ? Int(fail(EDQUOT)) : write(descriptor, bytes.baseAddress, count)
            }
            expected = "cannot write: the disk quota is used up"
        case 3:
            calls.synchronize = { _ in fail(EIO) }
            expected = "cannot write: the device failed to read or write"
        case 4:
            calls.close = {
                close($0)
                return fail(ENOSPC)
            }
            expected = "cannot write: no space left on the device"
        default:
            calls.rename = { _, _ in fail(EROFS) }
            expected = "cannot replace: the file system is read-only"
        }
        let replaced = calls
        expect("\(path): \(expected)") {
            var file = try AtomicFile(replacing: path, calls: replaced)
            try file.append([UInt8](repeating: 2, count: 5000))
            try file.commit()
        }
        #expect(try folder.bytes("a") == [1])
        #expect(try folder.names == ["a"])
    }

    /// A power cut after the commit must not undo the renaming, which is written in the folder.
    @Test(arguments: ["", "sub/"])
    func makesTheRenamingDurable(_ subfolder: String) throws {
        try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: false)
        let events = Mutex<[String]>([])
        var calls = SystemCalls()
        calls.synchronize = { descriptor in
            let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            events.withLock { $0.append("synchronize \(place ?? "nothing")") }
            return fsync(descriptor)
        }
        calls.rename = { from, to in
            events.withLock { $0.append("rename \(from) to \(to)") }
            return rename(from, to)
        }
        let path = folder.file("\(subfolder)a")
        var file = try AtomicFile(replacing: path, calls: calls)
        try file.append([1, 2])
        try file.commit()
        let found = events.withLock { $0 }
        try #require(found.count == 3, "\(found)")
        let temporary = String(found[0].dropFirst("synchronize ".count))
        #expect(temporary.hasPrefix(folder.file("\(subfolder).a.")) && temporary.hasSuffix(".tmp"))
        #expect(found[1] == "rename \(temporary) to \(path)")
        #expect(found[2] == "synchronize \(folder.path)\(subfolder.isEmpty ? "" : "/sub")")
    }

    /// The file is in its place then, though a power cut could undo it. Some file systems know no fsync of a folder.
    @Test(arguments: [(EIO, "cannot write the folder: the device failed to read or write"), (EINVAL, nil)])
    func reportsAFolderThatCannotBeSynchronized(_ code: Int32, _ problem: String?) throws {
        let path = folder.file("a")
        let count = Atomic(0)
        var calls = SystemCalls()
        calls.synchronize = { count.add(1, ordering: .relaxed).newValue == 1 ? fsync($0) : fail(code) }
        let replaced = calls
        func write() throws(FileError) {
            var file = try AtomicFile(replacing: path, calls: replaced)
            try file.append("new")
            try file.commit()
        }
        if let problem { expect("\(path): \(problem)") { try write() } } else { try write() }
        #expect(try folder.text("a") == "new" && folder.names == ["a"])
        #expect(count.load(ordering: .relaxed) == 2)
    }

    @Test func goesOnAfterShortAndInterruptedWrites() throws {
        var calls = SystemCalls()
        let turn = Atomic(0)
        calls.write = { descriptor, bytes in
            if turn.add(1, ordering: .relaxed).newValue % 3 == 0 { return Int(fail(EINTR)) }
            return write(descriptor, bytes.baseAddress, min(bytes.count, 777))
        }
        let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        var file = try AtomicFile(replacing: folder.file("a"), calls: calls)
        try file.append(content)
        try file.commit()
        #expect(try folder.bytes("a") == content)
    }

    @Test func manyWritersOfOnePathLeaveOneWholeFile() async throws {
        let path = folder.file("a")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask { try AtomicFile.write(String(repeating: "\(writer)", count: 50_000), to: path) }
            }
            try await group.waitForAll()
        }
        let text = try folder.text("a")
        #expect(text.count == 50_000 && Set(text).count == 1)
        #expect(try folder.names == ["a"])
    }
}

private func fail(_ code: Int32) -> Int32 {
    errno = code
    return -1
}
