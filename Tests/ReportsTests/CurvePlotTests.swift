import Foundation
import Reports
import TestSupport
import Testing

@Suite("A plot of curves")
struct CurvePlotTests {
    private static let train = (1...40).map { (x: Double(10 * $0), y: 8 / Double($0)) }
    private static let validation = (1...4).map { (x: Double(100 * $0), y: 1 / Double($0)) }

    private func plot(_ logarithm: CurvePlot.Logarithm = .never, beginsAtZero: Bool = false) throws -> Element {
        try Element(
            parsing: CurvePlot(
                title: "Loss", xLabel: "step",
                curves: [
                    .init(name: "train", points: Self.train, tone: 0),
                    .init(name: "validation", points: Self.validation, tone: 9, isDotted: true),
                ], logarithm: logarithm, beginsAtZero: beginsAtZero
            ).figure.text)
    }

    @Test("has each curve at its numbers, in the colour that the legend gives its name")
    func curves() throws {
        let figure = try plot(.onRequest)
        let picture = try #require(figure.all("svg").first)
        let legend = figure.all("ul", ofClass: "legend")[0].all("li")
        #expect(legend.map(\.text) == ["train", "validation"] && legend.map(\.classes) == [["tone-0"], ["tone-1"]])
        for (name, isLogarithmic) in [("linear", false), ("logarithmic", true)] {
            let view = try #require(picture.all("g", ofClass: name).first)
            let reading = PlotReading(picture, view: view, isLogarithmic: isLogarithmic)
            reading.expectMarksInOrder("\(name)")
            for (tone, points) in [("tone-0", Self.train), ("tone-1", Self.validation)] {
                let curve = try #require(view.all("path", ofClass: tone).first { $0.classes.contains("curve") })
                reading.expect(
                    Path(curve).pieces[0].map { (reading.x.number(at: $0.x), reading.y.number(at: $0.y)) }, points,
                    "\(name) \(tone)")
            }
            reading.expect(reading.dots(ofClass: "dots"), Self.validation, "\(name)")
        }
        #expect(picture.all("text", ofClass: "label").map(\.text) == ["step"])
    }

    @Test("begins at 0 where it is to, and where the first step is")
    func zero() throws {
        let picture = try #require(plot(beginsAtZero: true).all("svg").first)
        let reading = PlotReading(picture, view: picture.all("g", ofClass: "linear")[0])
        #expect(reading.y.marks.first?.number == 0 && reading.y.marks.first?.place == 222)
        #expect(reading.x.marks.first?.number == 0 && reading.x.marks.first?.place == 54)
    }

    @Test("says for each place what the curves have come to there")
    func readings() throws {
        let picture = try #require(plot().all("svg").first)
        let reading = PlotReading(picture, view: picture.all("g", ofClass: "linear")[0])
        let json = try JSONSerialization.jsonObject(with: Data((picture.attributes["data-readings"] ?? "").utf8))
        let found = try #require(json as? [[Any]])
        #expect(found.count == 40)
        for (index, entry) in found.enumerated() {
            let (place, words) = (try #require(entry[0] as? Double), try #require(entry[1] as? String))
            let step = Self.train[index].x
            #expect(abs(reading.x.number(at: place) - step) < 0.5)
            let seen = Self.validation.last { $0.x <= step }
            let expected =
                "step \(Int(step)) · train \(Format.metric(Self.train[index].y))"
                + (seen.map { " · validation \(Format.metric($0.y))" } ?? "")
            #expect(words == expected)
        }
        #expect(picture.attributes["aria-label"] == "Loss by step, at the end train 0.2, validation 0.25")
    }

    @Test("is logarithmic at first where numbers are of very different sizes, and never where one is not positive")
    func logarithm() throws {
        func figure(_ logarithm: CurvePlot.Logarithm, _ ordinates: [Double]) throws -> Element {
            let points = ordinates.enumerated().map { (x: Double($0), y: $1) }
            return try Element(
                parsing: CurvePlot(
                    title: "a", xLabel: "b", curves: [.init(name: "c", points: points, tone: 0)], logarithm: logarithm
                ).figure.text)
        }
        for (logarithm, ordinates, hasView, isFirst) in [
            (CurvePlot.Logarithm.never, [1.0, 1000], false, false), (.onRequest, [1, 1000], true, false),
            (.whereWide, [1, 99], true, false), (.whereWide, [1, 100], true, true),
            (.whereWide, [0, 1000], false, false), (.onRequest, [-1, 1000], false, false),
        ] {
            let figure = try figure(logarithm, ordinates)
            #expect(figure.all("g", ofClass: "logarithmic").isEmpty == !hasView, "\(logarithm) \(ordinates)")
            #expect(figure.all("input").isEmpty == !hasView)
            #expect(figure.classes.contains("is-logarithmic") == isFirst)
            #expect((figure.all("input").first?.attributes["checked"] != nil) == isFirst)
        }
    }

    @Test("of very many points keeps the highest and the lowest")
    func peaks() throws {
        var random = SplitMix(state: 6)
        var points = (0..<20_000).map { (x: Double($0), y: Double.random(in: 0.4...0.6, using: &random)) }
        points[7777].y = 1
        points[12_345].y = 0
        let figure = try Element(
            parsing: CurvePlot(title: "a", xLabel: "b", curves: [.init(name: "c", points: points, tone: 0)])
                .figure.text)
        let picture = try #require(figure.all("svg").first)
        let reading = PlotReading(picture, view: picture.all("g", ofClass: "linear")[0])
        let curve = reading.lines(ofClass: "curve")[0][0]
        let (highest, lowest) = (try #require(curve.max { $0.y < $1.y }), try #require(curve.min { $0.y < $1.y }))
        #expect(curve.count <= 400 && zip(curve, curve.dropFirst()).allSatisfy { $0.x <= $1.x })
        reading.expect([highest, lowest], [points[7777], points[12_345]])
    }
}
