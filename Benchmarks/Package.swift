// swift-tools-version: 6.2
import PackageDescription

let lockstep = Target.Dependency.product(name: "Lockstep", package: "lockstep")

func microbenchmarks(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies + [lockstep, .product(name: "Benchmark", package: "benchmark")],
        path: "Benchmarks/\(name)",
        plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "lockstep", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        .target(name: "TrainingWork", dependencies: [lockstep], path: "TrainingWork"),
        microbenchmarks("Epochs", ["TrainingWork"]),
        microbenchmarks("SingleKernels"),
        .executableTarget(name: "MatrixProducts", dependencies: [lockstep], path: "MatrixProducts"),
        .executableTarget(name: "Engine", dependencies: ["TrainingWork", lockstep], path: "Engine"),
        .executableTarget(name: "Loading", dependencies: [lockstep], path: "Loading"),
        .executableTarget(name: "Tape", dependencies: ["TrainingWork", lockstep], path: "Tape"),
    ]
)
