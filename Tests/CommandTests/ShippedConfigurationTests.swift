import Foundation
import TestSupport
import Testing

/// The digests to which the shipped configurations train. A release that changes one says so in CHANGELOG.md.
private enum Pinned {
    static let digests: [String: String] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/digests.txt"
        let lines = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n") ?? []
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let words = line.split(separator: " ").map(String.init)
                return (words[0], "sha256:\(words[1])")
            })
    }()

    static let names = digests.keys.sorted()

    static let clothes = "/usr/share/datasets/fashion-mnist"
    static let needsClothes = Requirement(
        "the package dataset-fashion-mnist and LOCKSTEP_LONG_TESTS=1, as .ci/run has them",
        FileManager.default.fileExists(atPath: clothes)
            && ProcessInfo.processInfo.environment["LOCKSTEP_LONG_TESTS"] == "1")
}

@Suite("Shipped configurations", .serialized)
struct ShippedConfigurationTests {
    private func expectDigest(_ name: String) throws {
        let folder = try ScratchFolder()
        let outcome = try folder.lockstep("train", "\(Places.package)/configs/\(name).yaml", "--quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.digest == Pinned.digests[name])
    }

    @Test("all have a digest that is written down")
    func all() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(Places.package)/configs")
        let found = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
        #expect(found.sorted() == Pinned.names)
    }

    @Test("train to their digests", arguments: Pinned.names.filter { !$0.hasPrefix("fashion-mnist") })
    func digest(name: String) throws { try expectDigest(name) }

    @Test(
        "of Fashion-MNIST train to their digests", .needs(Pinned.needsClothes),
        arguments: Pinned.names.filter { $0.hasPrefix("fashion-mnist") })
    func publishedSet(name: String) throws { try expectDigest(name) }
}
