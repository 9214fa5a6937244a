import Datasets
import Foundation
import Kernels
import Models
import Reports
import TestSupport
import Testing
import Training

@Suite("Weights on a page")
struct WeightFiguresTests {
    private func section(
        _ architecture: Architecture, weights: [Float], names: FeatureNames, classes: [String]? = nil,
        image: String? = nil
    ) throws -> Element {
        let kernels = InstructionSet.available[0].kernels
        let classes = classes.flatMap { ClassLabels(names: $0) }
        let model = architecture.makeModel(featureCount: names.count, classCount: classes?.count, kernels: kernels)
        var parameters = [Float](repeating: 0, count: model.layout.count)
        model.layout.tensors[0].write(weights, to: &parameters)
        let trained = TrainedModel(
            architecture: architecture, parameters: parameters, featureNames: names, targetName: "y",
            classes: classes, kernels: kernels)
        return try #require(
            RunFolder([:]).page(
                model: trained, settings: [("name", "sample")] + (image.map { [("data.image", $0)] } ?? [])
            ).section("Weights"))
    }

    /// The pixels of a PNG of stored blocks, as red, green, blue and alpha by row and column.
    private func pixels(_ image: Element) throws -> [[[UInt8]]] {
        let address = try #require(image.attributes["src"])
        let file = try #require(Data(base64Encoded: String(address.dropFirst(22))))
        let data = [UInt8](file)
        func number(_ place: Int) -> Int { data[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (width, height) = (number(16), number(20))
        // After the signature, and the header of 25 bytes, comes the chunk of the rows; its zlib stream has one block.
        #expect(Array(data[37..<41]) == Array("IDAT".utf8) && data[43] == 1)
        let rows = data[48..<48 + height * (4 * width + 1)]
        return (0..<height).map { row in
            (0..<width).map { column in
                let place = rows.startIndex + row * (4 * width + 1) + 1 + 4 * column
                return Array(rows[place..<place + 4])
            }
        }
    }

    @Test("of pixels are pictures from the upper left, row by row, blue where positive and orange where negative")
    func pictures() throws {
        let weights = (0..<50).map { index -> Float in
            let size = Float(index % 25) * (index < 25 ? 1 : 2)
            return index % 3 == 0 ? -size : size
        }
        let section = try section(
            .softmaxRegression, weights: weights + [Float](repeating: 0, count: 25), names: .numbered(count: 25),
            classes: ["one", "<two>", "three"], image: "5x5")
        let images = section.all("img")
        let descriptions = images.map { $0.attributes["alt"] ?? "" }
        try #require(descriptions == ["Weights of class one", "Weights of class <two>", "Weights of class three"])
        #expect(section.all("figcaption").map(\.text) == ["one", "<two>", "three"])
        for (image, values) in zip(images, [weights.prefix(25), weights.suffix(25)]) {
            let pixels = try pixels(image)
            let largest = Double(values.map(abs).max() ?? 0)
            #expect(pixels.count == 5 && pixels.allSatisfy { $0.count == 5 })
            for (index, value) in values.enumerated() {
                let pixel = pixels[index / 5][index % 5]
                let strength = 255 * Double(abs(value)) / largest
                #expect(abs(Double(pixel[3]) - strength) <= 0.51, "\(index)")
                let isBlue = pixel[2] > pixel[0]
                if value != 0 { #expect(isBlue == (value > 0), "\(index): \(value) is \(pixel)") }
            }
        }
        #expect(try pixels(images[2]).flatMap(\.self).allSatisfy { $0[3] == 0 })
        for item in section.all("li") { #expect(item.classes == [item.text]) }
    }

    @Test("of named features are bars, the largest first, each with its sign and number")
    func bars() throws {
        let section = try section(
            .linearRegression(.squared), weights: [0.5, -2, 0, 1], names: .named(["a", "b", "c", "<d>"]))
        let rows = try #require(section.all("table", ofClass: "bars").first).all("tr")
        #expect(
            rows.dropFirst().map { $0.children.prefix(2).map(\.text) } == [
                ["b", "-2"], ["<d>", "1"], ["a", "0.5"], ["c", "0"],
            ])
        let bars = rows.compactMap { $0.all("span").first }
        let widths = bars.map { $0.attributes["style"] ?? "" }
        #expect(widths == ["width: 100.0%", "width: 50.0%", "width: 25.0%", "width: 0.0%"])
        #expect(bars.prefix(3).map { $0.classes[0] } == ["negative", "positive", "positive"])
    }

    @Test("of several outputs are a root mean square for each feature")
    func severalOutputs() throws {
        // The first row of weights is the first class's.
        let section = try section(
            .softmaxRegression, weights: [3, 0, 1, -4, 0, 1], names: .named(["a", "b", "c"]), classes: ["p", "q"])
        let rows = try #require(section.all("table", ofClass: "bars").first).all("tr")
        let found = rows.map { row in row.children.map(\.text).joined(separator: " ") }
        #expect(found == ["feature size  p q", "a 3.536  3 -4", "c 1  1 1", "b 0  0 0"])
        #expect(section.all("p").first?.text == "Root mean square of a feature's weights over the 2 outputs.")
    }

    @Test("are pictures only where rows are said to be pictures of as many pixels")
    func noPictures() throws {
        for image in [nil, "4x5"] {
            let section = try section(
                .softmaxRegression, weights: [Float](repeating: 1, count: 32), names: .numbered(count: 16),
                classes: ["p", "q"], image: image)
            #expect(section.all("img").isEmpty)
        }
        let lines = try section(
            .softmaxRegression, weights: [Float](repeating: 1, count: 12), names: .numbered(count: 6),
            classes: ["p", "q"], image: "2x3")
        #expect(lines.all("img").map { $0.attributes["width"] } == ["3", "3"])
    }

    @Test("of very many features leave a page of less than 2 MB, and say how many are left out")
    func manyFeatures() throws {
        let section = try section(
            .linearRegression(.squared), weights: (0..<100_000).map { Float($0) }, names: .numbered(count: 100_000))
        #expect(section.all("p").first?.text == "The weight of each feature, the 8,000 largest of 100,000.")
        #expect(section.all("tr").count < 8_100)
    }

    @Test("have a table of what they are like")
    func tensors() throws {
        let section = try section(
            .linearRegression(.squared), weights: [0.5, -2, 0, 1], names: .named(["a", "b", "c", "d"]))
        // Of 0.5, -2, 0 and 1 the mean is -0.125 and the mean of squares 1.3125.
        let table = try #require(section.all("table").last)
        #expect(
            table.cells.prefix(2) == [
                ["", "shape", "mean", "standard deviation", "least", "greatest"],
                ["weight", "1 × 4", "-0.125", "1.139", "-2", "1"],
            ])
    }
}
