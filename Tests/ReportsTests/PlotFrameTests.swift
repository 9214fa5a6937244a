import Reports
import TestSupport
import Testing

@Suite("A plot's frame")
struct PlotFrameTests {
    private static func picture(_ frame: PlotFrame, @MarkupBuilder _ content: () -> Markup) throws -> Element {
        try Element(
            parsing: PlotFrame.picture("a plot") {
                frame.yMarks
                content()
                frame.xMarks
            }.text)
    }

    @Test(
        "puts numbers where its marks say, the larger ones higher and further right",
        arguments: [Axis.Scale.linear, .logarithmic])
    func places(scale: Axis.Scale) throws {
        var random = SplitMix(state: 4)
        for trial in 0..<300 {
            let size = [1e-7, 0.02, 1, 70, 12_000, 3e8][trial % 6]
            let points = (0..<Int.random(in: 2...20, using: &random)).map { _ in
                (
                    x: Double.random(in: -1...1, using: &random) * size,
                    y: Double.random(in: scale == .linear ? -1...1 : 0.001...1, using: &random) * size
                )
            }
            let frame = PlotFrame(
                x: Axis(.linear, covering: points.map(\.x)), y: Axis(scale, covering: points.map(\.y)), xLabel: "step")
            let picture = try Self.picture(frame) {
                frame.line(points, className: "curve")
                frame.dots(points, radius: 2, className: "dots")
            }
            let reading = PlotReading(picture, isLogarithmic: scale == .logarithmic)
            reading.expectMarksInOrder("\(points)")
            let lines = reading.lines(ofClass: "curve")
            #expect(lines.count == 1 && lines[0].count == 1)
            reading.expect(lines[0][0], points, "\(points)")
            reading.expect(reading.dots(ofClass: "dots"), points, "\(points)")
            let places = Path(picture.all("path", ofClass: "curve")[0]).pieces[0]
            let pairs = zip(points, places)
            let rising = pairs.sorted { $0.0.y < $1.0.y }.map(\.1.y)
            #expect(zip(rising, rising.dropFirst()).allSatisfy { $0 >= $1 }, "larger is higher")
            let rightwards = pairs.sorted { $0.0.x < $1.0.x }.map(\.1.x)
            #expect(zip(rightwards, rightwards.dropFirst()).allSatisfy { $0 <= $1 }, "larger is further right")
            #expect(places.allSatisfy { (54...408).contains($0.x) && (10...222).contains($0.y) }, "between the axes")
        }
    }

    @Test("has bars from the lowest number up, between their edges")
    func bars() throws {
        let frame = PlotFrame(
            x: Axis(.linear, covering: [-4, 6]), y: Axis(.linear, covering: [0, 5]), xLabel: "residual")
        let picture = try Self.picture(frame) {
            frame.bar(from: -4, to: -2, height: 5, className: "bar")
            frame.bar(from: -2, to: 6, height: 1.25, className: "bar")
            frame.bar(from: 6, to: 8, height: .nan, className: "bar")
        }
        let bars = PlotReading(picture).bars(ofClass: "bar")
        #expect(bars.count == 2)
        for (bar, expected) in zip(bars, [(-4.0, -2.0, 5.0), (-2, 6, 1.25)]) {
            #expect(abs(bar.from - expected.0) < 0.02 && abs(bar.to - expected.1) < 0.02, "\(bar)")
            #expect(abs(bar.foot) < 0.02 && abs(bar.top - expected.2) < 0.02, "\(bar)")
        }
    }

    @Test("breaks a line where a point has no place")
    func gaps() throws {
        let frame = PlotFrame(
            x: Axis(.linear, covering: [0, 5]), y: Axis(.logarithmic, covering: [1, 100]), xLabel: "step")
        let points = [(x: 0.0, y: 1.0), (1, 10), (2, 0), (3, 100), (4, .nan), (5, 5)]
        let picture = try Self.picture(frame) {
            frame.line(points, className: "curve")
            frame.dots(points, radius: 2, className: "dots")
        }
        let reading = PlotReading(picture, isLogarithmic: true)
        let pieces = reading.lines(ofClass: "curve")[0]
        #expect(pieces.map(\.count) == [2, 1, 1])
        let shown = [points[0], points[1], points[3], points[5]]
        reading.expect(pieces.flatMap(\.self), shown)
        reading.expect(reading.dots(ofClass: "dots"), shown)
    }

    @Test("says what it shows, and what the x axis counts")
    func words() throws {
        let frame = PlotFrame(x: Axis(.linear, covering: [0, 1]), y: Axis(.linear, covering: [0, 1]), xLabel: "a < b")
        let picture = try Element(
            parsing: PlotFrame.picture("\"loss\"", readings: .array([.integer(3)])) { frame.xMarks }.text)
        #expect(picture.name == "svg" && picture.attributes["aria-label"] == "\"loss\"")
        #expect(picture.attributes["data-readings"] == "[3]" && picture.attributes["viewBox"] == "0 0 420 262")
        #expect(picture.all("text", ofClass: "label").map(\.text) == ["a < b"])
    }
}
