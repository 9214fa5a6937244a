import Optimizers
import Testing

@Suite struct PlateauTests {
    /// With a resumption from text before each value.
    @Test(arguments: Vectors.all.plateaus)
    func cutsWherePyTorchDoes(_ vector: PlateauVector) throws {
        var plateau = vector.plateau
        var cutCount = 0
        for (value, rate) in zip(vector.values, vector.rates) {
            let before = plateau.state.share
            plateau.observe(value)
            if plateau.state.share < before { cutCount += 1 }
            #expect(abs(plateau.state.share - rate) <= 1e-14 * rate, "\(vector)")
            plateau.state = try #require(Plateau.State(plateau.state.text))
        }
        #expect(cutCount > 0, "\(vector)")
    }

    @Test func whatIsNoNumberIsNoImprovement() {
        var plateau = Plateau(factor: 0.5, patience: 1)
        for _ in 0..<2 { plateau.observe(.nan) }
        #expect(plateau.state.share == 0.5)
        for value in [3, .infinity, 3] { plateau.observe(value) }
        #expect(plateau.state.share == 0.25)
    }

    @Test(arguments: ["", "1 2 3", "1 2 3 4 5", "2 1 0 0", "1 x 0 0", "1 1 -1 0", "1 1 0 -1", "1 1 0.5 0"])
    func readsNoOtherText(_ text: String) {
        #expect(Plateau.State(text) == nil)
    }
}
