import NUMA
import TestSupport
import Testing

@Suite struct DefaultWorkersTests {
    /// Numberings of hardware threads: core by core, all first threads before all second ones, none, four to a core.
    @Test(
        arguments: [
            ("0-7", ["0-1", "0-1", "2-3", "2-3", "4-5", "4-5", "6-7", "6-7"], 4),
            ("0-7", ["0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"], 4),
            ("0-3", ["0", "1", "2", "3"], 4), ("0-7", ["0-3", "0-3", "0-3", "0-3", "4-7", "4-7", "4-7", "4-7"], 2),
            // Masks that leave some threads of a core, or only its second.
            ("0,1,5", ["0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"], 2),
            ("4-7", ["0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"], 4),
            ("1", ["0-1", "0-1"], 1), ("", [], 0),
            // Texts that are missing or make no sense.
            ("0-3", [], 4), ("0-1", ["x", "1"], 2), ("0-1", ["", ""], 2),
        ] as [(String, [String], Int)])
    func countsCoresOfTheMask(_ mask: String, _ siblings: [String], _ coreCount: Int) throws {
        let cpus = try #require(CPUSet(mask))
        #expect(cpus.coreCount { $0 < siblings.count ? siblings[$0] : nil } == coreCount)
    }

    @Test func randomMachinesAgreeWithCountingDistinctCores() {
        var random = SplitMix(state: 5)
        for _ in 0..<100 {
            let coreOfCPU = (0..<Int.random(in: 1...64, using: &random)).map { _ in
                Int.random(in: 0...20, using: &random)
            }
            let mask = coreOfCPU.indices.filter { _ in Bool.random(using: &random) }
            let found = CPUSet(mask).coreCount { cpu in
                CPUSet(coreOfCPU.indices.filter { coreOfCPU[$0] == coreOfCPU[cpu] }).description
            }
            #expect(found == Set(mask.map { coreOfCPU[$0] }).count, "\(coreOfCPU), \(mask)")
        }
    }

    @Test(
        arguments: [
            (2, 2, nil, 2, "2 CPUs of the affinity mask, each a physical core"),
            (1, 1, nil, 1, "1 CPU of the affinity mask, a physical core"),
            (4, 2, nil, 2, "4 CPUs of the affinity mask on 2 physical cores"),
            (2, 1, nil, 1, "2 CPUs of the affinity mask on 1 physical core"),
            (8, 4, 1.5, 2, "the control group pays for 1.5 of 4 physical cores"),
            (8, 4, 2, 2, "the control group pays for 2 of 4 physical cores"),
            (8, 4, 0.05, 1, "the control group pays for 0.05 of 4 physical cores"),
            // A quota that pays for a part of the last core, for all cores, or for more.
            (8, 4, 3.5, 4, "8 CPUs of the affinity mask on 4 physical cores"),
            (8, 4, 4, 4, "8 CPUs of the affinity mask on 4 physical cores"),
            (8, 4, 1e300, 4, "8 CPUs of the affinity mask on 4 physical cores"),
        ] as [(Int, Int, Double?, Int, String)])
    func areOneForEachCoreThatIsPaidFor(
        _ cpuCount: Int, _ coreCount: Int, _ quota: Double?, _ count: Int, _ reason: String
    ) {
        let workers = DefaultWorkers(cpuCount: cpuCount, coreCount: coreCount, cpuQuota: quota)
        #expect(workers.count == count)
        #expect(workers.reason == reason)
    }
}
