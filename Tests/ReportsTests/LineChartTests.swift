import Foundation
import FoundationXML
import Reports
import Testing

@Suite("A line chart")
struct LineChartTests {
    private func chart(_ points: [(Double, Double)], title: String = "speed") -> LineChart {
        LineChart(
            title: title, xLabel: "workers", yLabel: "rows/s", xTicks: points.map(\.0),
            series: [
                LineChart.Series(name: "measured", points: points.map { (x: $0.0, y: $0.1) }, style: .measured),
                LineChart.Series(name: "bound", points: points.map { (x: $0.0, y: 40) }, style: .limit),
            ])
    }

    @Test("in plain letters")
    func ascii() {
        let lines = chart([(0, 0), (1, 10), (2, 20), (4, 40)]).text(width: 40, height: 9, letters: .ascii)
        #expect(
            lines == [
                "speed: rows/s by workers",
                "40 |-     -  -     -  -    -     -   ***",
                "   |                             ****",
                "30 |                        *****",
                "   |                    ****",
                "20 |                ****",
                "   |            ****",
                "10 |       *****",
                "   |   ****",
                " 0 |***",
                "   +------------------------------------",
                "    0        1        2                4",
                "    *** measured   --- bound",
            ])
    }

    @Test("in Braille has as many lines, and its curve in them")
    func braille() {
        let lines = chart([(0, 0), (4, 40)]).text(width: 60, height: 10, letters: .braille)
        #expect(lines.count == 14 && lines.allSatisfy { $0.count <= 60 })
        #expect(lines[1].last == "⠉" || lines[1].hasSuffix("⠊"), "\(lines[1])")
        #expect(
            lines[1...10].allSatisfy { line in line.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) } })
    }

    @Test("of any numbers fits its width", arguments: [1e-9, 0.3, 7, 99, 1000, 123_456_789, 1e15])
    func anyScale(largest: Double) {
        for width in [40, 41, 80, 200] {
            for letters in [LineChart.Letters.ascii, .braille] {
                let lines = chart([(1, largest / 3), (2, largest / 2), (64, largest)])
                    .text(width: width, letters: letters)
                #expect(lines.dropLast().allSatisfy { $0.count <= width }, "\(lines.joined(separator: "\n"))")
            }
        }
    }

    @Test("as SVG is well-formed, whatever its words", arguments: ["plain", "a<b & \"c\" > 'd'", ""])
    func svg(title: String) throws {
        let chart = chart([(1, 10), (2, 15)], title: title)
        let counter = ElementCounter()
        let parser = XMLParser(data: Data(chart.svg.utf8))
        parser.delegate = counter
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(counter.counts["circle"] == 2 && counter.counts["polyline"] == 2)
        #expect(counter.title == title)
    }

    @Test(
        "as SVG goes through its numbers, in the colour and dashes that the legend gives its name",
        arguments: [3e-4, 0.9, 40, 7777, 2.5e9])
    func places(largest: Double) throws {
        let shares = [0.1, 0.25, 1, 0.5]
        let points = zip([1.0, 2, 4, 8], shares).map { ($0, $1 * largest) }
        let chart = LineChart(
            title: "speed", xLabel: "workers", yLabel: "rows/s", xTicks: points.map(\.0),
            series: [
                .init(name: "measured", points: points.map { (x: $0.0, y: $0.1) }, style: .measured),
                .init(name: "ideal", points: points.map { (x: $0.0, y: $0.0 * largest / 8) }, style: .ideal),
                .init(name: "bound", points: points.map { (x: $0.0, y: largest) }, style: .limit),
            ])
        let picture = try Element(parsing: chart.svg)
        let reading = PlotReading(picture)
        reading.expectMarksInOrder()
        #expect(reading.x.marks.map(\.number) == [1, 2, 4, 8] && reading.y.marks.first?.number == 0)
        let curves = picture.all("polyline")
        let legend = picture.all("line", ofClass: "line")
        let names = picture.all("text").suffix(3).map(\.text)
        #expect(names == ["measured", "ideal", "bound"] && curves.count == 3)
        for (index, series) in chart.series.enumerated() {
            reading.expect(reading.points(curves[index]), series.points, "\(series.name)")
            for attribute in ["stroke", "stroke-dasharray"] {
                #expect(curves[index].attributes[attribute] == legend[index].attributes[attribute])
            }
        }
        #expect(Set(curves.map { $0.attributes["stroke"] }).count == 3)
        #expect(curves.map { $0.attributes["stroke-dasharray"] != nil } == [false, true, true])
        let dots = picture.all("circle")
        reading.expect(
            dots.map { (reading.x.number(at: $0.number("cx")), reading.y.number(at: $0.number("cy"))) },
            chart.series[0].points)
        #expect(dots[2].text == "measured, 4: \(Format.short(largest))")
        let highest = try #require(dots.min { $0.number("cy") < $1.number("cy") })
        #expect(highest.number("cx") == dots[2].number("cx"), "the largest number is the highest")
    }
}

private final class ElementCounter: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    var title = ""
    private var isFirstTitle = false

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        counts[name, default: 0] += 1
        isFirstTitle = name == "title" && counts["title"] == 1
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if isFirstTitle { title += text }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        isFirstTitle = false
    }
}
