// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "lockstep", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Linear",
            dependencies: [
                .product(name: "Lockstep", package: "lockstep"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/Linear",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
