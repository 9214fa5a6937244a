import Datasets
import Kernels
import NUMA
import TestSupport
import Testing

@Suite("Rows of a table that are kept sparse")
struct SparseTableTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func rows(_ count: Int, weight: String? = nil) throws -> FileRows {
        var random = SplitMix(state: 5)
        let text =
            "city,size,rooms,kind,w,y\n"
            + (0..<count).map { row in
                let size = row % 7 == 3 ? "" : "\(Int.random(in: -9...9, using: &random))"
                return "c\(row % 5),\(size),\(row % 4),\(row % 3 == 0 ? "x" : "z"),\(row % 3),\(row)\n"
            }.joined()
        var options = ColumnOptions()
        options.missing = .kept
        options.categorical = ["kind"]
        options.ignored = weight == nil ? ["w"] : []
        options.encoding = ColumnEncoding(
            hash: ["city": 32],
            interactions: [
                .init("size", "rooms"), .init("kind", "size"), .init("city", "kind"), .init("city", "rooms"),
            ])
        return try RowFile(
            path: folder.put(Array(text.utf8), in: "t.csv"), target: "y", weight: weight, columns: options
        ).read(targets: .number, workers: fourWorkers)
    }

    @Test(
        "are the dense ones, scaled, without their zeros", arguments: [1, 2, 40, 3000],
        [FeatureScaling.Kind.standard, .minmax, .none])
    func dense(count: Int, kind: FeatureScaling.Kind) throws {
        let rows = try rows(count)
        let split = try split(count, 0)
        let scaling = try FeatureScaling(
            kind, fillsMissing: true, ofNumbersOf: rows, part: .training, of: split, workers: fourWorkers)
        let source = ScaledSource(try TableSource(rows, targetName: "y", classes: nil), by: scaling)
        let sparse = SparseFile(rows, scaling: scaling, workers: fourWorkers)
        let kernels = try InstructionSet.best().kernels
        let dataset = try sparse.dataset(targetName: "y", classes: nil, partitionCount: 3, kernels: kernels)
        #expect(dataset.isSparse && dataset.scaling == scaling && dataset.rowCount == count)
        var numberCount = 0
        var features = [Float](repeating: .nan, count: rows.featureNames.count)
        for (index, place) in dataset.partitions.indices.flatMap({ partition in
            (0..<dataset.partitions[partition].rowCount).map { (partition, $0) }
        }).enumerated() {
            let target = features.withUnsafeMutableBytes {
                dataset.partitions[place.0].writeRow(at: place.1, features: $0.baseAddress!)
            }
            let expected = source.row(index)
            #expect(features == expected.features && target.target == expected.target)
            numberCount += features.count { $0 != 0 }
        }
        #expect(sparse.numberCount == numberCount && sparse.isSmallerSparse)
    }

    @Test("have numbers on a common scale, and names as they are")
    func scaling() throws {
        let rows = try rows(500)
        let scaling = try FeatureScaling(
            .standard, fillsMissing: true, ofNumbersOf: rows, part: .training, of: split(500, 0), workers: fourWorkers)
        let names = rows.featureNames.all
        let numbers = rows.features()
        func column(_ name: String) throws -> (offset: Double, scale: Double, fill: Double, numbers: [Double]) {
            let index = try #require(names.firstIndex(of: name))
            let values = stride(from: index, to: numbers.count, by: names.count).map { Double(numbers[$0]) }
            return (scaling.offsets[index], scaling.scales[index], scaling.fills![index], values.filter { !$0.isNaN })
        }
        for name in ["size", "rooms", "size*rooms"] {
            let column = try column(name)
            let mean = column.numbers.reduce(0, +) / Double(column.numbers.count)
            let variance = column.numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.numbers.count)
            #expect(abs(column.offset - mean) < 1e-12 && abs(column.scale - variance.squareRoot()) < 1e-12)
            #expect(column.fill == column.offset)
        }
        for name in ["kind=x", "city#0", "city*kind#31"] {
            let column = try column(name)
            #expect(column.offset == 0 && column.scale == 1)
        }
        for (name, number) in [("kind=x*size", "size"), ("city#3*rooms", "rooms")] {
            let (found, of) = (try column(name), try column(number))
            let square = of.numbers.reduce(0) { $0 + $1 * $1 } / Double(of.numbers.count)
            #expect(found.offset == 0 && abs(found.scale - square.squareRoot()) < 1e-12 && found.fill == of.fill)
        }
    }

    @Test("count as much as they weigh where numbers are measured")
    func weights() throws {
        let rows = try rows(90, weight: "w")
        let scaling = try FeatureScaling(
            .standard, fillsMissing: true, ofNumbersOf: rows, part: .training, of: split(90, 0), workers: fourWorkers)
        let numbers = rows.features()
        var (sum, weight) = (0.0, 0.0)
        let place = try #require(rows.featureNames.all.firstIndex(of: "rooms"))
        for row in 0..<90 {
            sum += Double(row % 3) * Double(numbers[row * rows.featureNames.count + place])
            weight += Double(row % 3)
        }
        #expect(abs(scaling.offsets[place] - sum / weight) < 1e-12)
    }
}
