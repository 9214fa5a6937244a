import Foundation
import TestSupport
import Testing

@Suite("TensorBoard", .needs(.python("tensorboard")))
struct TensorBoardTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(
            """
            name: board
            data: {synthetic: {kind: clusters, rows: 3_000, features: 12, classes: 3}}
            model: {kind: mlp, hidden: [16]}
            training: {epochs: 30, batch_size: 50}
            optimizer: {learning_rate: 0.05}
            """, to: "a.yaml")
    }

    /// What TensorBoard's own reader finds.
    private func read(_ run: String) throws -> JSONObject {
        try JSONObject(PythonPeer.run(Self.reader, folder.file(run)))
    }

    private static let reader = """
        import json, sys
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
        events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "histograms": 0})
        events.Reload()
        scalars = {tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}
        histograms = {tag: [[e.step, e.histogram_value.num, sum(e.histogram_value.bucket), e.histogram_value.min,
            e.histogram_value.max, e.histogram_value.sum] for e in events.Histograms(tag)]
            for tag in events.Tags()["histograms"]}
        contents = {tag: HParamsPluginData.FromString(content)
            for tag, content in events.PluginTagToContent("hparams").items()}
        start = contents["_hparams_/session_start_info"].session_start_info
        end = contents.get("_hparams_/session_end_info")
        hparams = {key: value.number_value or value.string_value for key, value in start.hparams.items()}
        print(json.dumps({"scalars": scalars, "histograms": histograms, "hparams": hparams,
            "status": end.session_end_info.status if end else None}))
        """

    @Test("reads the scalars of metrics.jsonl, histograms of the parameters, and hyperparameters")
    func reads() throws {
        try #require(try folder.lockstep("train", "a.yaml", "--quiet", "--output", "run").status == 0)
        let found = try read("run")
        let scalars = try #require(found.members["scalars"] as? [String: [[Double]]])
        let records = try folder.jsonLines("run/metrics.jsonl")
        for (tag, key) in [
            ("loss/train", "train_loss"), ("loss/validation", "validation_loss"), ("learning_rate", "learning_rate"),
            ("rows_per_second", "rows_per_second"), ("validation/accuracy", "accuracy"),
        ] {
            let expected = try records.filter { $0.members[key] != nil }
                .map { try [$0.number("step"), $0.number(key)] }
            let numbers = try #require(scalars[tag], "\(tag)")
            #expect(numbers.map(\.[0]) == expected.map(\.[0]) && !numbers.isEmpty, "\(tag)")
            #expect(zip(numbers, expected).allSatisfy { abs($0[1] - $1[1]) <= abs($1[1]) * 1e-6 }, "\(tag)")
        }
        let histograms = try #require(found.members["histograms"] as? [String: [[Double]]])
        let tensors = try folder.tensors("run/model.safetensors").values
        #expect(histograms.count == tensors.count)
        for (tag, entries) in histograms {
            let last = try #require(entries.last)
            let values = try #require(tensors[String(tag.dropFirst("parameters/".count))]).map(Double.init)
            #expect(entries.count == 15 && last[0] == 54 * 30)
            #expect(last[1] == Double(values.count) && last[2] == last[1], "\(tag)")
            // Foundation's JSON is a bit off in the last place.
            for (found, expected) in zip(last[3...4], [values.min(), values.max()]) {
                #expect(abs(found - (try #require(expected))) < 1e-15, "\(tag)")
            }
            #expect(abs(last[5] - values.reduce(0, +)) < 1e-6)
        }
        let hyperparameters = try #require(found.members["hparams"] as? [String: Any])
        #expect(hyperparameters["optimizer.learning_rate"] as? Double == 0.05)
        #expect(hyperparameters["data.synthetic.rows"] as? Double == 3000)
        #expect(hyperparameters["model.kind"] as? String == "mlp")
        #expect(found.members["status"] as? Int == 1)
    }

    @Test("sees a run that was stopped and resumed as one that was not")
    func resumed() throws {
        try #require(try folder.lockstep("train", "a.yaml", "--quiet", "--output", "whole").status == 0)
        try #require(
            try folder.lockstep(
                "train", "a.yaml", "--quiet", "--output", "run", "--set", "training.checkpoint.every_steps=700"
            ).status == 0)
        // As a kill after the second checkpoint leaves it, in the middle of an event.
        try FileManager.default.removeItem(atPath: folder.file("run/summary.json"))
        let events = "run/events.out.tfevents.lockstep"
        try folder.put(folder.bytes(events).dropLast(11), in: events)
        try #require(try folder.lockstep("train", "run/experiment.yaml", "--resume", "--quiet").status == 0)
        let (whole, resumed) = try (read("whole"), read("run"))
        for kind in ["scalars", "histograms"] {
            let tags = try #require(whole.members[kind] as? [String: [[Double]]])
            let again = try #require(resumed.members[kind] as? [String: [[Double]]])
            #expect(again.keys.sorted() == tags.keys.sorted())
            for (tag, entries) in tags where tag != "rows_per_second" {
                #expect(again[tag] == entries, "\(tag)")
            }
        }
        #expect(resumed.members["status"] as? Int == 1)
    }
}
