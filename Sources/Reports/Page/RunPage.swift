import Datasets
public import Files
import Models

/// `report.html`: a run on one page, complete in itself.
public struct RunPage: Sendable {
    private let run: RunRecord

    /// The page of a run.
    public init(_ run: RunRecord) {
        self.run = run
    }

    private static let secondsToReload = 5

    /// The page's text.
    public var html: String {
        let isRunning = if case .running = run.state { true } else { false }
        return Page.document(title: run.name, secondsToReload: isRunning ? Self.secondsToReload : nil) {
            element("header") {
                element("p", ["class": "kind"]) { kind }
                element("h1") { run.name }
                element("p", ["class": "state"]) { state }
                if !tiles.isEmpty { element("dl", ["class": "tiles"]) { tiles } }
            }
            MeasureSection(run).markup
            TrainingCurves(run).markup
            if let predictions = run.predictions { PredictionSection(predictions).markup }
            if let tensors = run.tensors {
                Page.section("Weights") {
                    if let model = run.model {
                        WeightFigures(model, image: image).markup
                        element("h3") { "Tensors" }
                    }
                    tensors.markup
                }
            }
            if let explanation = run.explanation { ExplanationSection(explanation).markup }
            ColumnSection(run).markup
            MachineSection(run).markup
            reproduction
        }
    }

    /// The size of the pictures that rows are, as the configuration or else their file says it.
    private var image: ImageShape? {
        (run.setting("data.image") ?? run.summary?["image"]?.string).flatMap { ImageShape($0) }
    }

    private var kind: String {
        let word = run.setting("model.kind") ?? "run"
        return Architecture.Kind(rawValue: word)?.title ?? word
    }

    private var state: String {
        switch run.state {
        case .running(let step, let totalSteps):
            return "running: step \(Format.grouped(step)) of \(Format.grouped(totalSteps))"
        case .unfinished:
            guard let last = run.history.last else { return "not finished" }
            return "not finished; last seen at step \(Format.grouped(last.step))"
        case .finished:
            let rows = run.summary?["training_rows"]?.integer.map { Format.count($0, "training row") }
            let features = run.summary?["features"]?.integer.map { Format.count($0, "feature") }
            let epochs = run.summary?["epochs"]?.integer.map { Format.count($0, "epoch") }
            let steps = run.summary?["steps"]?.integer.map { Format.count($0, "step") }
            let best = run.summary?["best_epoch"]?.integer.map { "the model is that of epoch \($0)" }
            let isEarly = run.summary?["stopped_early"] == .bool(true)
            return [rows, features, epochs, steps, isEarly ? "stopped early" : nil, best].compactMap(\.self)
                .joined(separator: " · ")
        }
    }

    private var tiles: [Markup] {
        let last = run.history.last
        let split = run.result("test_loss") == nil ? "validation" : "test"
        let isOfTwoClasses = run.summary?.members?.contains { $0.key == "\(split)_recall" } ?? false
        let measures =
            [
                ("loss", "\(split) loss"), ("r2", "R²"), ("rmse", "RMSE"), ("accuracy", "accuracy"),
                ("roc_auc", "ROC AUC"),
            ]
            + (isOfTwoClasses
                ? [("average_precision", "average precision"), ("recall", "recall")] : [("f1_macro", "macro F1")])
        let numbers = measures.compactMap { key, label in
            run.result("\(split)_\(key)").map { (label, Format.metric($0, digits: 4)) }
        }
        let training = (run.result("train_loss") ?? last?.values["train_loss"]).map {
            ("train loss", Format.metric($0, digits: 4))
        }
        let speed = (run.result("rows_per_second") ?? last?.values["rows_per_second"]).map {
            ("rows per second", Format.short($0))
        }
        let time = (run.result("train_seconds") ?? last?.values["seconds"]).map { ("training", Format.seconds($0)) }
        return (numbers + [training, speed, time].compactMap(\.self)).map { Page.tile($0, $1) }
    }

    private var reproduction: Markup {
        Page.section("Reproduce") {
            element("p") { "The same parameters, to the last bit, on any machine and with any number of workers:" }
            if let directory = run.directory {
                element("pre", ["class": "command"]) { "lockstep train \(ShellWord.quoted(directory.experiment))" }
            }
            if let digest = run.summary?["digest"]?.string {
                element("p", ["class": "digest"]) { digest }
            }
            if let configuration = run.configuration {
                element("h3") { "Configuration" }
                element("pre", ["class": "configuration"]) { configuration }
            }
        }
    }
}

extension RunPage {
    /// Writes the page to a file, atomically.
    public func write(to path: String) throws(FileError) {
        try AtomicFile.write(html, to: path)
    }
}
