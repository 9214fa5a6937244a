extension TapeState {
    /// Moves each number to its place under another shape.
    func reshape(_ a: Numbers, _ result: Numbers, _ move: (UnsafeMutablePointer<Float>, Float) -> Void) {
        if a.shape.inner != result.shape.inner {
            var (row, column) = (0, 0)
            for index in 0..<a.shape.rowCount {
                let from = a.row(index)
                for k in 0..<a.shape.inner {
                    move(result.row(row) + column, from[k])
                    column += 1
                    if column == result.shape.inner { (row, column) = (row + 1, 0) }
                }
            }
        } else {
            for index in 0..<a.shape.rowCount {
                let (from, to) = (a.row(index), result.row(index))
                for k in 0..<a.shape.inner { move(to + k, from[k]) }
            }
        }
        result.clearPadding()
    }

    func transpose(_ a: Numbers, _ result: Numbers, _ move: (UnsafeMutablePointer<Float>, Float) -> Void) {
        for outer in 0..<a.shape.outer {
            let (from, to) = (a.row(outer * a.shape.middle), result.row(outer * a.shape.inner))
            for row in 0..<a.shape.middle {
                for column in 0..<a.shape.inner {
                    move(to + (column &* result.stride &+ row), from[row &* a.stride &+ column])
                }
            }
        }
        result.clearPadding()
    }

    func slice(_ a: Numbers, _ axis: Int, _ start: Int, _ result: Numbers) {
        for run in Runs(a, axis, at: start, result) {
            run.result.update(from: run.whole, count: run.count)
        }
        result.clearPadding()
    }

    func addSlice(_ g: Numbers, _ axis: Int, _ start: Int, to target: Numbers) {
        for run in Runs(target, axis, at: start, g) {
            for k in 0..<run.count { run.whole[k] += run.result[k] }
        }
    }

    func concatenate(_ a: Numbers, _ b: Numbers, _ axis: Int, _ result: Numbers) {
        for (part, start) in [(a, 0), (b, a.shape[axis])] {
            for run in Runs(result, axis, at: start, part) { run.whole.update(from: run.result, count: run.count) }
        }
        result.clearPadding()
    }

    mutating func propagateConcatenation(_ node: Node, _ g: Numbers, _ axis: Int) {
        let split = nodes[Int(node.inputs.first)].shape[axis]
        for (place, start) in [(node.inputs.first, 0), (node.inputs.second, split)] where requiresGradient(place) {
            for run in Runs(g, axis, at: start, gradient(place)) {
                for k in 0..<run.count { run.result[k] += run.whole[k] }
            }
        }
    }

    mutating func gatherRows(_ table: Numbers, _ places: Numbers, _ result: Numbers) {
        for index in 0..<places.shape.inner {
            guard isPlace(places.base[index], below: table.shape.middle) else {
                return fail(
                    "gatherRows", [table.shape, places.shape],
                    "place \(places.base[index]) at \(index), expected 0..<\(table.shape.middle)")
            }
            result.row(index).update(from: table.row(Int(places.base[index])), count: table.shape.paddedColumns)
        }
    }

    func addRows(_ g: Numbers, _ places: Numbers, to target: Numbers) {
        for index in 0..<places.shape.inner {
            let (from, to) = (g.row(index), target.row(Int(places.base[index])))
            forEachVector(of: g.shape.inner) { k, _ in store(lanes(at: to + k) + lanes(at: from + k), at: to + k) }
        }
    }
}

/// The runs of numbers that a part of a tensor along an axis has in common with the whole.
private struct Runs: Sequence, IteratorProtocol {
    struct Run {
        let whole: UnsafeMutablePointer<Float>
        let result: UnsafeMutablePointer<Float>
        let count: Int
    }

    private let (whole, part): (Numbers, Numbers)
    private let offset: (outer: Int, middle: Int, inner: Int)
    private var row = 0

    init(_ whole: Numbers, _ axis: Int, at start: Int, _ part: Numbers) {
        (self.whole, self.part) = (whole, part)
        switch whole.shape.rank - axis {
        case 1: offset = (0, 0, start)
        case 2: offset = (0, start, 0)
        default: offset = (start, 0, 0)
        }
    }

    mutating func next() -> Run? {
        guard row < part.shape.rowCount else { return nil }
        defer { row += 1 }
        let (outer, middle) = row.quotientAndRemainder(dividingBy: part.shape.middle)
        let wholeRow = (outer + offset.outer) * whole.shape.middle + middle + offset.middle
        return Run(whole: whole.row(wholeRow) + offset.inner, result: part.row(row), count: part.shape.inner)
    }
}
