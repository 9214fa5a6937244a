import Foundation
import Kernels
import TestSupport
import Testing

@Suite struct NormalsTests {
    /// A number that no normal is: with 31 bits for u the radius is below 6.7.
    private static let sentinel: Float = 1e30

    private func normals(_ set: InstructionSet, _ stream: RandomStream, row: UInt64, count: Int) -> [Float] {
        let buffer = SentinelBuffer<Float>(count: count, sentinel: Self.sentinel)
        set.kernels.fillNormals(stream, row, count, buffer.base)
        #expect(buffer.isIntact, "written outside \(count) numbers")
        return buffer.contents
    }

    /// Against the transform in double precision, from the reference's words.
    ///
    /// With r the radius: logarithm, root, sine and cosine are good to a few units of 2⁻²⁴, so r (cos, sin) is good to
    /// 3e-7 r. Before that, u is rounded twice to 24 bits, which moves ln u by at most 2 · 2⁻²⁴, r² by twice that, and r
    /// by at most 2.4e-7 / r.
    @Test(arguments: InstructionSet.available)
    func equalTheTransformInDoublePrecision(_ set: InstructionSet) {
        var random = SplitMix(state: 3)
        for count in [4000] + Array(repeating: 200, count: 1000) {
            let stream = RandomStream(seed: random.next(), purpose: .allCases.randomElement(using: &random)!)
            let row = random.next()
            let expected = Self.reference(stream, row: row, count: count)
            let found = normals(set, stream, row: row, count: count)
            let wrong = found.indices.first { index in
                let (value, radius) = expected[index]
                return !(abs(Double(found[index]) - value) <= 3e-7 * radius + 2.4e-7 / radius)
            }
            #expect(wrong == nil, "\(stream), row \(row), \(count) numbers")
        }
    }

    /// Box and Muller's pairs: words 0 and 1 of a block, then 2 and 3.
    private static func reference(
        _ stream: RandomStream, row: UInt64, count: Int
    ) -> [(value: Double, radius: Double)] {
        let philox = PhiloxReference(stream)
        var normals: [(value: Double, radius: Double)] = []
        for block in 0..<UInt32((count + 3) / 4) {
            let words = philox.words(purpose: stream.purpose, row: row, block: block)
            for (a, b) in [(words[0], words[1]), (words[2], words[3])] {
                let u = (Double(a >> 1) + 0.5) * 0x1p-31
                let angle = 2 * Double.pi * Double(b) * 0x1p-32
                let radius = (-2 * log(u)).squareRoot()
                normals.append((radius * cos(angle), radius))
                normals.append((radius * sin(angle), radius))
            }
        }
        return Array(normals.prefix(count))
    }

    @Test(arguments: InstructionSet.available)
    func fewerNumbersAreThePrefixOfMore(_ set: InstructionSet) {
        let stream = RandomStream(seed: 5, purpose: .rows)
        let all = normals(set, stream, row: 77, count: 400)
        for count in 0...200 {
            #expect(normals(set, stream, row: 77, count: count) == Array(all.prefix(count)), "\(count) numbers")
        }
    }

    /// Rows differ, whether in the low or the high counter word, and so do seeds and purposes. Two independent normals
    /// are equal with a chance below 1e-6, so that three of 200 have one below 1e-11 in each of the 3160 pairs.
    @Test func rowsSeedsAndPurposesDiffer() throws {
        let set = try InstructionSet.best()
        let streams = [1, 2, 1 << 32, 1 << 63].flatMap { (seed: UInt64) in
            RandomStream.Purpose.allCases.map { RandomStream(seed: seed, purpose: $0) }
        }
        let rows: [UInt64] = [0, 1, 2, 1 << 32, 1 << 63]
        let all = streams.flatMap { stream in rows.map { normals(set, stream, row: $0, count: 200) } }
        for first in all.indices {
            for second in all.indices where second > first {
                let equal = zip(all[first], all[second]).count { $0 == $1 }
                #expect(equal <= 2, "rows \(first) and \(second) of the list")
            }
        }
    }
}
