// swift-tools-version: 6.2
import PackageDescription

// Built by Scripts/fuzz, which has the compiler link libFuzzer.
let package = Package(
    name: "Fuzzing",
    dependencies: [.package(name: "lockstep", path: "../..")],
    targets: [
        .systemLibrary(name: "CFuzzer", path: "CFuzzer"),
        .executableTarget(
            name: "Fuzzer", dependencies: ["CFuzzer", .product(name: "Lockstep", package: "lockstep")], path: "Fuzzer"),
    ]
)
