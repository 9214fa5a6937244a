import Reports
import Testing

@Suite("The page of a run")
struct RunPageTests {
    private static let summary = """
        {"name": "sample", "digest": "sha256:0123", "train_loss": 0.125, "validation_loss": 0.25, \
        "validation_rows": 40, "validation_r2": 0.875, "validation_rmse": 0.75, "test_loss": 0.3125, "test_rows": 50, \
        "test_r2": 0.8, "test_rmse": 0.9, "epochs": 3, "stopped_early": true, "steps": 1200, "training_rows": 4000, \
        "features": 7, "train_seconds": 2.5, "data_seconds": 0.25, "rows_per_second": 4800000, "workers": 2, \
        "instruction_set": "avx2", "memory_nodes": [0, 1], "local_row_share": 0.875, \
        "memory": [{"use": "rows", "node": 1, "bytes": 1572864, "pages": {"0": 3, "1": 381}}]}
        """
    private static let settings = [(path: "name", value: "a & b"), ("model.kind", "linear_regression")]

    @Test("begins with the most telling numbers, those of the test rows where there are some")
    func tiles() throws {
        let page = try RunFolder(["summary.json": Self.summary]).page(settings: Self.settings)
        let header = try #require(page.all("header").first)
        #expect(header.all("h1").map(\.text) == ["a & b"] && page.all("title").map(\.text) == ["a & b"])
        #expect(header.all("p", ofClass: "kind").map(\.text) == ["linear regression"])
        #expect(
            header.all("p", ofClass: "state").map(\.text)
                == ["4,000 training rows · 7 features · 3 epochs · 1,200 steps · stopped early"])
        let tiles = zip(header.all("dt"), header.all("dd")).map { "\($0.text): \($1.text)" }
        #expect(
            tiles == [
                "test loss: 0.3125", "R²: 0.8", "RMSE: 0.9", "train loss: 0.125", "rows per second: 4.8 M",
                "training: 2.5 s",
            ])
        let without = Self.summary.replacing("\"test_", with: "\"other_")
        let other = try RunFolder(["summary.json": without]).page(settings: Self.settings)
        let labels = try #require(other.all("header").first)
        #expect(
            zip(labels.all("dt"), labels.all("dd")).prefix(3).map { "\($0.text): \($1.text)" } == [
                "validation loss: 0.25", "R²: 0.875", "RMSE: 0.75",
            ])
    }

    @Test("says what the machine was, and on which node memory was found")
    func machine() throws {
        let page = try RunFolder(["summary.json": Self.summary]).page(settings: Self.settings)
        let section = try #require(page.section("Machine"))
        let facts = zip(section.all("dt"), section.all("dd")).map { "\($0.text): \($1.text)" }
        #expect(
            facts == [
                "Workers: 2", "Instruction set: avx2", "Memory nodes: 0, 1", "Rows read on their own node: 87.5 %",
                "Making or reading the rows: 250 ms", "Training: 2.5 s", "Rows per second: 4.8 M",
            ])
        #expect(
            section.all("table").first?.cells == [
                ["", "planned node", "size", "pages found"], ["rows", "1", "1.5 MiB", "node 0: 3, node 1: 381"],
            ])
    }

    @Test("says how to get the same parameters")
    func reproduction() throws {
        let run = try RunFolder(["summary.json": Self.summary])
        let section = try #require(try run.page().section("Reproduce"))
        #expect(
            section.all("pre", ofClass: "command").map(\.text) == ["lockstep train \(run.path)/experiment.yaml"])
        #expect(section.all("p", ofClass: "digest").map(\.text) == ["sha256:0123"])
        #expect(section.all("pre", ofClass: "configuration").map(\.text) == ["name: sample\n"])
    }

    @Test("of a run that has not ended says where it was last seen")
    func unfinished() throws {
        let page = try RunFolder(["metrics.jsonl": #"{"step": 1200, "train_loss": 0.5}"# + "\n"]).page()
        #expect(page.all("p", ofClass: "state").map(\.text) == ["not finished; last seen at step 1,200"])
        #expect(page.all("dl", ofClass: "tiles").first?.text == "train loss0.5")
    }
}
