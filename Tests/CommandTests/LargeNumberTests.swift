import Foundation
import TestSupport
import Testing

/// Numbers that are large beside their differences: seconds since 1970, and a target of a thousand millions and a little.
@Suite("Large numbers")
struct LargeNumberTests {
    private struct Row {
        let second: Int
        let target: Double
        let small: Double
    }

    private static let rows: [Row] = (0..<200).map { row in
        let second = 1_517_400_000 + row * 83 % 200
        let small = Double(second - 1_517_400_100) / 100
        return Row(second: second, target: 1e9 + 2 * small, small: small)
    }

    private static func csv(_ rows: ArraySlice<Row>, target: (Row) -> Double) -> String {
        "second,y\n" + rows.map { "\($0.second),\(target($0))\n" }.joined()
    }

    private static func configuration(_ name: String, _ more: String) -> String {
        """
        name: \(name)
        data: {file: {train: \(name).csv, validation: \(name)-v.csv, test: \(name)-t.csv, target: y\(more)
        model: {kind: linear_regression}
        training: {epochs: 60, batch_size: 16, shards: 2}
        optimizer: {learning_rate: 0.1}
        """
    }

    private static let trained = SharedRun("train", "seconds.yaml", "--json") { folder in
        for (name, target) in [("seconds", { $0.small }), ("both", { $0.target })] as [(String, (Row) -> Double)] {
            try folder.write(csv(rows[..<140], target: target), to: "\(name).csv")
            try folder.write(csv(rows[140..<170], target: target), to: "\(name)-v.csv")
            try folder.write(csv(rows[170...], target: target), to: "\(name)-t.csv")
        }
        try folder.write(configuration("seconds", "}, scale: standard}"), to: "seconds.yaml")
        try folder.write(configuration("both", "}, scale: standard, scale_target: standard}"), to: "both.yaml")
    }

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let outcome = try Self.trained.outcome
        try #require(outcome.status == 0, "\(outcome.errors)")
        try Self.trained.copy(into: folder)
    }

    @Test("of a feature are told apart, in validation and test files and in new ones")
    func feature() throws {
        let summary = try JSONObject(Self.trained.outcome.output)
        #expect(try summary.number("validation_r2") > 0.999 && summary.number("test_r2") > 0.999)
        #expect(try !Self.trained.outcome.errors.contains("single precision"))
        let evaluated = try JSONObject(
            folder.lockstep("evaluate", "runs/seconds", "--data", "seconds-t.csv", "--json").output)
        #expect(try evaluated.number("mse") == summary.number("test_mse"))
        let predicted = try folder.lockstep("predict", "runs/seconds", "--data", "seconds-t.csv").lines
        for (line, row) in zip(predicted.dropFirst(), Self.rows[170...]) {
            #expect(try abs(#require(Double(line)) - row.small) < 0.01)
        }
        let own = try JSONObject(folder.lockstep("evaluate", "runs/seconds", "--json").output)
        #expect(try own.number("test_mse") == summary.number("test_mse"))
    }

    @Test("of a target too, whose predictions are printed and written in double precision")
    func target() throws {
        let summary = try folder.summary(ofTraining: "both")
        #expect(try summary.number("validation_r2") > 0.999 && summary.number("test_r2") > 0.999)
        let predicted = try folder.lockstep("predict", "runs/both", "--data", "both-t.csv").lines.dropFirst()
        let errors = try zip(predicted, Self.rows[170...]).map { try #require(Double($0)) - $1.target }
        #expect(errors.count == 30 && errors.allSatisfy { abs($0) < 0.02 })
        #expect(try folder.lockstep("predict", "runs/both", "--data", "both-t.csv", "--output", "p.npy").status == 0)
        let bytes = try folder.bytes("p.npy")
        #expect(String(decoding: bytes.prefix(80), as: UTF8.self).contains("'descr': '<f8'"))
        let doubles = bytes.suffix(240).withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
        #expect(try abs(doubles - #require(predicted.first.flatMap { Double($0) })) < 1e-6)
        let json = try folder.lockstep("export", "runs/both", "--format", "json", "--output", "both.json")
        #expect(json.status == 0, "\(json.errors)")
    }

    @Test("of the targets of sparse rows too")
    func sparse() throws {
        let lines = Self.rows.map { "\($0.target) 1:\(Double($0.second - 1_517_400_100) / 100) 900:1\n" }
        try folder.write(lines[..<140].joined(), to: "s.svm")
        try folder.write(lines[140...].joined(), to: "v.svm")
        for storage in ["sparse", "float32"] {
            try folder.write(
                """
                name: \(storage)
                data: {file: {train: s.svm, validation: v.svm}, storage: \(storage), scale_target: standard}
                model: {kind: linear_regression}
                training: {epochs: 60, batch_size: 16, shards: 2}
                optimizer: {learning_rate: 0.1}
                """, to: "\(storage).yaml")
            #expect(try folder.summary(ofTraining: storage).number("validation_r2") > 0.999)
            let evaluated = try JSONObject(
                folder.lockstep("evaluate", "runs/\(storage)", "--data", "v.svm", "--json").output)
            #expect(try evaluated.number("r2") > 0.999)
        }
    }

    @Test("are the same whether rows are streamed, with any workers")
    func streamed() throws {
        let digest = try JSONObject(Self.trained.outcome.output).text("digest")
        #expect(
            try folder.summary(ofTraining: "seconds", "--output", "a", "--set", "data.file.streamed=true").text(
                "digest") == digest)
        #expect(try folder.summary(ofTraining: "seconds", "--output", "b", "--workers", "3").text("digest") == digest)
    }

    @Test("are described in the digits that tell them apart")
    func described() throws {
        let outcome = try folder.lockstep("data", "describe", "seconds.csv")
        let line = try #require(outcome.lines.first { $0.hasPrefix("second ") })
        let words = line.split(separator: " ").compactMap { Double($0) }
        let seconds = Self.rows[..<140].map { Double($0.second) }
        #expect(abs(words[1] - seconds.min()!) <= 5 && abs(words[2] - seconds.max()!) <= 5)
        #expect(abs(words[3] - seconds.reduce(0, +) / 140) <= 5 && words[4] < 70)
    }

    @Test("are warned of where features are not scaled")
    func warning() throws {
        let outcome = try folder.lockstep(
            "train", "both.yaml", "--output", "w", "--set", "data.scale=none", "--set", "data.scale_target=none",
            "--set",
            "optimizer.learning_rate=1e-22")
        #expect(outcome.status == 0)
        for (column, key) in [("second", "scale"), ("y", "scale_target")] {
            #expect(
                outcome.errors.contains(
                    "column \(column): different numbers become the same in single precision; data.\(key): standard "
                        + "keeps them apart"))
        }
    }
}
