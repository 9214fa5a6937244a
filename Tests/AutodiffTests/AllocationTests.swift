import AllocationCounter
import Autodiff
import Kernels
import Models
import TestSupport
import Testing
import Training

@Suite(
    "A steady state allocates nothing",
    .needs(Requirement("an allocator that can be counted", allocation_counter_is_active())))
struct AllocationTests {
    @Test func onATapeOfItsOwn() throws {
        let tape = Tape(kernels: kernels)
        let numbers = [Float](repeating: 0.5, count: 64 * 48)
        func step(_ index: Int) throws {
            tape.begin(.training(seed: 1, step: index))
            let x = tape.constant(numbers, Shape(64, 48)), w = tape.variable(numbers, Shape(64, 48))
            let sums = x.linear(w, activation: .tanh).dropout(0.5)
            try (sums.logSoftmax() * sums.matmul(sums.transposed()).exp()).mean().backward()
        }
        for index in 0..<3 { try step(index) }
        let before = allocation_count_of_calling_thread()
        for index in 0..<1000 { try step(index) }
        #expect(allocation_count_of_calling_thread() == before)
    }

    @Test(arguments: [8, 300])
    func inTraining(batchSize: Int) throws {
        let problem = Problem(rowCount: 60_000, featureCount: 7, places: [5, 3])
        let plan = TrainingPlan(epochCount: 20, batchSize: batchSize, shardCount: 4, seed: 1)
        let trainer = try problem.trainer(TapeModel(TwoTowers(), kernels: kernels), plan)
        func allocations(in stepCount: Int) throws -> UInt64 {
            let before = allocation_count_of_calling_thread()
            try trainer.advance(by: stepCount)
            return allocation_count_of_calling_thread() - before
        }
        _ = try allocations(in: 100)
        #expect(try allocations(in: 1100) == allocations(in: 100))
    }
}
