import Foundation
import Kernels
package import Testing

/// What a test needs of the machine that runs it. Where it is missing the test is skipped, and named at the end of
/// `make test`.
package struct Requirement: Sendable {
    let name: String
    package let isMet: Bool

    /// - Parameter name: what is needed, as it follows "needs": `a browser`.
    package init(_ name: String, _ isMet: Bool) {
        self.name = name
        self.isMet = isMet
    }

    /// A Python that has some packages.
    package static func python(_ packages: String...) -> Requirement {
        Requirement("Python with \(packages.joined(separator: ", "))", PythonPeer.has(packages))
    }

    /// A program on the path.
    package static func program(_ name: String) -> Requirement {
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let isThere = folders.split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
        return Requirement("the program \(name)", isThere)
    }

    /// A user whom permissions bind.
    package static let ordinaryUser = Requirement("a user other than root", geteuid() != 0)

    /// More than one instruction set, so that their bits can be compared.
    package static let severalInstructionSets = Requirement(
        "a CPU with two instruction sets that there are kernels for", InstructionSet.available.count > 1)

    /// All instruction sets of this architecture. Tests that compare many things compare the sets that there are.
    package static let everyInstructionSet = Requirement(
        "a CPU with \(missingSets.joined(separator: ", ")), which other tests did not compare either",
        missingSets.isEmpty)

    private static let missingSets = InstructionSet.compiled.filter { !InstructionSet.available.contains($0) }
        .map(\.rawValue)

    /// No sanitizer watches the tests and the command: one takes terabytes of addresses, and signals for itself.
    package static let noSanitizer = Requirement(
        "no sanitizer", dlsym(nil, "__asan_init") == nil && dlsym(nil, "__tsan_init") == nil)
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where this machine lacks what it needs.
    package static func needs(_ requirement: Requirement) -> Self {
        .enabled(if: requirement.isMet, "needs \(requirement.name)")
    }
}
