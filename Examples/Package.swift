// swift-tools-version: 6.2
import PackageDescription

let lockstep = Target.Dependency.product(name: "Lockstep", package: "lockstep")

func example(_ name: String) -> Target {
    .executableTarget(name: name, dependencies: ["Options", lockstep], path: name)
}

let package = Package(
    name: "Examples",
    dependencies: [.package(name: "lockstep", path: "..")],
    targets: [
        .target(name: "Options", dependencies: [lockstep], path: "Options"),
        .executableTarget(name: "TenLines", dependencies: [lockstep], path: "TenLines"),
        example("LinearRegression"),
        example("SoftmaxRegression"),
        example("FactorizationMachine"),
        example("FineTuning"),
    ]
)
