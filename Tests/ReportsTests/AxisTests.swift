import Reports
import TestSupport
import Testing

@Suite("An axis")
struct AxisTests {
    @Test("covers its numbers with a few round marks in order", arguments: [Axis.Scale.linear, .logarithmic])
    func covers(scale: Axis.Scale) {
        var random = SplitMix(state: 1)
        for _ in 0..<2000 {
            let power = Double.random(in: -12...12, using: &random)
            var size = 1.0
            for _ in 0..<Int(abs(power)) { size *= power < 0 ? 0.1 : 10 }
            let numbers = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                Double.random(in: scale == .linear ? -1...1 : 0.001...1, using: &random) * size
            }
            let axis = Axis(scale, covering: numbers)
            #expect(axis.ticks.count >= 2 && axis.ticks.count <= 16, "\(numbers): \(axis.ticks)")
            #expect(zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy { $0 < $1 })
            for number in numbers {
                let position = axis.position(of: number) ?? .nan
                #expect(position >= -1e-6 && position <= 1 + 1e-6, "\(number) of \(numbers) at \(position)")
            }
            let labels = axis.ticks.map(axis.label)
            #expect(Set(labels).count == labels.count, "\(axis.ticks): \(labels)")
        }
    }

    @Test("has the marks that people would choose")
    func examples() {
        let axis = Axis(.linear, covering: [0, 0.93])
        #expect(axis.ticks.map(axis.label) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(axis.position(of: 0.5) == 0.5)
        let free = Axis(.linear, covering: [0, 660], rounded: false)
        #expect(free.ticks == [0, 200, 400, 600] && free.position(of: 660) == 1)
        let decades = Axis(.logarithmic, covering: [0.00012, 3])
        #expect(decades.ticks.contains(0.001) && decades.position(of: 0) == nil && decades.position(of: -1) == nil)
    }

    @Test("has a place for a single number, and none for what is not finite")
    func single() {
        for number in [0, 5, -3e9, 1e-30] {
            let position = Axis(.linear, covering: [number, .nan]).position(of: number) ?? .nan
            #expect(position > 0 && position < 1, "\(number) at \(position)")
        }
        #expect(Axis(.linear, covering: [.nan]).position(of: .infinity) == nil)
        #expect(!Axis(.logarithmic, covering: [0, -1]).ticks.isEmpty)
    }
}
