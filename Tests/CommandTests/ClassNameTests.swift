import Foundation
import TestSupport
import Testing

@Suite("Classes with names")
struct ClassNameTests {
    static let names = ["iris", "rose, wild", "Größe \"10\""]
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try Flowers().write(to: folder, model: "softmax_regression")
        for name in ["train.csv", "test.csv"] {
            try folder.write(Self.named(folder.text(name)), to: name)
        }
    }

    /// The rows with names for the classes 1, 2 and 3.
    private static func named(_ text: String) throws -> String {
        let lines = text.split(separator: "\n")
        let rows = lines.dropFirst().map { line in
            var fields = line.split(separator: ",").map(String.init)
            fields[1] = "\"" + names[Int(fields[1])! - 1].replacing("\"", with: "\"\"") + "\""
            return fields.joined(separator: ",")
        }
        return ([String(lines[0])] + rows).joined(separator: "\n") + "\n"
    }

    @Test("are kept, predicted and evaluated by their names, in order")
    func names() throws {
        let outcome = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "run")
        try #require(outcome.status == 0, "\(outcome.errors)")
        let order = ["Größe \"10\"", "iris", "rose, wild"]
        let metadata = try folder.tensors("run/model.safetensors").metadata
        let kept = try JSONSerialization.jsonObject(with: Data((metadata["classes"] ?? "").utf8)) as? [String]
        #expect(kept == order)

        let evaluation = try folder.lockstep("evaluate", "run", "--data", "test.csv", "--json")
        let classes = try #require(JSONObject(evaluation.output).members["classes"] as? [[String: Any]])
        #expect(classes.compactMap { $0["class"] as? String } == order)
        #expect(try JSONObject(evaluation.output).number("accuracy") > 0.85)
        let words = try folder.lockstep("evaluate", "run", "--data", "test.csv")
        for name in order { #expect(words.lines.contains { $0.hasPrefix(name + " ") }) }

        let predicted = try folder.lockstep("predict", "run", "--data", "new.csv")
        #expect(
            predicted.lines[0]
                == #"kind,"probability_Größe ""10""",probability_iris,"probability_rose, wild""#)
        let accuracy = try JSONObject(evaluation.output).number("accuracy")
        let fields = [#""Größe ""10""","#, "iris,", #""rose, wild","#]
        let correct = zip(predicted.lines.dropFirst(), Flowers().unseen).count { line, row in
            line.hasPrefix([fields[1], fields[2], fields[0]][row.label - 1])
        }
        #expect(abs(Double(correct) / 211 - accuracy) < 1e-12)

        try #require(folder.lockstep("predict", "run", "--data", "new.csv", "--output", "out.npy").status == 0)
        let indices = try numbersOfNPY(folder.bytes("out.npy")).map { Int($0) }
        #expect(zip(indices, predicted.lines.dropFirst()).allSatisfy { $1.hasPrefix(fields[$0]) })
    }

    @Test("that no training row has are refused by line")
    func unknown() throws {
        try #require(folder.lockstep("train", "a.yaml", "--quiet", "--output", "run").status == 0)
        try folder.write("width,kind,height,depth\n1,iris,2,3\n1,tulip,2,3\n", to: "other.csv")
        try folder.expectRefusal(
            ["evaluate", "run", "--data", "other.csv"],
            "other.csv:3: column kind: found \"tulip\" as a class, expected one of Größe \"10\", iris, rose, wild\n")
    }

    @Test("are the same to the bit as numbers in the same order")
    func sameBits() throws {
        let named = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "named")
        let other = try ScratchFolder()
        try Flowers().write(to: other, model: "softmax_regression")
        // Größe, iris, rose: 1, 2, 3.
        for name in ["train.csv", "test.csv"] {
            let text = try folder.text(name).replacing("\"Größe \"\"10\"\"\"", with: "1")
                .replacing("\"iris\"", with: "2").replacing("\"rose, wild\"", with: "3")
            try other.write(text, to: name)
        }
        #expect(try other.lockstep("train", "a.yaml", "--quiet", "--output", "run").digest == named.digest)
    }
}
