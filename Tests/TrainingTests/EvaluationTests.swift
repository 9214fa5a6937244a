import Datasets
import Kernels
import Measures
import Models
import NUMA
import TestSupport
import Testing
import Training

@Suite("An evaluation")
struct EvaluationTests {
    /// Each with the number of classes, where it has some.
    static let models: [(architecture: Architecture, classCount: Int?)] = [
        (.linearRegression(.squared), nil), (.linearRegression(.huber(delta: 0.4)), nil),
        (.linearRegression(.absolute), nil), (.linearRegression(.quantile(level: 0.9)), nil), (.logisticRegression, 2),
        (.softmaxRegression, 3),
        (.softmaxRegression, 300), (.mlp([9]), 4), (.mlp([9, 3], .tanh, regressionLoss: .absolute), nil),
    ]

    /// A model with parameters of order one, the reference with the same ones, and rows.
    private struct Case {
        let problem: Problem
        let model: any Model
        var parameters: [Float]
        var network: ReferenceNetwork

        init(_ index: Int, rowCount: Int, featureCount: Int = 7) {
            let (architecture, classCount) = EvaluationTests.models[index]
            problem = Problem(rowCount: rowCount, featureCount: featureCount, classCount: classCount, seed: 7)
            model = problem.model(architecture)
            network = ReferenceNetwork(architecture, featureCount: featureCount, outputCount: model.outputCount)
            parameters = [Float](repeating: 0, count: model.layout.count)
            network.parameters = []
            var random = SplitMix(state: 11)
            for tensor in model.layout.tensors {
                let values = (0..<tensor.count).map { _ in Float.random(in: -1...1, using: &random) }
                tensor.write(values, to: &parameters)
                network.parameters += values.map(Double.init)
            }
        }

        func evaluation(partitionCount: Int, placement: Placement = Placement(nodes: [])) throws -> Evaluation {
            Evaluation(
                of: model, parameters: parameters,
                on: try problem.dataset(partitionCount: partitionCount, placement: placement),
                workers: Workers(count: 4, placement: placement))
        }
    }

    @Test("agrees with double precision", arguments: models.indices, [1, 2, 63, 1024, 1025, 3000])
    func definitions(index: Int, rowCount: Int) throws {
        let example = Case(index, rowCount: rowCount)
        let rows = example.problem.rows
        var none = [Double](repeating: 0, count: example.network.parameters.count)
        let losses = rows.map { example.network.addGradient(of: $0, to: &none) }
        let outputs = rows.map { example.network.outputs(for: $0.features) }
        for partitionCount in [1, 3, 70] {
            let found = try example.evaluation(partitionCount: partitionCount)
            let comment: Comment = "\(Self.models[index]), \(rowCount) rows in \(partitionCount) partitions"
            #expect(found.rowCount == rowCount, comment)
            let loss = losses.reduce(0, +) / Double(rowCount)
            #expect(abs(found.loss - loss) <= 3e-6 * max(loss, 0.1), comment)
            switch found {
            case .regression(let measures):
                #expect(Self.models[index].classCount == nil && measures.meanLoss == found.loss)
                let residuals = zip(outputs, rows).map { $0[0] - $1.target }
                let mse = residuals.reduce(0) { $0 + $1 * $1 } / Double(rowCount)
                let mae = residuals.reduce(0) { $0 + abs($1) } / Double(rowCount)
                #expect(abs(measures.mse - mse) <= 1e-5 * mse && abs(measures.mae - mae) <= 1e-5 * mae, comment)
            case .classification(let measures):
                #expect(measures.classes.count == Self.models[index].classCount && measures.meanLoss == found.loss)
                try expect(measures, outputs.map(probabilities), rows.map { Int($0.target) }, comment)
            }
        }
    }

    private func probabilities(_ outputs: [Double]) -> [Double] {
        outputs.count == 1 ? [1 - outputs[0], outputs[0]] : outputs
    }

