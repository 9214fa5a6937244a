import Foundation
import TestSupport
import Testing

@Suite("The version")
struct VersionTests {
    @Test("is the same in --version, summary.json, the model, its checkpoint and CITATION.cff")
    func everywhere() throws {
        let folder = try ScratchFolder()
        let version = try #require(folder.lockstep("--version").lines.first)
        #expect(version.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
        try folder.write(
            """
            name: small
            data: {synthetic: {kind: regression, rows: 100, features: 2}}
            model: {kind: linear_regression}
            training: {epochs: 2, batch_size: 10, checkpoint: {every_steps: 10}}
            """, to: "a.yaml")
        try #require(folder.lockstep("train", "a.yaml", "--output", "out", "--quiet").status == 0)
        #expect(try folder.json("out/summary.json").text("lockstep_version") == version)
        #expect(try folder.tensors("out/model.safetensors").metadata["lockstep_version"] == version)
        let checkpoint = try #require(folder.names(in: "out/checkpoints").first)
        #expect(try folder.tensors("out/checkpoints/\(checkpoint)").metadata["lockstep_version"] == version)
        let citation = try String(contentsOfFile: Places.package + "/CITATION.cff", encoding: .utf8)
        #expect(citation.split(separator: "\n").contains("version: \(version)"))
    }
}
