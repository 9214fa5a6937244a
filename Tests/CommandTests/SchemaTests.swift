import Foundation
import TestSupport
import Testing

/// The schema is judged by Python's `jsonschema`, beside what `lockstep config check` says.
@Suite("lockstep config schema")
struct SchemaTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let outcome = try folder.lockstep("config", "schema")
        try #require(outcome.status == 0)
        try folder.write(outcome.output, to: "schema.json")
    }

    /// Whether the schema accepts each of some JSON documents.
    private func verdicts(_ documents: [String]) throws -> [Bool] {
        try folder.write("[\(documents.joined(separator: ","))]", to: "documents.json")
        let program = """
            import json, sys, jsonschema
            schema, documents = (json.load(open(sys.argv[1] + n)) for n in ("/schema.json", "/documents.json"))
            jsonschema.Draft7Validator.check_schema(schema)
            validator = jsonschema.Draft7Validator(schema)
            for document in documents:
                print(validator.is_valid(document))
            """
        return try PythonPeer.run(program, folder.path).split(separator: "\n").map { $0 == "True" }
    }

    @Test("describes every key, with its default")
    func keys() throws {
        let schema = try folder.json("schema.json")
        let properties = try #require(schema.members["properties"] as? [String: [String: Any]])
        #expect(
            Set(properties.keys) == [
                "name", "seed", "data", "model", "training", "optimizer", "machine", "output", "replay", "sweep",
            ])
        let training = try #require(properties["training"]?["properties"] as? [String: [String: Any]])
        #expect(training["epochs"]?["default"] as? Int == 3)
        #expect(
            training["epochs"]?["description"] as? String
                == "passes over the training rows; a solver's most iterations (1000 where not given)")
        #expect(training["early_stopping"]?["properties"] is [String: Any])
    }

    static let good = [
        #"{"data": {"synthetic": null}, "model": {"kind": "linear_regression"}}"#,
        #"{"data": {"synthetic": {"rows": "1_000", "weights": [1, -2.5]}}, "model": {"kind": "linear_regression"}}"#,
        #"{"data": {"file": {"train": "a", "target": "y"}}, "model": {"kind": "mlp", "hidden": [3], "loss": "huber"}}"#,
        problem(#""training": null, "optimizer": {"kind": "adam", "beta1": 0.5, "learning_rate": "1e-4"}"#),
        problem(#""optimizer": {"kind": "sgd", "momentum": 0.9}"#),
        problem(#""optimizer": {"learning_rate": 0.1, "momentum": 0.9}"#),
        problem(#""optimizer": {"beta1": 0.5}, "training": {"averaging": "ema", "averaging_decay": 0.9}"#),
        problem(#""optimizer": {"schedule": {"kind": "step", "every_steps": 5, "factor": 0.5}}"#),
        problem(
            #""training": {"shards": "auto", "early_stopping": {}, "checkpoint": null}, "machine": {"workers": 2}"#),
        problem(#""sweep": {"method": "grid", "parameters": {"learning_rate": [1, 2], "optimizer.kind": ["adam"]}}"#),
        problem(#""sweep": {"trials": 3, "parameters": {"learning_rate": {"log_uniform": [0.1, 1]}}}"#),
    ]

    static let bad = [
        "{}", "[]", #"{"data": {"synthetic": null}}"#, #"{"data": null, "model": {"kind": "linear_regression"}}"#,
        #"{"data": {"synthetic": null}, "model": {"kind": "tree"}}"#,
        #"{"data": {"synthetic": null}, "model": {"kind": "mlp"}}"#,
        #"{"data": {"synthetic": null}, "model": {"kind": "linear_regression", "hidden": [3]}}"#,
        #"{"data": {"synthetic": {}, "file": {"train": "a", "target": "y"}}, "#
            + #""model": {"kind": "linear_regression"}}"#,
        #"{"data": {"file": {"target": "a"}}, "model": {"kind": "linear_regression"}}"#,
        problem(#""training": {"epochs": 0}"#), problem(#""training": {"epochs": 1.5}"#),
        problem(#""training": {"epochs": "1__0"}"#), problem(#""training": {"epoch": 1}"#),
        problem(#""training": {"shards": "many"}"#), problem(#""data.x": 1"#), problem(#""seed": -1"#),
        problem(#""name": "-a""#), problem(#""name": """#), problem(#""output": {"directory": "{x}"}"#),
        problem(#""optimizer": {"learning_rate": 0}"#), problem(#""optimizer": {"momentum": 0.9}"#),
        problem(#""optimizer": {"learning_rate": "auto", "momentum": 0.9}"#),
        problem(#""optimizer": {"learning_rate": 0.1, "beta1": 0.5}"#),
        problem(#""optimizer": {"kind": "sgd", "beta1": 0.9}"#), problem(#""optimizer": {"nesterov": 1}"#),
        problem(#""optimizer": {"schedule": {"kind": "step"}}"#),
        problem(#""optimizer": {"schedule": {"kind": "inverse_sqrt"}}"#),
        problem(#""optimizer": {"schedule": {"factor": 0.5}}"#), problem(#""sweep": {}"#),
        problem(#""sweep": {"parameters": {"kind": ["sgd"]}}"#),
        problem(#""sweep": {"parameters": {"learning_rate": {"normal": [0.1, 1]}}}"#),
        problem(#""sweep": {"parameters": {"learning_rate": []}}"#),
        problem(#""sweep": {"parameters": {"machine.workers": [1]}}"#),
        problem(#""sweep": {"method": "grid", "trials": 3, "parameters": {"l2": [0]}}"#),
    ]

    /// A configuration that is right, with more sections.
    private static func problem(_ members: String) -> String {
        #"{"data": {"synthetic": {}}, "model": {"kind": "linear_regression"}, \#(members)}"#
    }

    @Test("accepts and refuses what the command does", .needs(.python("jsonschema")))
    func verdicts() throws {
        #expect(try verdicts(Self.good) == Self.good.map { _ in true })
        let found = try verdicts(Self.bad)
        for (document, isAccepted) in zip(Self.bad, found) { #expect(!isAccepted, "\(document)") }
        // JSON is YAML, but for numbers that are written as text.
        for document in Self.good where !document.contains("\"1") {
            try folder.write(document, to: "a.yaml")
            let check = try folder.lockstep("config", "check", "a.yaml")
            #expect(check.status == 0, "\(document) \(check.errors)")
        }
        for document in Self.bad {
            try folder.write(document, to: "a.yaml")
            #expect(try folder.lockstep("config", "check", "a.yaml").status == 2, "\(document)")
        }
    }
}
