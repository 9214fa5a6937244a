package import Training

/// The line that shows a run's progress: as much of it as the terminal is wide.
package struct LiveLine {
    private let style: TerminalStyle
    private var losses = Sparkline()
    private var lastStep: Int?
    private var lastSeconds = 0.0
    private var stepsPerSecond: Double?

    private static let gap = 2
    private static let barWidths = 8...20
    private static let curveWidths = 4...16

    /// A line for a terminal.
    package init(_ style: TerminalStyle) {
        self.style = style
    }

    /// The parts of the line; the last ones are left out first where there is no room.
    private enum Piece: Int, CaseIterable {
        case loss, step, timeLeft, epoch, rowSpeed, curve, stepSpeed, bar
        /// From left to right.
        static let order: [Piece] = [.bar, .epoch, .step, .curve, .loss, .stepSpeed, .rowSpeed, .timeLeft]
    }

    /// The line for a moment, which must be later than those before.
    package mutating func text(_ moment: TrainingProgress) -> String {
        losses.append(moment.trainLoss)
        if let lastStep, moment.seconds > lastSeconds {
            stepsPerSecond = Double(moment.step - lastStep) / (moment.seconds - lastSeconds)
        }
        (lastStep, lastSeconds) = (moment.step, moment.seconds)
        return compose(moment)
    }

    private func compose(_ moment: TrainingProgress) -> String {
        var words: [Piece: String] = [
            .epoch: "epoch \(moment.epoch)/\(moment.epochCount)",
            .step: "step \(Format.grouped(moment.step))/\(Format.grouped(moment.totalSteps))",
            .loss: "loss \(Format.loss(moment.trainLoss, unit: moment.lossUnit, digits: 4))",
            .rowSpeed: "\(Format.short(moment.rowsPerSecond)) rows/s",
            .timeLeft: timeLeft(moment),
        ]
        words[.stepSpeed] = stepsPerSecond.map { "\(Format.short($0)) steps/s" }
        // The last column stays free: some terminals go to the next line once it is written.
        var room = style.width() - 1
        var shown: Set<Piece> = []
        for piece in Piece.allCases {
            let width = words[piece]?.count ?? Self.least(piece)
            let needed = width + (shown.isEmpty ? 0 : Self.gap)
            guard width > 0, needed <= room else { continue }
            shown.insert(piece)
            room -= needed
        }
        if shown.contains(.curve) {
            let width = min(Self.curveWidths.lowerBound + room, Self.curveWidths.upperBound)
            room -= width - Self.curveWidths.lowerBound
            words[.curve] = style.accent(losses.text(width: width, hasUnicode: style.hasUnicode))
        }
        if shown.contains(.bar) {
            words[.bar] = bar(moment, width: min(Self.barWidths.lowerBound + room, Self.barWidths.upperBound))
        }
        words[.timeLeft] = words[.timeLeft].map(style.faint)
        return Piece.order.filter { shown.contains($0) }.compactMap { words[$0] }
            .joined(separator: String(repeating: " ", count: Self.gap))
    }

    private func timeLeft(_ moment: TrainingProgress) -> String {
        let text = "\(Format.seconds(moment.secondsLeft)) left"
        return style.hasUnicode ? text : text.replacing("µ", with: "u")
    }

    /// The room that a piece of variable width needs.
    private static func least(_ piece: Piece) -> Int {
        switch piece {
        case .curve: curveWidths.lowerBound
        case .bar: barWidths.lowerBound
        default: 0
        }
    }

    private func bar(_ moment: TrainingProgress, width: Int) -> String {
        let filled = width * moment.step / max(moment.totalSteps, 1)
        let (full, empty) = style.hasUnicode ? ("━", "·") : ("#", ".")
        return style.accent(String(repeating: full, count: filled))
            + style.faint(String(repeating: empty, count: width - filled))
    }
}
