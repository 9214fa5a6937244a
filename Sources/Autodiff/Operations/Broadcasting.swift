/// Numbers seen through a shape that they are stretched to.
struct Stretched: BitwiseCopyable {
    let base: UnsafeMutablePointer<Float>
    /// Numbers from one place of an axis to the next; 0 along an axis that is stretched.
    let outerStep: Int
    let middleStep: Int
    let isOneColumn: Bool

    init(_ numbers: Numbers, to shape: Shape) {
        base = numbers.base
        let own = numbers.shape
        outerStep = own.outer == 1 ? 0 : own.middle * numbers.stride
        middleStep = own.middle == 1 ? 0 : numbers.stride
        isOneColumn = own.inner == 1 && shape.inner != 1
    }

    @inline(__always)
    func row(_ outer: Int, _ middle: Int) -> Row {
        Row(base: base + (outer &* outerStep &+ middle &* middleStep), isOneColumn: isOneColumn)
    }

    struct Row: BitwiseCopyable {
        let base: UnsafeMutablePointer<Float>
        let isOneColumn: Bool

        @inline(__always)
        subscript(_ k: Int) -> Lanes { isOneColumn ? Lanes(repeating: base[0]) : lanes(at: base + k) }
    }
}

/// result = f(a, b), with a and b stretched to the result's shape.
@inline(__always)
func combine(_ a: Numbers, _ b: Numbers, into result: Numbers, _ function: (Lanes, Lanes) -> Lanes) {
    let shape = result.shape
    let (left, right) = (Stretched(a, to: shape), Stretched(b, to: shape))
    for outer in 0..<shape.outer {
        for middle in 0..<shape.middle {
            let (x, y) = (left.row(outer, middle), right.row(outer, middle))
            let row = result.row(outer &* shape.middle &+ middle)
            forEachVector(of: shape.inner) { k, keep in store(keep(function(x[k], y[k])), at: row + k) }
        }
    }
}

/// Adds f(g, a, b) to a target; all are stretched to the shape of g. Along stretched axes of the target the terms are
/// added up in order, those of a row in sixteen lanes first.
@inline(__always)
func accumulate(
    into target: Numbers, _ g: Numbers, _ a: Numbers, _ b: Numbers, _ term: (Lanes, Lanes, Lanes) -> Lanes
) {
    let shape = g.shape
    let (sums, left, right) = (Stretched(target, to: shape), Stretched(a, to: shape), Stretched(b, to: shape))
    for outer in 0..<shape.outer {
        for middle in 0..<shape.middle {
            let (x, y) = (left.row(outer, middle), right.row(outer, middle))
            let row = g.row(outer &* shape.middle &+ middle)
            let place = sums.row(outer, middle).base
            if sums.isOneColumn {
                var partial = Lanes()
                forEachVector(of: shape.inner) { k, keep in partial += keep(term(lanes(at: row + k), x[k], y[k])) }
                place[0] += total(of: partial)
            } else {
                forEachVector(of: shape.inner) { k, keep in
                    store(lanes(at: place + k) + keep(term(lanes(at: row + k), x[k], y[k])), at: place + k)
                }
            }
        }
    }
}
