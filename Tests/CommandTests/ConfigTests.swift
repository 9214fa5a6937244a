import Foundation
import TestSupport
import Testing

@Suite("lockstep config, and the shipped configurations")
struct ConfigTests {
    static let shipped: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Places.package + "/configs")) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("are there")
    func present() {
        #expect(Set(Self.shipped).isSuperset(of: ["d2l-linear.yaml", "linear-regression.yaml"]))
    }

    @Test("are accepted, and what is printed of them is too and prints the same", arguments: shipped)
    func check(_ name: String) throws {
        let check = try folder.lockstep("config", "check", "\(Places.package)/configs/\(name)")
        #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
        try folder.write(check.output, to: "resolved.yaml")
        let again = try folder.lockstep("config", "check", "resolved.yaml")
        #expect(again.status == 0 && again.output == check.output && !check.output.isEmpty)
        #expect(try folder.names == ["resolved.yaml"])
    }

    @Test("defaults are accepted, and change nothing")
    func defaults() throws {
        let defaults = try folder.lockstep("config", "defaults")
        #expect(defaults.status == 0 && defaults.errors.isEmpty)
        try folder.write(defaults.output, to: "defaults.yaml")
        try folder.write("data: {synthetic: {}}\nmodel: {kind: linear_regression}\n", to: "empty.yaml")
        let check = try folder.lockstep("config", "check", "defaults.yaml")
        #expect(check.status == 0, "\(check.errors)")
        #expect(try check.output == folder.lockstep("config", "check", "empty.yaml").output)
    }

    @Test("settings reach the printed configuration")
    func settings() throws {
        let path = Places.package + "/configs/d2l-linear.yaml"
        let check = try folder.lockstep(
            "config", "check", path, "--set", "training.epochs=1_234", "--workers", "3", "--set", "name=mine")
        #expect(check.status == 0)
        let lines = check.lines.map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines.contains("epochs: 1234") && lines.contains("workers: 3") && lines.contains("name: mine"))
    }

    @Test("linear-regression.yaml, made smaller, reaches the variance of the noise within 5 %")
    func noiseFloor() throws {
        // Smaller minibatches make up for the smaller number of rows: as many steps as the whole needs.
        let outcome = try folder.lockstep(
            "train", Places.package + "/configs/linear-regression.yaml", "--set", "data.synthetic.rows=50_000",
            "--set", "training.batch_size=512", "--set", "training.epochs=8", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let summary = try JSONObject(outcome.output)
        let variance = 0.01 * 0.01
        #expect(try abs(summary.number("validation_mse") - variance) < 0.05 * variance)
        #expect(try summary.number("validation_rows") == 5000 && summary.number("training_rows") == 45000)
        let evaluation = try JSONObject(folder.lockstep("evaluate", "runs/linear-regression", "--json").output)
        #expect(try evaluation.number("validation_mse") == summary.number("validation_mse"))
        #expect(try evaluation.number("largest_weight_error") < 0.001)
    }
}
