import Reports
import Testing

@Suite("The table of measures")
struct MeasureSectionTests {
    /// Each measure of `summary.json` in its unit; entropies and logarithms of likelihoods are natural ones.
    private static let regression = [
        ("loss", "loss"), ("mse", "mean squared error"), ("rmse", "root mean squared error"),
        ("mae", "mean absolute error"), ("r2", "R²"), ("residual_standard_deviation", "residual standard deviation"),
        ("gaussian_nll", "Gaussian negative log-likelihood, nats"),
    ]
    private static let classification = [
        ("loss", "loss"), ("accuracy", "accuracy"), ("cross_entropy", "cross-entropy, nats"),
        ("label_entropy", "entropy of the labels, nats"), ("kl_divergence", "divergence of mean prediction, nats"),
        ("macro_precision", "macro precision"), ("macro_recall", "macro recall"), ("macro_f1", "macro F1"),
    ]

    @Test(
        "gives each number its name and unit, and each part of the rows its column",
        arguments: [regression, classification])
    func table(measures: [(key: String, words: String)]) throws {
        let members = ["validation", "test"].enumerated().flatMap { part, split in
            [#""\#(split)_rows": \#(1000 + part)"#]
                + measures.enumerated().map { #""\#(split)_\#($1.key)": \#(part).0\#($0 + 1)5"# }
        }
        let page = try RunFolder(["summary.json": "{\(members.joined(separator: ", "))}"]).page()
        let table = try #require(page.section("Measures")?.all("table").first).cells
        #expect(table.first == ["", "validation", "test"])
        #expect(table.dropFirst().first == ["rows", "1,000", "1,001"])
        let expected = measures.enumerated().map { [$1.words, "0.0\($0 + 1)5", "1.0\($0 + 1)5"] }
        #expect(table.dropFirst(2).elementsEqual(expected), "\(table)")
    }

    @Test("has no column for rows that there are not, and a dash for a number that is missing")
    func missing() throws {
        let page = try RunFolder(["summary.json": #"{"test_loss": 0.5, "test_rows": 3, "test_mse": null}"#]).page()
        let table = try #require(page.section("Measures")?.all("table").first).cells
        #expect(table == [["", "test"], ["rows", "3"], ["loss", "0.5"]])
        #expect(try RunFolder(["summary.json": #"{"train_loss": 0.5}"#]).page().section("Measures") == nil)
        let both = #"{"test_loss": 1, "validation_loss": 2, "validation_r2": -0.5}"#
        let tables = try RunFolder(["summary.json": both]).page().section("Measures")?.all("table")
        #expect(tables?.first?.cells.last == ["R²", "-0.5", "–"])
    }
}
