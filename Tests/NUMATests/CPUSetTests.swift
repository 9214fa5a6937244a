import Foundation
import NUMA
import TestSupport
import Testing

@Suite struct CPUSetTests {
    @Test(
        arguments: [
            ("", []), ("0", [0]), ("0-3,8", [0, 1, 2, 3, 8]), ("0-1", [0, 1]), ("5,7,9", [5, 7, 9]),
            ("62-65", [62, 63, 64, 65]), ("127,128", [127, 128]), ("8191", [8191]),
        ] as [(String, [Int])])
    func readsTheKernelsForm(_ text: String, _ cpus: [Int]) throws {
        let set = try #require(CPUSet(text))
        #expect((0..<9000).filter(set.contains) == cpus)
        #expect(set == CPUSet(cpus))
        #expect(set.count == cpus.count && set.isEmpty == cpus.isEmpty)
    }

    @Test(arguments: [
        "x", "0-", "-3", "-", "3-1", "1-2-3", "0x1", "1 2", " 1", "8192", "0-8192", "1.5", "1;2", "0–3", ",", "1,,2",
        "1,", ",1", "+1", "1-+3", "99999999999999999999",
    ])
    func refusesOtherTexts(_ text: String) {
        #expect(CPUSet(text) == nil)
    }

    @Test(
        arguments: [
            ([], ""), ([3], "3"), ([0, 1], "0-1"), ([8, 2, 1, 0, 3], "0-3,8"), ([0, 2, 4], "0,2,4"),
            ([63, 64], "63-64"),
            ([1, 1, 1], "1"), ([8191, 0], "0,8191"), ([-1, 8192, 5, .max, .min], "5"),
        ] as [([Int], String)])
    func writesTheKernelsForm(_ cpus: [Int], _ text: String) {
        #expect(CPUSet(cpus).description == text)
    }

    @Test func randomSetsAgreeWithSets() throws {
        var random = SplitMix(state: 1)
        for _ in 0..<100 {
            func cpus() -> Set<Int> {
                let limit = [8, 64, 200, 8192].randomElement(using: &random)!
                let count = Int.random(in: 0...60, using: &random)
                return Set((0..<count).map { _ in .random(in: 0..<limit, using: &random) })
            }
            let (a, b) = (cpus(), cpus())
            #expect(CPUSet(a).intersection(CPUSet(b)) == CPUSet(a.intersection(b)), "\(a), \(b)")
            #expect(CPUSet(a).count == a.count, "\(a)")
            #expect(try #require(CPUSet(CPUSet(a).description)) == CPUSet(a), "\(a)")
        }
        let set = CPUSet([0, 8191])
        #expect(![-1, 8192, .max, .min].contains(where: set.contains))
    }

    /// The kernel's own text of the mask is the truth.
    @Test func masksAreThoseOfTheKernel() throws {
        let (found, truth) = try onOwnThread { (try CPUSet.ofCallingThread(), Self.kernelsMask()) }
        #expect(found.description == truth)
        #expect(!found.isEmpty)
    }

    @Test func bindingSetsTheMask() throws {
        let all = try onOwnThread { try CPUSet.ofCallingThread() }
        for cpu in (0..<8192).filter(all.contains).prefix(4) {
            let (one, truth, restored) = try onOwnThread {
                try CPUSet([cpu]).bindCallingThread()
                let (one, truth) = (try CPUSet.ofCallingThread(), Self.kernelsMask())
                try all.bindCallingThread()
                return (one, truth, try CPUSet.ofCallingThread())
            }
            #expect(one == CPUSet([cpu]) && truth == "\(cpu)")
            #expect(restored == all)
        }
    }

    @Test func bindingToNoCPUIsAnError() throws {
        #expect(throws: NUMAError.affinity(errno: EINVAL)) {
            try onOwnThread { try CPUSet().bindCallingThread() }
        }
    }

    private static func kernelsMask() -> String? {
        let status = try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
        return line?.split(separator: "\t").last.map(String.init)
    }
}
