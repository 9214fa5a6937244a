import Reports
import Testing
import Training

@Suite("The live line")
struct LiveLineTests {
    private func line(width: Int, hasUnicode: Bool = true, hasColour: Bool = false, spans: Int = 30) -> String {
        var line = LiveLine(
            TerminalStyle(width: { width }, hasUnicode: hasUnicode, hasColour: hasColour))
        var text = ""
        for span in 1...spans {
            text = line.text(
                TrainingProgress(
                    step: 100 * span, totalSteps: 100 * spans, epoch: 1 + span / 10, epochCount: 4,
                    trainLoss: 1 / Double(span), rowsPerSecond: 9.1e6, seconds: 0.25 * Double(span)))
        }
        return text
    }

    @Test("fits any width, and the narrowest that shows anything shows the loss")
    func widths() {
        for width in 0...240 {
            for hasUnicode in [true, false] {
                let text = line(width: width, hasUnicode: hasUnicode)
                #expect(text.count <= max(width - 1, 0), "\(width): \(text)")
                #expect(width < 14 || text.contains("loss 0.03333"))
                #expect(hasUnicode || text.allSatisfy(\.isASCII))
            }
        }
    }

    @Test("shows everything where there is room")
    func wide() {
        let text = line(width: 140, hasUnicode: true, spans: 30)
        let words = [
            "epoch 4/4", "step 3,000/3,000", "loss 0.03333", "400 steps/s", "9.1 M rows/s", "0 µs left", "━━", "█",
        ]
        for word in words {
            #expect(text.contains(word), "\(word) in \(text)")
        }
        #expect(line(width: 80).contains("rows/s") && line(width: 80).contains("left"))
    }

    @Test("has colours only where they are wanted")
    func colours() {
        #expect(!line(width: 140).contains("\u{1B}"))
        let coloured = line(width: 140, hasColour: true)
        #expect(coloured.contains("\u{1B}[36m"))
        #expect(coloured.replacing(/\u{1B}\[\d+m/, with: "") == line(width: 140))
    }

    @Test("a spark-line is the whole history, however long", arguments: [1, 5, 63, 64, 65, 1000, 12_345])
    func history(count: Int) {
        var curve = Sparkline()
        for index in 0..<count { curve.append(Double(index)) }
        curve.append(.nan)
        let text = curve.text(width: 16, hasUnicode: true)
        #expect(text.count == min(count, 16) && text.first == "▁" && (count == 1 || text.last == "█"))
        #expect(text.sorted() == Array(text), "a line that rises: \(text)")
        #expect(curve.text(width: 0, hasUnicode: true).isEmpty)
    }
}
