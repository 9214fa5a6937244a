import Foundation
import TestSupport
import Testing

@Suite("Rows from a pipe")
struct PipeTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let rows = (0..<60).map { row in
            (target: row % 2, numbers: (1...4).filter { (row + $0) % 3 == 0 }.map { ($0, Float(row % 7 - $0) / 2) })
        }
        let sparse = rows.map { "\($0.target) " + $0.numbers.map { "\($0):\($1)" }.joined(separator: " ") + "\n" }
        try folder.write(sparse.joined(), to: "rows.txt")
        let lines = (0..<60).map { "\($0 % 5),\($0 % 3 - 1),\($0 % 2 == 0 ? "a" : "b")\n" }
        try folder.write("u,v,y\n" + lines.joined(), to: "rows.csv")
        for (name, file) in [("sparse", "rows.txt"), ("table", "rows.csv")] {
            try folder.write(
                """
                data: {file: {train: \(file)}, validation_fraction: 0}
                model: {kind: softmax_regression}
                training: {epochs: 2, batch_size: 10}
                """, to: "\(name).yaml")
            let outcome = try folder.lockstep("train", "\(name).yaml", "--quiet", "--output", name)
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
    }

    @Test(
        "is read once by every command",
        arguments: [
            "predict sparse --data FILE", "evaluate sparse --data FILE --json", "predict table --data FILE",
            "evaluate table --data FILE --json", "data describe FILE --json",
            "data convert FILE --target y --classes --output made.csv && cat made.csv",
        ])
    func commands(command: String) throws {
        let files =
            command.contains("sparse")
            ? ["rows.txt"] : command.contains("table") ? ["rows.csv"] : ["rows.txt", "rows.csv"]
        for file in files {
            let expected = try folder.shell("$LOCKSTEP " + command.replacing("FILE", with: file))
            #expect(expected.status == 0 && !expected.output.isEmpty, "\(expected.errors)")
            try folder.write("", to: "made.csv")
            for (start, path) in [
                ("rm -f the-pipe; mkfifo the-pipe; cat \(file) >the-pipe &", "the-pipe"),
                ("cat \(file) |", "/dev/stdin"),
                ("gzip -c \(file) |", "/dev/stdin"),
            ] {
                let found = try folder.shell("\(start) $LOCKSTEP " + command.replacing("FILE", with: path))
                let output = found.output.replacing(path, with: file)
                #expect(found.status == 0 && output == expected.output, "\(start): \(found.errors)")
            }
        }
    }

    @Test("may be trained on")
    func trained() throws {
        for (name, file) in [("sparse", "rows.txt"), ("table", "rows.csv")] {
            let digests = try [("", file), ("cat \(file) |", "/dev/stdin")].map { start, path in
                let outcome = try folder.shell(
                    "\(start) $LOCKSTEP train \(name).yaml --quiet --overwrite --output run --set data.file.train=\(path)"
                )
                #expect(outcome.status == 0, "\(outcome.errors)")
                return outcome.digest
            }
            #expect(digests[0] != nil && digests[0] == digests[1])
        }
    }
}
