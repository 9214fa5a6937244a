import Optimizers
import Testing

@Suite struct UpdateRuleTests {
    @Test(
        arguments: [
            (.sgd(), 0), (.sgd(nesterov: true), 0), (.sgd(momentum: 0.9), 1), (.sgd(momentum: 0.9, nesterov: true), 1),
            (.adagrad(), 1), (.adam(), 2), (.adamW(), 2),
        ] as [(UpdateRule, Int)])
    func countsItsState(_ rule: UpdateRule, _ stateCount: Int) {
        #expect(rule.stateCount == stateCount)
    }

    @Test func hasTheDefaultsOfPyTorch() {
        #expect(UpdateRule.sgd() == .sgd(momentum: 0, nesterov: false))
        #expect(UpdateRule.adagrad() == .adagrad(epsilon: 1e-10))
        #expect(UpdateRule.adam() == .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
        #expect(UpdateRule.adamW() == .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
    }
}
