import Datasets
import Foundation
import Testing

/// Numbers are read as the nearest float: compared with the standard library, one column of many numbers at a time.
@Suite struct CSVNumberTests {
    private func expectNearest(_ numbers: [String], _ location: SourceLocation = #_sourceLocation) throws {
        let path = NSTemporaryDirectory() + "lockstep-csv-" + UUID().uuidString
        try Data(("x\n" + numbers.joined(separator: "\n")).utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let values = try CSVReader.read(path, workers: fourWorkers).numbers
        try #require(values.count == numbers.count, sourceLocation: location)
        let wrong = zip(numbers, values).filter { Float($0)?.bitPattern != $1.bitPattern }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))", sourceLocation: location)
    }

    private static func digits(_ count: Int) -> String {
        String((0..<count).map { _ in Character(Unicode.Scalar(UInt8.random(in: 48...57))) })
    }

    @Test func digitsOfEveryLength() throws {
        try expectNearest(
            (0..<60_000).map { _ in
                let sign = ["", "-", "+"].randomElement() ?? ""
                let exponent = Bool.random() ? "" : "\(["e", "E"].randomElement() ?? "")\(Int.random(in: -70...15))"
                let fraction = Bool.random() ? "" : "." + Self.digits(.random(in: 0...24))
                return sign + Self.digits(.random(in: 1...22)) + fraction + exponent
            })
    }

    @Test func floatsAndDoublesAsPrinted() throws {
        try expectNearest(
            (0..<30_000).flatMap { _ in
                let float = Float(bitPattern: .random(in: 0..<0x7F80_0000))
                let double = Double(float) * .random(in: 0.5...1)
                return [
                    "\(float)", "\(-float)", "\(double)", "\(Float.random(in: -1...1))", "\(Double.random(in: -9...9))",
                ]
            })
    }

    /// Numbers exactly in the middle between two floats, and a hair beside it: where two roundings go wrong.
    @Test func middlesBetweenFloats() throws {
        try expectNearest(
            (0..<6_000).flatMap { _ in
                let float = Float(bitPattern: .random(in: 0x0080_0000..<0x7F00_0000))
                let middle = (Double(float) + Double(float.nextUp)) / 2
                // In decimal, up to the last digit, some of which have the middle's nearest double but not its value.
                let exact = String(format: "%.160f", middle)
                let short = (17...19).map { String(format: "%.\($0 - 1)e", middle) }
                return [exact, exact + "1", "\(middle)", "\(middle.nextUp)", "\(middle.nextDown)"] + short
            })
        try expectNearest([
            "16777217", "16777219", "33554434.0", "33554435", "9007199791611905", "0.50000002980232238769531250",
        ])
    }

    @Test func limits() throws {
        try expectNearest([
            "0", "-0", "0.0", "-0e99", "0e-99999", "340282346638528859811704183484516925440", "3.4028235677973366e38",
            "1.17549435e-38", "1.1754942e-38", "1e-45", "7.006492321624085e-46", "7.006492321624086e-46", "1e-60",
            "1e-99999", "18446744073709551615", "9999999999999999999", "10000000000000000000", "1e22", "1e23", "1e37",
            "0." + String(repeating: "0", count: 30) + "1", "1" + String(repeating: "0", count: 30) + "e-30",
        ])
    }
}
