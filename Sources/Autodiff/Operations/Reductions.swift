/// Where the numbers along an axis go: the row and column of a result that lacks the axis.
private enum ReducedAxis {
    case inner, middle, outer

    init(_ axis: Int, of shape: Shape) {
        switch shape.rank - axis {
        case 1: self = .inner
        case 2: self = .middle
        default: self = .outer
        }
    }

    /// The row of the result that a row of the tensor goes to.
    @inline(__always)
    func resultRow(_ outer: Int, _ middle: Int) -> Int { self == .outer ? middle : outer }
}

/// Calls a function with the places of each row, in order.
@inline(__always)
private func forEachRow(of shape: Shape, _ body: (_ row: Int, _ outer: Int, _ middle: Int) -> Void) {
    for outer in 0..<shape.outer {
        for middle in 0..<shape.middle { body(outer &* shape.middle &+ middle, outer, middle) }
    }
}

@inline(__always)
private func rowSum(_ row: UnsafePointer<Float>, _ count: Int) -> Float {
    var partial = Lanes()
    forEachVector(of: count) { k, keep in partial += keep(lanes(at: row + k)) }
    return total(of: partial)
}

extension TapeState {
    /// The sum or mean of all numbers, in sixteen lanes from the first row to the last.
    func sumAll(_ a: Numbers, _ result: Numbers, _ isMean: Bool) {
        var partial = Lanes()
        for index in 0..<a.shape.rowCount {
            let row = a.row(index)
            forEachVector(of: a.shape.inner) { k, keep in partial += keep(lanes(at: row + k)) }
        }
        result.clear()
        result.base[0] = isMean ? total(of: partial) / Float(a.shape.count) : total(of: partial)
    }

    func spreadAll(_ g: Numbers, _ isMean: Bool, to target: Numbers) {
        let share = Lanes(repeating: isMean ? g.base[0] / Float(target.shape.count) : g.base[0])
        for index in 0..<target.shape.rowCount {
            let row = target.row(index)
            forEachVector(of: target.shape.inner) { k, keep in store(lanes(at: row + k) + keep(share), at: row + k) }
        }
    }

    /// Sums or means along an axis, in its order.
    func sum(_ a: Numbers, _ axis: Int, _ result: Numbers, _ isMean: Bool) {
        let reduced = ReducedAxis(axis, of: a.shape)
        result.clear()
        forEachRow(of: a.shape) { index, outer, middle in
            let row = a.row(index)
            if reduced == .inner {
                result.row(outer)[middle] = rowSum(row, a.shape.inner)
            } else {
                let sums = result.row(reduced.resultRow(outer, middle))
                forEachVector(of: a.shape.inner) { k, _ in store(lanes(at: sums + k) + lanes(at: row + k), at: sums + k)
                }
            }
        }
        guard isMean else { return }
        let count = Lanes(repeating: Float(a.shape[axis]))
        for index in 0..<result.shape.rowCount {
            let row = result.row(index)
            forEachVector(of: result.shape.inner) { k, keep in store(keep(lanes(at: row + k) / count), at: row + k) }
        }
    }

    func spread(_ g: Numbers, _ axis: Int, _ isMean: Bool, to target: Numbers) {
        let shape = target.shape
        let reduced = ReducedAxis(axis, of: shape)
        let count = Lanes(repeating: isMean ? Float(shape[axis]) : 1)
        forEachRow(of: shape) { index, outer, middle in
            let row = target.row(index)
            let shares = g.row(reduced.resultRow(outer, middle))
            forEachVector(of: shape.inner) { k, keep in
                let share = reduced == .inner ? Lanes(repeating: shares[middle]) : lanes(at: shares + k)
                store(lanes(at: row + k) + keep(share / count), at: row + k)
            }
        }
    }

    /// The largest numbers along an axis that holds some.
    func largest(_ a: Numbers, _ axis: Int, _ result: Numbers) {
        let reduced = ReducedAxis(axis, of: a.shape)
        result.clear()
        forEachRow(of: a.shape) { index, outer, middle in
            let row = a.row(index)
            if reduced == .inner {
                result.row(outer)[middle] = row[firstOfLargest(row, a.shape.inner, step: 1)]
            } else if (reduced == .middle ? middle : outer) == 0 {
                let best = result.row(reduced.resultRow(outer, middle))
                let step = reduced == .middle ? a.stride : a.shape.middle * a.stride
                for k in 0..<a.shape.inner {
                    best[k] = row[k + step * firstOfLargest(row + k, a.shape[axis], step: step)]
                }
            }
        }
    }

    func spreadToLargest(_ g: Numbers, _ axis: Int, _ a: Numbers, to target: Numbers) {
        let reduced = ReducedAxis(axis, of: a.shape)
        // The same numbers may lie differently in the tensor and in its gradient.
        func step(_ numbers: Numbers) -> Int { reduced == .middle ? numbers.stride : a.shape.middle * numbers.stride }
        forEachRow(of: a.shape) { index, outer, middle in
            let (row, sums) = (a.row(index), target.row(index))
            if reduced == .inner {
                sums[firstOfLargest(row, a.shape.inner, step: 1)] += g.row(outer)[middle]
            } else if (reduced == .middle ? middle : outer) == 0 {
                let shares = g.row(reduced.resultRow(outer, middle))
                for k in 0..<a.shape.inner {
                    sums[k + step(target) * firstOfLargest(row + k, a.shape[axis], step: step(a))] += shares[k]
                }
            }
        }
    }
}

@inline(__always)
private func firstOfLargest(_ numbers: UnsafePointer<Float>, _ count: Int, step: Int) -> Int {
    var best = 0
    for index in 1..<max(count, 1) where numbers[index &* step] > numbers[best &* step] { best = index }
    return best
}
