import Foundation
import Testing

/// A plot as a person reads it: where something stands, in the numbers that the marks beside it say.
struct PlotReading {
    /// An edge of a plot with its marks.
    struct Edge {
        let marks: [(place: Double, number: Double)]
        let isLogarithmic: Bool

        /// The number at a place, from the outermost marks.
        func number(at place: Double) -> Double {
            guard let first = marks.first, let last = marks.last, first.place != last.place else { return .nan }
            let share = (place - first.place) / (last.place - first.place)
            guard isLogarithmic else { return first.number + share * (last.number - first.number) }
            return first.number * pow(last.number / first.number, share)
        }

        /// How much the number changes over some length around a place.
        func change(over length: Double, at place: Double) -> Double {
            abs(number(at: place + length) - number(at: place - length))
        }
    }

    let x: Edge
    let y: Edge
    private let view: Element

    /// Places are rounded to a tenth.
    static let accuracy = 0.15

    /// - Parameters:
    ///   - picture: a plot.
    ///   - view: the part of it that has the marks of the y axis and the curves; the picture itself where there is
    ///     only one.
    init(_ picture: Element, view: Element? = nil, isLogarithmic: Bool = false) {
        let view = view ?? picture
        let lines =
            view.all("path", ofClass: "grid").map { Path($0).pieces[0][0].y }
            + view.all("line", ofClass: "grid").map { $0.number("y1") }
        let yLabels = view.all("text").filter { $0.attributes["text-anchor"] == "end" }
        let xLabels = picture.children.filter {
            $0.name == "text" && $0.attributes["text-anchor"] == "middle" && !Self.number($0.text).isNaN
        }
        x = Edge(marks: xLabels.map { ($0.number("x"), Self.number($0.text)) }, isLogarithmic: false)
        y = Edge(marks: zip(lines, yLabels).map { ($0, Self.number($1.text)) }, isLogarithmic: isLogarithmic)
        self.view = view
        #expect(lines.count == yLabels.count, "a label for each line")
        #expect(zip(lines, yLabels).allSatisfy { abs($0 - $1.number("y")) < 6 }, "labels beside their lines")
    }

    /// The number that a label says.
    static func number(_ label: String) -> Double {
        let factors = [" k": 1e3, " M": 1e6, " G": 1e9]
        for (suffix, factor) in factors where label.hasSuffix(suffix) {
            return (Double(label.dropLast(2)) ?? .nan) * factor
        }
        return Double(label) ?? .nan
    }

    /// Marks ascend to the right and upwards, and each stands where the outermost ones say.
    func expectMarksInOrder(_ comment: Comment? = nil) {
        #expect(x.marks.count > 1 && y.marks.count > 1, comment)
        #expect(zip(x.marks, x.marks.dropFirst()).allSatisfy { $0.number < $1.number && $0.place < $1.place }, comment)
        #expect(zip(y.marks, y.marks.dropFirst()).allSatisfy { $0.number < $1.number && $0.place > $1.place }, comment)
        for edge in [x, y] {
            for mark in edge.marks {
                let slack = edge.change(over: Self.accuracy, at: mark.place)
                #expect(abs(edge.number(at: mark.place) - mark.number) <= slack, comment)
            }
        }
    }

    /// The lines of a class, each as its unbroken pieces.
    func lines(ofClass name: String) -> [[[(x: Double, y: Double)]]] {
        view.all("path", ofClass: name).map { Path($0).pieces.map { $0.map(read) } }
    }

    /// The numbers through which a polyline goes.
    func points(_ polyline: Element) -> [(x: Double, y: Double)] { Path(polyline).pieces[0].map(read) }

    /// The dots of a class.
    func dots(ofClass name: String) -> [(x: Double, y: Double)] {
        view.all("path", ofClass: name).flatMap { Path($0).pieces.flatMap { $0.map(read) } }
    }

    /// The bars of a class: from where to where they go, from which number up to which.
    func bars(ofClass name: String) -> [(from: Double, to: Double, foot: Double, top: Double)] {
        view.all("rect", ofClass: name).map { bar in
            let (left, top) = (bar.number("x"), bar.number("y"))
            // Bars are half a unit apart from their edges.
            return (
                x.number(at: left - 0.5), x.number(at: left + bar.number("width") + 0.5),
                y.number(at: top + bar.number("height")), y.number(at: top)
            )
        }
    }

    private func read(_ place: (x: Double, y: Double)) -> (x: Double, y: Double) {
        (x.number(at: place.x), y.number(at: place.y))
    }

    /// Found numbers are those that were to be drawn, as exactly as a picture can show.
    func expect(_ found: [(x: Double, y: Double)], _ drawn: [(x: Double, y: Double)], _ comment: Comment? = nil) {
        #expect(found.count == drawn.count, comment)
        for (found, drawn) in zip(found, drawn) {
            #expect(abs(found.x - drawn.x) <= slack(x, drawn.x), comment)
            #expect(abs(found.y - drawn.y) <= slack(y, drawn.y), comment)
        }
    }

    /// What a place that is off by the accuracy makes of a number.
    private func slack(_ edge: Edge, _ number: Double) -> Double {
        let ends = edge.marks.map(\.place)
        let length = abs((ends.last ?? 0) - (ends.first ?? 0))
        guard edge.isLogarithmic, let first = edge.marks.first, let last = edge.marks.last else {
            return edge.change(over: 2 * Self.accuracy, at: 0)
        }
        return number * (pow(last.number / first.number, 2 * Self.accuracy / length) - 1) * 2
    }
}

/// The points of an SVG path of absolute moves and lines, or of a polyline.
struct Path {
    /// Points that are joined, piece by piece.
    private(set) var pieces: [[(x: Double, y: Double)]] = []

    /// The path that an element draws.
    init(_ element: Element) {
        if let points = element.attributes["points"] {
            pieces = [
                points.split(separator: " ").map { pair in
                    let numbers = pair.split(separator: ",").map { Double($0) ?? .nan }
                    return (numbers[0], numbers[1])
                }
            ]
            return
        }
        for move in (element.attributes["d"] ?? "").split(separator: "M") {
            let points = move.split { $0 == "L" || $0 == "h" || $0 == "H" }.map { pair in
                pair.split(separator: " ").map { Double($0) ?? .nan }
            }
            pieces.append(points.filter { $0.count == 2 }.map { ($0[0], $0[1]) })
        }
    }
}
