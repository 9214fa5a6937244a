import Experiments
import Models
import Optimizers
import Testing

@Suite("Settings to start with")
struct StarterSettingsTests {
    private static let sizes = [1, 20, 150, 350, 1000, 12_000, 60_000, 300_000, 5_000_000]

    @Test("are read as they are written", arguments: sizes, [1, 10, 784])
    func read(rowCount: Int, featureCount: Int) throws {
        for model in StarterSettings.Model.allCases {
            for task in [
                StarterSettings.Task.regression, .classification(classCount: 2), .classification(classCount: 7),
            ] {
                let settings = StarterSettings(task, model: model, rowCount: rowCount, featureCount: featureCount)
                let text = """
                    data: {file: {train: a.csv, target: y}, scale_target: \(settings.targetScale.rawValue)}
                    \(settings.modelSection)
                    \(settings.trainingSections(stopsEarly: true))
                    """
                let configuration = try Configuration(yaml: text, file: "a.yaml")
                #expect(configuration[Schema.Model.kind] == settings.modelKind)
                #expect(configuration[Schema.Model.loss] == settings.loss)
                #expect(configuration[Schema.Training.epochs] == settings.epochs)
                #expect(configuration[Schema.Training.batchSize] == settings.batchSize)
                #expect(configuration[Schema.Training.shards] == .count(settings.shardCount))
                #expect(configuration[Schema.Optimizer.kind] == settings.rule)
                #expect(configuration[Schema.Optimizer.learningRate] == .auto)
                let l2 = configuration[Schema.Training.l2]
                #expect(model == .mlp ? l2 == 0 : (0.6...1.5).contains(l2 / settings.l2))
                let earlyStopping = Schema.Training.EarlyStopping.patience
                #expect((configuration.has(earlyStopping) ? configuration[earlyStopping] : nil) == settings.patience)
                if model == .mlp { #expect(configuration[Schema.Model.hidden] == settings.hidden) }
            }
        }
    }

    @Test("suit the number of rows: thousands of steps, of few rows or many", arguments: sizes)
    func steps(rowCount: Int) {
        let settings = StarterSettings(.regression, model: .linear, rowCount: rowCount, featureCount: 20)
        let stepsPerEpoch = (rowCount * 9 / 10 + settings.batchSize - 1) / settings.batchSize
        let steps = settings.epochs * stepsPerEpoch
        #expect((16...1024).contains(settings.batchSize) && settings.batchSize % settings.shardCount == 0)
        #expect(settings.batchSize / settings.shardCount >= 8)
        #expect(rowCount < 350 || steps >= 3000)
        #expect((10...200).contains(settings.epochs) && (rowCount < 300_000 || settings.epochs <= 20))
    }

    @Test("share a step between workers where it is large")
    func shards() {
        func count(_ featureCount: Int) -> Int {
            StarterSettings(.regression, model: .linear, rowCount: 60_000, featureCount: featureCount).shardCount
        }
        #expect(count(4) == 1 && count(100) == 8 && count(784) == 32)
    }
}
