// swift-tools-version: 6.2
import PackageDescription

// The kernels are written once, in Sources/KernelBody, and compiled once for each instruction set:
// every target below has a folder that is a link to that body.
struct InstructionSetTarget {
    let name: String
    let march: String?
    /// Conditions that the body is compiled with.
    var defines: [String] = []
}

#if arch(x86_64)
    let instructionSets = [
        InstructionSetTarget(name: "KernelsAVX2", march: "x86-64-v3"),
        InstructionSetTarget(name: "KernelsAVX512", march: "x86-64-v4", defines: ["THIRTY_TWO_VECTORS"]),
    ]
#else
    let instructionSets = [InstructionSetTarget(name: "KernelsNEON", march: nil)]
#endif

// What pkg-config calls MPI: on Debian mpi is the one that the system's alternatives choose (see Scripts/find-mpi).
let mpi = Context.environment["LOCKSTEP_MPI"] ?? "mpi"

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "lockstep",
    products: [
        .library(name: "Lockstep", targets: ["Lockstep"]),
        .executable(name: "lockstep", targets: ["LockstepCLI"]),
    ],
    traits: [
        .trait(
            name: "MPI",
            description: "Trains on many hosts, as ranks of MPI (Debian: libmpich-dev or libopenmpi-dev).")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // Floor 1: C.
        .systemLibrary(name: "CBZip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLZMA", providers: [.apt(["liblzma-dev"])]),
        .systemLibrary(name: "CMPI", pkgConfig: mpi, providers: [.apt(["libmpich-dev"])]),
        .systemLibrary(name: "CNUMA", providers: [.apt(["libnuma-dev"])]),
        .systemLibrary(name: "CShims"),
        .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        // Floor 2: words, the machine, files, measures, arithmetic.
        .target(name: "NUMA", dependencies: ["CNUMA", "CShims"]),
        .target(name: "Files", dependencies: ["CBZip2", "CLZMA", "CZlib", "CZstd"]),
        .target(name: "Parquet", dependencies: ["CSnappy", "CZlib", "CZstd", "Files"]),
        .target(name: "Measures", dependencies: ["Vocabulary"]),
        .target(
            name: "Ranks", dependencies: [.target(name: "CMPI", condition: .when(traits: ["MPI"])), "CShims"],
            // Another MPI is another module of C, which the compiler recognizes by the macros of its command, not by the header.
            cSettings: [.define("LOCKSTEP_MPI_IS_\(mpi.uppercased())")]),
        .target(name: "Vocabulary"),
        .target(name: "KernelTable", dependencies: ["Vocabulary"]),
    ]
        + instructionSets.map { set in
            .target(
                name: set.name,
                dependencies: ["CShims", "KernelTable", "Vocabulary"],
                swiftSettings: [
                    .unsafeFlags(
                        ["-Ounchecked", "-Xcc", "-fno-math-errno"] + (set.march.map { ["-Xcc", "-march=\($0)"] } ?? []))
                ] + set.defines.map { .define($0) })
        }
        + [
            .target(
                name: "Kernels",
                dependencies: ["CShims", "KernelTable", "Vocabulary"]
                    + instructionSets.map { .init(stringLiteral: $0.name) }),
            // Kernels re-exports KernelTable. Whoever uses its types names it too, or would not be rebuilt when they change.
            // Floor 3: data, models, optimizers.
            .target(
                name: "Datasets", dependencies: ["Files", "KernelTable", "Kernels", "NUMA", "Parquet", "Vocabulary"]),
            .target(name: "Models", dependencies: ["KernelTable", "Kernels", "Vocabulary"]),
            .target(name: "Optimizers", dependencies: ["KernelTable", "Kernels", "Measures", "Vocabulary"]),
            // Floor 4: the step engine and what runs on it.
            .target(name: "Autodiff", dependencies: ["KernelTable", "Kernels", "Models", "Vocabulary"]),
            .target(
                name: "Training",
                dependencies: [
                    "CCrypto", "CShims", "NUMA", "Files", "Measures", "Ranks", "KernelTable", "Kernels", "Datasets",
                    "Models", "Optimizers", "Vocabulary",
                ]),
            // Floor 5: what a run is made from.
            .target(
                name: "Experiments",
                dependencies: [
                    "NUMA", "Files", "Measures", "Ranks", "KernelTable", "Kernels", "Datasets", "Models", "Optimizers",
                    "Training",
                    "Vocabulary", yams,
                ]),
            // Floor 6: what trains more than once, and models for other software.
            .target(
                name: "Studies",
                dependencies: [
                    "NUMA", "Files", "Measures", "KernelTable", "Kernels", "Datasets", "Models", "Training",
                    "Experiments",
                ]),
            .target(
                name: "Interchange",
                dependencies: ["Files", "KernelTable", "Kernels", "Datasets", "Models", "Training", "Vocabulary"]),
            // Floor 7: what runs and studies leave behind to look at.
            .target(
                name: "Reports",
                dependencies: [
                    "NUMA", "Files", "Measures", "Ranks", "KernelTable", "Kernels", "Datasets", "Models", "Training",
                    "Experiments", "Studies", "Vocabulary",
                ],
                resources: [.embedInCode("Page/page.css"), .embedInCode("Page/page.js")]),
            // Floor 8: the command, and the library that re-exports floors 2 to 7.
            .executableTarget(
                name: "LockstepCLI",
                dependencies: [
                    "CShims", "NUMA", "Files", "Measures", "Ranks", "KernelTable", "Kernels", "Datasets", "Models",
                    "Optimizers",
                    "Training",
                    "Experiments", "Studies", "Reports", "Interchange", "Vocabulary",
                    argumentParser, logging,
                ]),
            .target(
                name: "Lockstep",
                dependencies: [
                    "Autodiff", "NUMA", "Files", "Parquet", "Measures", "Ranks", "KernelTable", "Kernels", "Datasets",
                    "Models",
                    "Optimizers",
                    "Training",
                    "Experiments", "Studies", "Reports", "Interchange", "Vocabulary",
                ]),
            // Tests: Support is what several of them share.
            .target(name: "TestSupport", dependencies: ["Kernels"], path: "Tests/Support"),
            .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
            .testTarget(name: "VocabularyTests", dependencies: ["Vocabulary", "TestSupport"]),
            .testTarget(name: "NUMATests", dependencies: ["NUMA", "TestSupport"]),
            .testTarget(name: "RanksTests", dependencies: ["Ranks", "TestSupport"]),
            .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
            .testTarget(name: "ParquetTests", dependencies: ["Files", "Parquet", "TestSupport"]),
            .testTarget(name: "KernelsTests", dependencies: ["KernelTable", "Kernels", "TestSupport"]),
            .testTarget(
                name: "MeasuresTests", dependencies: ["Measures", "TestSupport", "Vocabulary"], exclude: ["Fixtures"]),
            .testTarget(
                name: "DatasetsTests",
                dependencies: ["Datasets", "KernelTable", "Kernels", "Measures", "NUMA", "TestSupport"]),
            .testTarget(
                name: "OptimizersTests",
                dependencies: ["KernelTable", "Kernels", "Measures", "Optimizers", "TestSupport"],
                exclude: ["Fixtures"]),
            .testTarget(
                name: "ModelsTests", dependencies: ["KernelTable", "Kernels", "Models", "NUMA", "TestSupport"]),
            .testTarget(
                name: "AutodiffTests",
                dependencies: [
                    "Autodiff", "Datasets", "Files", "KernelTable", "Kernels", "Measures", "Models", "NUMA",
                    "Optimizers",
                    "Training",
                    "TestSupport", "AllocationCounter",
                ],
                exclude: ["Fixtures"]),
            .testTarget(
                name: "TrainingTests",
                dependencies: [
                    "NUMA", "Files", "Measures", "KernelTable", "Kernels", "Datasets", "Models", "Optimizers",
                    "Training",
                    "TestSupport", "AllocationCounter",
                ]),
            .testTarget(
                name: "ExperimentsTests",
                dependencies: [
                    "Datasets", "Experiments", "Files", "KernelTable", "Kernels", "Measures", "Models", "NUMA",
                    "Optimizers",
                    "Training",
                    "TestSupport", "Vocabulary",
                ]),
            .testTarget(
                name: "StudiesTests",
                dependencies: [
                    "Datasets", "Experiments", "KernelTable", "Kernels", "Measures", "Models", "NUMA", "Optimizers",
                    "Training", "Studies", "TestSupport",
                ]),
            .testTarget(
                name: "ReportsTests",
                dependencies: [
                    "NUMA", "Files", "Measures", "KernelTable", "Kernels", "Datasets", "Models", "Optimizers",
                    "Training", "Autodiff", "Experiments", "Studies", "Reports", "TestSupport",
                ]),
            .testTarget(
                name: "InterchangeTests",
                dependencies: [
                    "Files", "KernelTable", "Kernels", "Datasets", "Models", "Training", "Interchange", "TestSupport",
                ]),
            .testTarget(
                name: "CommandTests",
                dependencies: ["LockstepCLI", "Files", "Datasets", "KernelTable", "Kernels", "TestSupport"],
                exclude: ["Fixtures"]),
        ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
            .enableUpcomingFeature("ExistentialAny"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
            .enableUpcomingFeature("InternalImportsByDefault"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
            .enableUpcomingFeature("MemberImportVisibility"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
}
