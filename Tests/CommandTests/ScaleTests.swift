import Foundation
import TestSupport
import Testing

@Suite("lockstep scale")
struct ScaleTests {
    private static let configuration = """
        name: small
        data: {synthetic: {rows: 2000, features: 9}}
        model: {kind: linear_regression}
        training: {epochs: 2, batch_size: 128}
        """

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.configuration, to: "a.yaml")
    }

    @Test("trains with each number of workers, and finds the digest that train finds")
    func table() throws {
        let outcome = try folder.lockstep("scale", "a.yaml", "--workers-list", "1,2,3", "--repeats", "2")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.lines[0].split(separator: " ").first == "workers")
        #expect(outcome.lines[1...3].map { $0.split(separator: " ").first } == ["1", "2", "3"])
        #expect(outcome.lines.contains("same bits in all runs"))
        #expect(outcome.lines.last == "written to runs/small-scale")
        #expect(try folder.names(in: "runs/small-scale") == ["experiment.yaml", "scale.json", "scale.svg"])

        let study = try JSONObject(folder.text("runs/small-scale/scale.json"))
        let points = try #require(study.members["points"] as? [[String: Any]])
        let digest = try folder.lockstep("train", "a.yaml").digest
        #expect(points.map { $0["digest"] as? String } == [digest, digest, digest])
        #expect(points.map { $0["workers"] as? Int } == [1, 2, 3])
        #expect(points.allSatisfy { ($0["rows"] as? Int) == 3600 && ($0["steps"] as? Int) == 30 })
        #expect(points.allSatisfy { ($0["seconds"] as? [Double])?.count == 2 })
        #expect(try folder.text("runs/small-scale/scale.svg").hasPrefix("<svg "))
    }

    @Test("lets rows, batch and shards grow with the workers")
    func weak() throws {
        let outcome = try folder.lockstep(
            "scale", "a.yaml", "--workers-list", "1,3", "--weak", "--repeats", "1", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let study = try JSONObject(outcome.output)
        #expect(study.members["weak"] as? Bool == true && study.members["same_bits"] is NSNull)
        let points = try #require(study.members["points"] as? [[String: Any]])
        #expect(points.map { $0["rows"] as? Int } == [3600, 10800])
        #expect(points.map { $0["steps"] as? Int } == [30, 30])

        // What three workers trained is the experiment of three times the rows.
        let train = try folder.lockstep(
            "train", "a.yaml", "--set", "data.synthetic.rows=6000", "--set", "training.batch_size=384", "--set",
            "training.shards=6")
        #expect(points.last?["digest"] as? String == train.digest)
    }

    @Test("numbers its directories, and replaces one on request only")
    func directories() throws {
        let quick = ["scale", "a.yaml", "--workers-list", "1", "--repeats", "1"]
        #expect(try folder.lockstep(quick).lines.last == "written to runs/small-scale")
        #expect(try folder.lockstep(quick).lines.last == "written to runs/small-scale-2")
        try folder.expectRefusal(quick + ["--output", "runs/small-scale"], "runs/small-scale: found a run, expected")
        #expect(try folder.lockstep(quick + ["--output", "runs/small-scale", "--overwrite"]).status == 0)
    }

    private static let mistakes: [Mistake] =
        ["0", "1,,2", "2,1", "1,1", "abc", "4097", ""].map {
            Mistake(["--workers-list", $0], "--workers-list: found \($0), expected ascending numbers from 1 to 4096")
        } + [
            Mistake(["--repeats", "0"], "--repeats: found 0, expected 1 to 1000"),
            Mistake(["--overwrite"], "--overwrite: found no --output, expected one to replace"),
        ]

    @Test("refuses what makes no sense", arguments: mistakes)
    func refusal(_ mistake: Mistake) throws {
        try folder.expectRefusal(["scale", "a.yaml"] + mistake.arguments, mistake.message)
    }

    @Test("cannot let the rows of a file grow")
    func weakFile() throws {
        try folder.write("a,y\n1,2\n2,3\n", to: "rows.csv")
        try folder.write(
            "data: {file: {train: rows.csv, target: y}}\nmodel: {kind: linear_regression}\n", to: "b.yaml")
        try folder.expectRefusal(["scale", "b.yaml", "--weak"], "b.yaml:1:22: data.file.train: found rows of a file")
    }
}
