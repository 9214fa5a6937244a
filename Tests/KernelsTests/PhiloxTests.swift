import Kernels
import TestSupport
import Testing

@Suite struct PhiloxTests {
    /// The known answers of the Random123 distribution, `tests/kat_vectors`, lines `philox4x32 10`.
    @Test(
        arguments: [
            ([0, 0, 0, 0], [0, 0], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
            (
                Array(repeating: .max, count: 4), [.max, .max],
                [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
            ),
            (
                [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0],
                [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
            ),
        ] as [([UInt32], [UInt32], [UInt32])])
    func referenceGivesTheKnownAnswers(_ counter: [UInt32], _ key: [UInt32], _ answer: [UInt32]) {
        #expect(PhiloxReference(key: key).words(counter: counter) == answer)
    }

    @Test(arguments: InstructionSet.available)
    func kernelGivesTheKnownAnswerOfZeros(_ set: InstructionSet) {
        let words = blocks(set, RandomStream(seed: 0, purpose: .rows), row: 0, first: 0)
        #expect(words.prefix(4) == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
    }

    @Test(arguments: InstructionSet.available, RandomStream.Purpose.allCases)
    func kernelEqualsTheReference(_ set: InstructionSet, _ purpose: RandomStream.Purpose) {
        var random = SplitMix(state: 11)
        let extremes: [UInt64] = [0, 1, 0xFFFF_FFFF, 1 << 32, .max]
        var cases = extremes.flatMap { seed in extremes.map { row in (seed, row, UInt32(0)) } }
        // The last block number of a row is followed by the first: the counter's words carry nothing over.
        cases += [(7, 9, .max), (7, 9, .max - 3), (7, 9, .max - 7)]
        cases += (0..<500).map { _ in (random.next(), random.next(), UInt32(truncatingIfNeeded: random.next())) }
        for (seed, row, first) in cases {
            let stream = RandomStream(seed: seed, purpose: purpose)
            let reference = PhiloxReference(stream)
            let expected = (0..<8).flatMap { reference.words(purpose: purpose, row: row, block: first &+ $0) }
            #expect(
                blocks(set, stream, row: row, first: first) == expected,
                "seed \(seed), row \(row), blocks from \(first)")
        }
    }

    private func blocks(_ set: InstructionSet, _ stream: RandomStream, row: UInt64, first: UInt32) -> [UInt32] {
        let words = SentinelBuffer<UInt32>(count: 32, sentinel: 0xDEAD_BEEF)
        set.kernels.philox(stream, row, first, words.base)
        #expect(words.isIntact, "written beyond 32 words")
        return words.contents
    }
}
