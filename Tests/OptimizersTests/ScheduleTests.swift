import Foundation
import Optimizers
import TestSupport
import Testing

@Suite struct ScheduleTests {
    private struct Run {
        let schedule: Schedule
        let totalSteps: Int

        var factors: [Double] { (0..<totalSteps).map { schedule.factor(atStep: $0, of: totalSteps) } }
    }

    /// Every kind with random numbers, and the extremes of warm-up: none, one step, all but one, all, and more.
    private static let runs: [Run] = {
        var random = SplitMix(state: 73)
        return (0..<200).flatMap { _ in
            let totalSteps = Bool.random(using: &random) ? Int.random(in: 1...5, using: &random) : 300
            let anyWarmup = Int.random(in: 0...totalSteps, using: &random)
            let warmups = [0, 1, totalSteps - 1, totalSteps, totalSteps + 3, anyWarmup]
            let finalFactor = [0.0, 1.0, .random(in: 0...1, using: &random)].randomElement(using: &random)!
            let kinds: [Schedule.Shape] = [
                .constant, .inverseSquareRoot, .cosine(finalFactor: finalFactor), .linear(finalFactor: finalFactor),
                .step(every: .random(in: 1...50, using: &random), factor: .random(in: 0.1...1, using: &random)),
            ]
            return kinds.map { kind in
                Run(
                    schedule: Schedule(kind, warmupSteps: warmups.randomElement(using: &random)!),
                    totalSteps: totalSteps)
            }
        }
    }()

    /// The formulas as their papers write them, with Glibc's functions.
    private func expected(_ run: Run, _ step: Int) -> Double {
        let (t, warmup, total) = (Double(step), Double(run.schedule.warmupSteps), Double(run.totalSteps))
        if case .oneCycle(let rise, let initialFactor, let finalFactor) = run.schedule.shape {
            let peak = rise * total - 1
            if t <= peak { return initialFactor + (1 - initialFactor) / 2 * (1 - cos(.pi * t / peak)) }
            return finalFactor + (1 - finalFactor) / 2 * (1 + cos(.pi * (t - peak) / (total - 1 - peak)))
        }
        if t < warmup { return (t + 1) / warmup }
        let progress = (t - warmup) / (total - warmup)
        return switch run.schedule.shape {
        case .constant: 1
        case .step(let every, let factor): pow(factor, floor((t - warmup) / Double(every)))
        case .inverseSquareRoot: pow(max(warmup, 1), 0.5) * pow(t + 1, -0.5)
        case .cosine(let finalFactor): finalFactor + 0.5 * (1 - finalFactor) * (1 + cos(.pi * progress))
        case .linear(let finalFactor): finalFactor + (1 - finalFactor) * (1 - progress)
        case .plateau, .oneCycle: 1
        case .exponential(let growth): pow(growth, t - warmup)
        }
    }

    @Test func growsByTheSameFactor() {
        let run = Run(schedule: Schedule(.exponential(growth: 1.03), warmupSteps: 5), totalSteps: 100)
        for (step, factor) in run.factors.enumerated() {
            #expect(abs(factor / expected(run, step) - 1) < 1e-13)
        }
    }

    @Test func cyclesOnce() {
        var random = SplitMix(state: 74)
        for _ in 0..<100 {
            let (rise, initialFactor) = (
                Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random)
            )
            let run = Run(
                schedule: Schedule(.oneCycle(rise: rise, initialFactor: initialFactor, finalFactor: 0.01)),
                totalSteps: .random(in: 2...300, using: &random))
            for (step, factor) in run.factors.enumerated() {
                let expected = expected(run, step)
                #expect(abs(factor - expected) <= 1e-13 * expected + 1e-15, "\(run), step \(step)")
            }
            if rise * Double(run.totalSteps) > 1 { #expect(abs(run.factors[0] - initialFactor) <= 1e-15) }
            #expect(abs(run.factors.last! - (rise == 1 ? 1 : 0.01)) <= 1e-15, "\(run)")
        }
    }

    @Test func cyclesTooShortToRiseAndFallEndAtTheLowest() {
        #expect(Schedule(.oneCycle(finalFactor: 0.25)).factor(atStep: 0, of: 1) == 0.25)
        #expect(Schedule(.oneCycle(rise: 0.5, finalFactor: 0.25)).factor(atStep: 0, of: 2) == 1)
        #expect(Schedule(.oneCycle(rise: 0.5, finalFactor: 0.25)).factor(atStep: 1, of: 2) == 0.25)
        #expect(Schedule(.oneCycle(rise: 1)).factor(atStep: 0, of: 1) == 1)
    }

    @Test func followsTheFormulas() {
        for run in Self.runs {
            for (step, factor) in run.factors.enumerated() {
                let expected = expected(run, step)
                #expect(abs(factor - expected) <= 1e-13 * expected + 1e-15, "\(run), step \(step)")
            }
        }
    }

    @Test func risesDuringTheWarmUpAndNeverAgain() {
        for run in Self.runs {
            let factors = run.factors
            for (step, (before, after)) in zip(factors, factors.dropFirst()).enumerated() {
                let isRising = step + 1 < run.schedule.warmupSteps
                #expect(isRising ? before < after : before >= after, "\(run), step \(step)")
            }
            #expect(factors.allSatisfy { $0 > 0 && $0 <= 1 }, "\(run)")
        }
    }

    @Test func beginsAndEnds() {
        for run in Self.runs {
            let (factors, warmup) = (run.factors, run.schedule.warmupSteps)
            #expect(factors[0] == 1 / Double(max(warmup, 1)), "\(run)")
            if (1...run.totalSteps).contains(warmup) { #expect(factors[warmup - 1] == 1, "\(run)") }
            switch run.schedule.shape {
            case .cosine(let finalFactor) where warmup < run.totalSteps,
                .linear(let finalFactor) where warmup < run.totalSteps:
                #expect(factors[warmup] == 1, "\(run)")
                #expect(factors.last! > finalFactor || finalFactor == 1, "\(run)")
                for beyond in [0, 1, 1000] {
                    let factor = run.schedule.factor(atStep: run.totalSteps + beyond, of: run.totalSteps)
                    #expect(abs(factor - finalFactor) <= 1e-15, "\(run)")
                }
            default: break
            }
        }
    }

    @Test(arguments: [
        Schedule.Shape.constant, .step(every: 1, factor: 0.1), .inverseSquareRoot, .cosine(), .linear(),
        .plateau(Plateau()),
    ])
    func aRunOfOneStepTakesItWhole(_ kind: Schedule.Shape) {
        #expect(Schedule(kind).factor(atStep: 0, of: 1) == 1)
        #expect(Schedule(kind, warmupSteps: 1).factor(atStep: 0, of: 1) == 1)
        #expect(Schedule(kind, warmupSteps: 4).factor(atStep: 0, of: 1) == 0.25)
    }
}
