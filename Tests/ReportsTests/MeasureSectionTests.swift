import Reports
import Testing

@Suite("The table of measures")
struct MeasureSectionTests {
    /// Each measure of `summary.json` in its unit; entropies and logarithms of likelihoods are natural ones.
    private static let regression = [
        ("loss", "loss"), ("mse", "mean squared error"), ("rmse", "root mean squared error"),
        ("mae", "mean absolute error"), ("mape", "mean absolute percentage error, as a share"), ("r2", "R²"),
        ("residual_standard_deviation", "residual standard deviation"),
        ("gaussian_nll", "Gaussian negative log-likelihood, nats"),
    ]
    private static let classification = [
        ("loss", "loss"), ("roc_auc", "ROC AUC"), ("log_loss", "log loss, nats"), ("accuracy", "accuracy"),
        ("balanced_accuracy", "balanced accuracy"), ("precision_macro", "macro precision"), ("f1_macro", "macro F1"),
        ("kl_divergence", "divergence of mean prediction, nats"), ("label_entropy", "entropy of the labels, nats"),
    ]

    @Test(
        "gives each number its name and unit, and each part of the rows its column",
        arguments: [regression, classification])
    func table(measures: [(key: String, words: String)]) throws {
        let members = ["validation", "test"].enumerated().flatMap { part, split in
            [#""\#(split)_rows": \#(1000 + part), "\#(split)_baseline_loss": 7"#]
                + measures.enumerated().map { #""\#(split)_\#($1.key)": \#(part).0\#($0 + 1)5"# }
        }
        let page = try RunFolder(["summary.json": "{\(members.joined(separator: ", "))}"]).page()
        let table = try #require(page.section("Measures")?.all("table").first).cells
        #expect(table.first == ["", "validation", "test", "baseline"])
        #expect(table.dropFirst().first == ["rows", "1,000", "1,001", "–"])
        let expected = measures.enumerated().map {
            [$1.words, "0.0\($0 + 1)5", "1.0\($0 + 1)5", $1.key == "loss" ? "7" : "–"]
        }
        #expect(table.dropFirst(2).elementsEqual(expected), "\(table)")
    }

    @Test("has no column for rows that there are not, and a dash for a number that is missing")
    func missing() throws {
        let page = try RunFolder(["summary.json": #"{"test_loss": 0.5, "test_rows": 3, "test_mse": null}"#]).page()
        let table = try #require(page.section("Measures")?.all("table").first).cells
        #expect(table == [["", "test"], ["rows", "3"], ["loss", "0.5"]])
        #expect(try RunFolder(["summary.json": #"{"train_loss": 0.5}"#]).page().section("Measures") == nil)
        let both = #"""
            {"test_rows": 1, "test_loss": 1, "validation_rows": 9, "validation_loss": 2, "validation_r2": -0.5,
            "test_undefined": {"r2": "there is one row only"}}
            """#
        let section = try #require(RunFolder(["summary.json": both]).page().section("Measures"))
        #expect(section.all("table").first?.cells.last == ["R²", "-0.5", "–"])
        #expect(section.all("p").last?.text == "Of the test rows, R² is undefined: there is one row only.")
    }
}
