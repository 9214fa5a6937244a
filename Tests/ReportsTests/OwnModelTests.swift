import Autodiff
import Datasets
import Files
import Kernels
import Models
import Optimizers
import Reports
import TestSupport
import Testing
import Training

@Suite("The page of a model of one's own")
struct OwnModelTests {
    private struct Product: ModelDefinition {
        let featureCount = 2
        let task: LearningTask
        var parameters: [Parameter] {
            [.weight("first<", outputs: 3, inputs: 2), .weight("second", outputs: 3, inputs: 2)]
        }

        func outputs(of features: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
            features.linear(parameters["first<"]) * features.linear(parameters["second"])
        }
    }

    @Test("shows its history, predictions, tensors and digest", arguments: [0.2, 0])
    func page(validationFraction: Double) async throws {
        let kernels = InstructionSet.available[0].kernels
        let rows = SyntheticClusters(
            seed: 1, rowCount: 300, featureCount: 2, classCount: 3, noise: 1, kernels: kernels)
        let job = try TrainingJob(
            TapeModel(Product(task: .classification(classCount: 3)), kernels: kernels), on: rows,
            optimizer: Optimizer(learningRate: 0.05, kernels: kernels), epochs: 4, batchSize: 20,
            validationFraction: validationFraction)
        var history: [MetricsRecord] = []
        var result: TrainingResult?
        for try await event in job.events() {
            if case .record(let record) = event { history.append(record) }
            if case .finished(let last) = event { result = last }
        }
        let trained = try #require(result)
        let page = RunPage(RunRecord(of: trained, named: "a & b", history: history)).html
        for text in ["<h1>a &amp; b</h1>", "Rows per second", "first&lt;", "3 × 2", "\(trained.digest)"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(page.contains("Confusion matrix") == (validationFraction > 0))
        #expect(!page.contains("first<") && !page.contains("lockstep train"))
        let folder = try ScratchFolder()
        try RunPage(RunRecord(of: trained, named: "a & b", history: history)).write(to: folder.file("page.html"))
        #expect(try folder.text("page.html") == page)
    }
}