    private func expect(
        _ found: ClassificationMeasures, _ probabilities: [[Double]], _ labels: [Int], _ comment: Comment
    ) throws {
        let predicted = probabilities.map { row in row.indices.max { row[$0] < row[$1] }! }
        let correct = zip(predicted, labels).count { $0 == $1 }
        #expect(found.accuracy == Double(correct) / Double(labels.count), comment)
        let classCount = found.classes.count
        var matrix = [Int](repeating: 0, count: classCount * classCount)
        for (label, predicted) in zip(labels, predicted) { matrix[label * classCount + predicted] += 1 }
        #expect(found.confusionMatrix == (classCount <= 256 ? matrix : nil), comment)
        #expect(found.classes.map(\.support) == (0..<classCount).map { index in labels.count { $0 == index } }, comment)
        let mean = try #require(found.meanPrediction, comment).probabilities
        for (index, mean) in mean.enumerated() {
            let expected = probabilities.reduce(0) { $0 + $1[index] } / Double(labels.count)
            #expect(abs(mean - expected) < 1e-6, comment)
        }
    }

    /// All logits zero: every class is as likely.
    @Test("predicts the first of classes that are equally likely", arguments: [(4, 2), (5, 3)])
    func ties(index: Int, classCount: Int) throws {
        var example = Case(index, rowCount: 500)
        example.parameters = example.parameters.map { _ in 0 }
        guard case .classification(let measures) = try example.evaluation(partitionCount: 3) else {
            Issue.record("no classification")
            return
        }
        #expect(measures.classes.map(\.predictedCount) == [500] + Array(repeating: 0, count: classCount - 1))
        let firsts = example.problem.targets.count { $0 == 0 }
        #expect(measures.accuracy == Double(firsts) / 500)
        // ln 2 and ln 3.
        #expect(abs(measures.meanLoss - (classCount == 2 ? 0.6931471805599453 : 1.0986122886681098)) < 1e-6)
    }

    @Test("has the same bits on any number of memory nodes and in any instruction set", arguments: models.indices)
    func sameBits(index: Int) throws {
        let example = Case(index, rowCount: 3000)
        let one = try example.evaluation(partitionCount: 7)
        for count in [2, 3] {
            #expect(try example.evaluation(partitionCount: 7, placement: sharedNodes(count)) == one)
        }
        for instructionSet in InstructionSet.available {
            let model = example.problem.model(Self.models[index].architecture, kernels: instructionSet.kernels)
            let found = Evaluation(
                of: model, parameters: example.parameters, on: try example.problem.dataset(partitionCount: 7),
                workers: Workers(count: 4))
            #expect(found == one, "\(instructionSet)")
        }
    }

    @Test("does not cancel where targets are far from zero")
    func farTargets() throws {
        var problem = Problem(rowCount: 3000, featureCount: 2, seed: 1)
        // y = 0, 1, …, n − 1 and 10⁶ more, predicted as 10⁶: all sums are whole numbers.
        problem.targets = (0..<3000).map { 1e6 + Float($0) }
        let model = problem.model(.linearRegression(.squared))
        var parameters = [Float](repeating: 0, count: model.layout.count)
        model.layout.tensors[1].write([1e6], to: &parameters)
        for partitionCount in [1, 3, 70] {
            let dataset = try problem.dataset(partitionCount: partitionCount)
            let evaluation = Evaluation(
                of: model, parameters: parameters, on: dataset, workers: Workers(count: 4))
            guard case .regression(let found) = evaluation else { return #expect(Bool(false)) }
            let n = 3000.0
            #expect(found.mse == (n - 1) * (2 * n - 1) / 6 && found.mae == (n - 1) / 2)
            // Σ(y − ȳ)² = n (n² − 1) / 12.
            #expect(abs((found.r2.number ?? .nan) - (1 - found.mse * 12 / (n * n - 1))) < 1e-9)
        }
    }
}
