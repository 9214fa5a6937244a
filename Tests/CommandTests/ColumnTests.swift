import Foundation
import TestSupport
import Testing

@Suite("Columns and probabilities of predict and evaluate")
struct ColumnTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let configuration = """
            name: made
            data: {synthetic: {kind: KIND, rows: 500, features: 3}}
            model: {kind: MODEL}
            training: {epochs: 2, batch_size: 50}
            """
        for (kind, model) in [("regression", "linear_regression"), ("clusters", "softmax_regression")] {
            try folder.write(
                configuration.replacing("KIND", with: kind).replacing("MODEL", with: model), to: "a.yaml")
            let outcome = try folder.lockstep("train", "a.yaml", "--quiet", "--output", kind)
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        try folder.write("a,b,c\n1,2,3\n-1,0.5,2\n", to: "abc.csv")
    }

    @Test("a model without names takes the columns in their order, or by their numbers")
    func order() throws {
        let predictions = try folder.lockstep("predict", "regression", "--data", "abc.csv")
        #expect(predictions.status == 0 && predictions.lines.count == 3, "\(predictions.errors)")
        try folder.write("x3,note,x1,x2\n3,hi,1,2\n2,ho,-1,0.5\n", to: "numbered.csv")
        #expect(try folder.lockstep("predict", "regression", "--data", "numbered.csv").output == predictions.output)
        try folder.write("a,b,y,c\n1,2,9,3\n-1,0.5,9,2\n", to: "labelled.csv")
        let evaluation = try folder.lockstep("evaluate", "regression", "--data", "labelled.csv", "--json")
        let values = try predictions.lines.dropFirst().map { try #require(Double($0)) }
        let error = values.map { ($0 - 9) * ($0 - 9) }.reduce(0, +) / 2
        #expect(try abs(JSONObject(evaluation.output).number("mse") / error - 1) < 1e-6)
    }

    @Test("columns that do not fit are told")
    func mistakes() throws {
        try folder.write("a,b\n1,2\n", to: "two.csv")
        try folder.expectRefusal(
            ["predict", "regression", "--data", "two.csv"],
            "two.csv:1: found 2 columns, expected 3, the features of a model that was trained without names")
        try folder.write("x1,x2\n1,2\n", to: "two.csv")
        try folder.expectRefusal(["predict", "regression", "--data", "two.csv"], "two.csv:1: no column named \"x3\"")
        try folder.write("a,b,y\n1,2,3\n", to: "two.csv")
        try folder.expectRefusal(
            ["evaluate", "regression", "--data", "two.csv"],
            "two.csv:1: found 2 columns beside y, expected 3, the features of a model that was trained without names")
        try folder.expectRefusal(
            ["predict", "regression", "--data", "abc.csv", "--probabilities"],
            "--probabilities: found a model of a number, expected one of classes")
    }

    @Test("probabilities alone are a matrix of them")
    func probabilities() throws {
        let both = try folder.lockstep("predict", "clusters", "--data", "abc.csv")
        let alone = try folder.lockstep("predict", "clusters", "--data", "abc.csv", "--probabilities")
        #expect(alone.status == 0, "\(alone.errors)")
        let cells = both.lines.map { $0.split(separator: ",").dropFirst().joined(separator: ",") }
        #expect(alone.lines == cells && cells[0].split(separator: ",").count == 10)
        for row in alone.lines.dropFirst() {
            let sum = row.split(separator: ",").compactMap { Double($0) }.reduce(0, +)
            #expect(abs(sum - 1) < 1e-5)
        }
        for name in ["p.csv", "p.npy", "p.safetensors"] {
            let outcome = try folder.lockstep(
                "predict", "clusters", "--data", "abc.csv", "--probabilities", "--output", name)
            #expect(outcome.status == 0)
        }
        #expect(try folder.text("p.csv") == alone.output)
        let file = try folder.tensors("p.safetensors")
        #expect(file.shapes == ["probabilities": [2, 10]])
        let bytes = try folder.bytes("p.npy")
        #expect(String(decoding: bytes.prefix(128), as: UTF8.self).contains("'shape': (2, 10)"))
        #expect(bytes.suffix(80) == file.payload.prefix(80))
    }
}
