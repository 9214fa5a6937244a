import Files
import Foundation
import TestSupport
import Testing

@Suite("Solvers by command")
struct SolverCommandTests {
    let folder: ScratchFolder

    /// Longley's data as NIST has them (Statistical Reference Datasets, Longley).
    private static let longley = """
        y,x1,x2,x3,x4,x5,x6
        60323,83.0,234289,2356,1590,107608,1947
        61122,88.5,259426,2325,1456,108632,1948
        60171,88.2,258054,3682,1616,109773,1949
        61187,89.5,284599,3351,1650,110929,1950
        63221,96.2,328975,2099,3099,112075,1951
        63639,98.1,346999,1932,3594,113270,1952
        64989,99.0,365385,1870,3547,115094,1953
        63761,100.0,363112,3578,3350,116219,1954
        66019,101.2,397469,2904,3048,117388,1955
        67857,104.6,419180,2822,2857,118734,1956
        68169,108.4,442769,2936,2798,120445,1957
        66513,110.8,444546,4681,2637,121950,1958
        68655,112.6,482704,3813,2552,123366,1959
        69564,114.2,502601,3931,2514,125368,1960
        69331,115.7,518173,4806,2572,127852,1961
        70551,116.9,554894,4007,2827,130081,1962

        """

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.longley, to: "longley.csv")
        try folder.write(
            """
            name: longley
            data:
              validation_fraction: 0
              scale: standard
              scale_target: standard
              file: {train: longley.csv, target: y}
            model: {kind: linear_regression}
            training: {shards: 3}
            optimizer: {kind: exact}
            """, to: "longley.yaml")
    }

    @Test("exact solves Longley's regression, and its ridge, to the digits that float32 keeps")
    func longley() throws {
        for l2 in [0.0, 0.001, 0.1] {
            let outcome = try folder.lockstep(
                "train", "longley.yaml", "--quiet", "--output", "run", "--overwrite", "--set", "training.l2=\(l2)")
            try #require(outcome.status == 0, "\(outcome.errors)")
            let summary = try folder.json("run/summary.json")
            let optimality = try #require(summary.members["optimality"] as? [String: Any])
            #expect(optimality["end"] as? String == "converged")
            #expect(summary.members["learning_rate"] is NSNull)
            // Predictions by the normal equations of the scaled columns, in double precision.
            let rows = Self.longley.split(separator: "\n").dropFirst().map { line in
                line.split(separator: ",").map { Double($0)! }
            }
            let columns = (0..<7).map { column in rows.map { $0[column] } }.map(Self.standardized)
            let equations = (1...6).map { i in
                (1...6).map { j in mean(columns[i], columns[j]) + (i == j ? l2 : 0) } + [mean(columns[i], columns[0])]
            }
            let weights = try Safetensors.File(reading: folder.file("run/model.safetensors")).floats("weight")
            for (found, expected) in zip(weights, solution(of: equations)) {
                #expect(
                    abs(Double(found) - expected) <= (l2 == 0 ? 2e-6 : 1e-6) * max(abs(expected), 1),
                    "l2 \(l2): \(found) for \(expected)")
            }
        }
    }

    private func mean(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count)
    }

    private static func standardized(_ numbers: [Double]) -> [Double] {
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
        return numbers.map { ($0 - mean) / variance.squareRoot() }
    }

    @Test("lbfgs and newton verify, resume from a checkpoint with the same bits, and say what they did not reach")
    func sameBits() throws {
        let text = (0..<90).map { row in
            let (a, b) = (Double(row % 9) / 4, Double(row * 7 % 11))
            return "\(a),\(b),\(a * 2 - b / 5 + Double(row % 5) > 2 ? "yes" : "no")\n"
        }.joined()
        try folder.write("a,b,label\n" + text, to: "rows.csv")
        for kind in ["newton", "lbfgs"] {
            try folder.write(
                """
                name: rows
                data: {validation_fraction: 0.2, file: {train: rows.csv, target: label}}
                model: {kind: logistic_regression}
                training: {shards: 4, l2: 0.01, tolerance: 1e-9, checkpoint: {every_steps: 1, every_seconds: 0}}
                optimizer: {kind: \(kind)}
                """, to: "rows.yaml")
            let whole = try folder.lockstep("train", "rows.yaml", "--output", "whole", "--overwrite")
            #expect(whole.status == 0 && whole.output.contains("optimum "), "\(whole.errors)")
            let verified = try folder.lockstep("verify", "rows.yaml", "--workers", "3", "--quiet")
            #expect(verified.status == 0, "\(verified.errors)")
            let short = try folder.lockstep(
                "train", "rows.yaml", "--output", "short", "--overwrite", "--set", "training.epochs=2")
            #expect(short.status == 0 && short.errors.contains("the optimum is not reached"), "\(short.errors)")
            #expect(short.digest != whole.digest)
        }
    }
}
