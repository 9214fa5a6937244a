import Experiments
import Testing

@Suite("The settings of a configuration")
struct SettingsTests {
    @Test("are its keys in the file's order, each with its value, text without quotation marks")
    func settings() throws {
        let configuration = try Configuration(
            yaml: """
                name: a
                data: {file: {train: "two words.csv", target: "the \\"price\\""}, validation_fraction: 0.2}
                model: {kind: mlp, hidden: [16, 8], loss: squared}
                optimizer: {learning_rate: 1.0e-3}
                """, file: "/here/a.yaml")
        let settings = configuration.settings
        let values = Dictionary(settings.map { ($0.path, $0.value) }) { first, _ in first }
        #expect(values.count == settings.count)
        #expect(values["data.file.target"] == "the \"price\"" && values["data.file.train"] == "/here/two words.csv")
        #expect(values["model.hidden"] == "[16, 8]" && values["data.validation_fraction"] == "0.2")
        #expect(values["optimizer.learning_rate"].flatMap { Double($0) } == 0.001)
        #expect(settings.first?.path == "name" && values["training.epochs"] != nil)
        // The resolved file has the same keys in the same order.
        let names = configuration.yaml().split(separator: "\n").filter { !$0.hasSuffix(":") }
            .map { $0.split(separator: ":")[0].drop { $0 == " " } }
        #expect(settings.map { $0.path.split(separator: ".").last! } == names)
    }
}
