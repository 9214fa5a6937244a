import Foundation
import TestSupport
import Testing

@Suite("Rows that are made whenever they are needed")
struct StreamedRowsTests {
    static let settings: [[String]] = [
        [], ["data.storage=bfloat16"], ["data.order=blocks"], ["data.scale=standard"], ["data.validation_fraction=0"],
        ["data.synthetic.kind=classification", "model.kind=softmax_regression"],
        ["data.synthetic.kind=clusters", "model.kind=mlp", "model.hidden=[16]", "optimizer.kind=adamw"],
        ["training.shards=7", "training.batch_size=30"], ["data.synthetic.rows=5", "training.shards=8"],
    ]

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(
            """
            name: made
            data: {synthetic: {rows: 5_000, features: 33}}
            model: {kind: linear_regression}
            training: {epochs: 3, batch_size: 500}
            """, to: "a.yaml")
    }

    private func metrics(_ settings: [String], streamed: Bool, workers: Int) throws -> [String] {
        let settings = (settings + ["data.synthetic.streamed=\(streamed)"]).flatMap { ["--set", $0] }
        let outcome = try folder.lockstep(["train", "a.yaml", "--workers", "\(workers)"] + settings)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("made as they are needed") == streamed)
        return outcome.lines.filter { !$0.hasPrefix("run ") && !$0.hasPrefix("speed ") }
    }

    @Test("train the same model as the same rows in memory, with the same measures", arguments: settings)
    func sameBits(_ settings: [String]) throws {
        let kept = try metrics(settings, streamed: false, workers: 1)
        #expect(kept.contains { $0.hasPrefix("digest sha256:") })
        for workers in [1, 3] { #expect(try metrics(settings, streamed: true, workers: workers) == kept) }
    }

    @Test("can be many more than memory holds", .needs(.noSanitizer))
    func many() throws {
        // 2 TiB, of which a step sees little.
        let outcome = try folder.shell(
            """
            ulimit -v 1000000
            $LOCKSTEP train a.yaml --set data.synthetic.rows=2_000_000_000 --set data.synthetic.features=256 \
                --set data.synthetic.streamed=true --set training.checkpoint.every_steps=10 --quiet --output out &
            while kill -0 $! && ! ls out/checkpoints/step-*; do sleep 0.05; done >/dev/null 2>&1
            kill -INT $!
            wait $!
            """)
        #expect(outcome.errors.hasPrefix("lockstep: interrupted at step "), "\(outcome)")
        #expect(try !folder.names(in: "out/checkpoints").isEmpty)
    }
}
