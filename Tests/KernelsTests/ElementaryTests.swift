import Foundation
import Kernels
import TestSupport
import Testing

/// The elementary functions against those of the C library in double precision, whose own error is next to nothing here.
///
/// They are tried on every 1,021st float; on every float, in some ten minutes, where the environment has
/// LOCKSTEP_EXHAUSTIVE=1.
@Suite struct ElementaryTests {
    enum Function: CaseIterable {
        case exponential, logarithm, sigmoid, tangent

        func kernel(_ set: InstructionSet) -> KernelTable.Elementwise {
            switch self {
            case .exponential: set.kernels.exponentials
            case .logarithm: set.kernels.logarithms
            case .sigmoid: set.kernels.sigmoids
            case .tangent: set.kernels.tangents
            }
        }

        func truth(_ x: Double) -> Double {
            switch self {
            case .exponential: exp(x)
            case .logarithm: log(x)
            case .sigmoid: 1 / (1 + exp(-x))
            case .tangent: tanh(x)
            }
        }
    }

    private static let isExhaustive = ProcessInfo.processInfo.environment["LOCKSTEP_EXHAUSTIVE"] == "1"

    /// How far a float is from the truth, in units in the last place of the floats around the truth.
    private static func distance(_ found: Float, _ truth: Double) -> Double {
        if truth.isNaN || found.isNaN { return truth.isNaN && found.isNaN ? 0 : .infinity }
        if truth.isInfinite { return Double(found) == truth ? 0 : .infinity }
        // What overflows counts as 2^128, the first number that is no float.
        let value = found.isInfinite ? (found > 0 ? 0x1p128 : -0x1p128) : Double(found)
        let truth = max(-0x1p128, min(truth, 0x1p128))
        let exponent = max(min(truth.exponent, Double.Exponent(Float.greatestFiniteMagnitude.exponent)), -126)
        return abs(value - truth) / Double(sign: .plus, exponent: exponent - 23, significand: 1)
    }

    /// The number that a function is furthest off at.
    private static func worst(
        _ function: Function, _ set: InstructionSet, _ numbers: [Float]
    ) -> (number: Float, distance: Double) {
        let kernel = function.kernel(set)
        var values = numbers
        kernel(&values, values.count)
        var worst: (number: Float, distance: Double) = (0, 0)
        for (number, value) in zip(numbers, values) {
            let distance = distance(value, function.truth(Double(number)))
            if distance > worst.distance { worst = (number, distance) }
        }
        return worst
    }

    @Test(arguments: InstructionSet.available, Function.allCases)
    func areGoodToTwoUnitsInTheLastPlace(_ set: InstructionSet, _ function: Function) {
        let step: UInt64 = Self.isExhaustive ? 1 : 1021
        // No multiple of sixteen, so that tails are tried too.
        let pieceCount: UInt64 = 4099
        for begin in stride(from: 0, to: 1 << 32, by: Int(step * pieceCount)).map({ UInt64($0) }) {
            let patterns = stride(from: begin, to: min(begin + step * pieceCount, 1 << 32), by: Int(step))
            let worst = Self.worst(function, set, patterns.map { Float(bitPattern: UInt32($0)) })
            #expect(worst.distance <= 2, "\(function) of \(worst.number) is off by \(worst.distance) ulp")
        }
    }

    /// Zeros, infinities, the ends of normal and subnormal numbers, and the floats around every place where the code or
    /// the result takes another way.
    @Test(arguments: InstructionSet.available, Function.allCases)
    func areGoodWhereSomethingChanges(_ set: InstructionSet, _ function: Function) {
        let special: [Float] = [
            0, .infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
        ]
        // Bounds of the exponential and of its finite, normal and nonzero results; those of the hyperbolic tangent.
        let bounds: [Float] = [
            89, 105, 88.72284, 87.33655, 103.27893, 103.97208, 0.625, 9.01091, 16.63553, 44.5, 52.5, 1,
        ]
        // The exponential's argument is reduced by the nearest multiple of ln 2, the logarithm's to [√½, √2).
        let reductions = (0..<155).map { (Float($0) + 0.5) * Float(M_LN2) }
        let roots = (-149...127).flatMap { exponent in
            [1, Float(0.5).squareRoot()].map { Float(sign: .plus, exponent: exponent, significand: $0) }
        }
        let places = special + bounds + reductions + roots
        for place in places.flatMap({ [$0, -$0] }) {
            let pattern = place.bitPattern
            let numbers = (-20...20).map { Float(bitPattern: pattern &+ UInt32(bitPattern: $0)) }
            let worst = Self.worst(function, set, numbers)
            #expect(worst.distance <= 2, "\(function) of \(worst.number) is off by \(worst.distance) ulp")
        }
    }

    /// A number's place among others changes nothing, nor does anything change behind the last one.
    @Test(arguments: InstructionSet.available, Function.allCases)
    func dependOnTheNumberAlone(_ set: InstructionSet, _ function: Function) {
        var random = SplitMix(state: 121)
        for count in 0...50 {
            let numbers = (0..<count).map { _ in Float.random(in: -100...100, using: &random) }
            let found = SentinelBuffer(numbers, sentinel: 1e30)
            function.kernel(set)(found.base, count)
            let alone = numbers.map { number in
                var number = number
                function.kernel(set)(&number, 1)
                return number
            }
            let same = zip(found.contents, alone).allSatisfy {
                $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
            }
            #expect(same && found.isIntact, "\(function), \(count) numbers")
        }
    }

    @Test(arguments: InstructionSet.available)
    func areExactWhereTheyCanBe(_ set: InstructionSet) {
        func value(_ function: Function, _ x: Float) -> Float {
            var x = x
            function.kernel(set)(&x, 1)
            return x
        }
        #expect(value(.exponential, 0) == 1 && value(.exponential, -.infinity) == 0)
        #expect(value(.exponential, .infinity) == .infinity)
        #expect(value(.logarithm, 1) == 0 && value(.logarithm, .infinity) == .infinity)
        #expect(value(.logarithm, 0) == -.infinity && value(.logarithm, -0.0) == -.infinity)
        #expect(value(.sigmoid, 0) == 0.5 && value(.sigmoid, .infinity) == 1 && value(.sigmoid, -.infinity) == 0)
        #expect(value(.tangent, 0) == 0 && value(.tangent, .infinity) == 1 && value(.tangent, -.infinity) == -1)
        for function in Function.allCases { #expect(value(function, .nan).isNaN, "\(function)") }
        #expect(value(.logarithm, -1).isNaN && value(.logarithm, -.infinity).isNaN)
    }
}
