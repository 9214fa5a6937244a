// Single calls of kernels on operands that are in the cache, on one thread.
//   swift package --package-path Benchmarks benchmark --target SingleKernels
// Products of matrices are timed beside OpenBLAS by Benchmarks/gemm.

import Benchmark
import Lockstep

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.throughput, .wallClock], timeUnits: .nanoseconds, warmupIterations: 1, scalingFactor: .kilo,
        maxDuration: .seconds(2))
    linearGradients()
    activations()

    Benchmark("softmax and cross-entropy: 64 rows of 10") { benchmark in
        let buffers = try Buffers(featureCount: 16, weightCount: 0, resultCount: 0)
        let job = SoftmaxJob(
            logits: buffers.features.baseAddress, stride: 16, rowCount: Buffers.rowCount, classCount: 10,
            labels: buffers.targets.baseAddress, losses: buffers.losses.baseAddress, result: .gradient)
        for _ in benchmark.scaledIterations { buffers.kernels.softmax(job) }
        withExtendedLifetime(buffers) {}
    }

    Benchmark("permutation: 64 places of 250,000") { benchmark in
        let buffers = try Buffers(featureCount: 0, weightCount: 0, resultCount: 0)
        let permutation = KeyedPermutation(size: 250_000, epoch: 0, partition: 0, seed: 1, kernels: buffers.kernels)
        for _ in benchmark.scaledIterations {
            buffers.kernels.permute(permutation, 640, Buffers.rowCount, buffers.places.baseAddress)
        }
        withExtendedLifetime(buffers) {}
    }

    Benchmark("update: SGD on 200,704 parameters", configuration: .init(scalingFactor: .one)) { benchmark in
        let count = 784 * 256
        let buffers = try Buffers(featureCount: 0, weightCount: count, resultCount: count)
        let job = UpdateJob(
            parameters: buffers.weights.baseAddress, gradientSum: buffers.result.baseAddress, firstState: nil,
            secondState: nil, count: count,
            coefficients: UpdateCoefficients(.sgd, learningRate: 0.01, rowCount: 256))
        for _ in benchmark.scaledIterations { buffers.kernels.update(job) }
        withExtendedLifetime(buffers) {}
    }

    Benchmark("reduction: 7,856 parameters added") { benchmark in
        let buffers = try Buffers(featureCount: 0, weightCount: 7_856, resultCount: 7_856)
        for _ in benchmark.scaledIterations {
            buffers.kernels.add(buffers.weights.baseAddress, buffers.result.baseAddress, 7_856)
        }
        withExtendedLifetime(buffers) {}
    }
}

private func linearGradients() {
    for featureCount in [32, 256] {
        Benchmark("linear gradient: 64 rows of \(featureCount)") { benchmark in
            let buffers = try Buffers(
                featureCount: featureCount, weightCount: featureCount + 16, resultCount: featureCount + 32)
            let rows = GatheredRows(
                features: FeatureRows(buffers.features.baseAddress, featureCount: featureCount),
                targets: buffers.targets.baseAddress, places: buffers.places.baseAddress, count: Buffers.rowCount)
            let job = LinearGradientJob(
                rows: rows, upcoming: rows, prefetchDistance: 0, loss: .squared,
                parameters: buffers.weights.baseAddress, gradient: buffers.result.baseAddress)
            for _ in benchmark.scaledIterations { buffers.kernels.linearGradient(job) }
            withExtendedLifetime(buffers) {}
        }
    }
}

private func activations() {
    for activation in Activation.allCases {
        Benchmark("\(activation.rawValue): 64 rows of 256") { benchmark in
            let count = Buffers.rowCount * 256
            let buffers = try Buffers(featureCount: 256, weightCount: 0, resultCount: 0)
            for _ in benchmark.scaledIterations {
                buffers.kernels.activate(activation, buffers.features.baseAddress, count)
            }
            withExtendedLifetime(buffers) {}
        }
    }
}
