import Foundation

/// Tensors in double precision, number by number: what the tape's operations mean, slowly.
struct Reference {
    var shape: [Int]
    var values: [Double]

    init(_ shape: [Int], _ values: [Double]) {
        precondition(shape.reduce(1, *) == values.count)
        self.shape = shape
        self.values = values
    }

    /// A tensor whose number at each place a function tells.
    init(_ shape: [Int], _ value: ([Int]) -> Double) {
        self.init(shape, Self.places(shape).map(value))
    }

    /// The places of a shape in row-major order.
    static func places(_ shape: [Int]) -> [[Int]] {
        shape.reduce([[]]) { heads, size in heads.flatMap { head in (0..<size).map { head + [$0] } } }
    }

    /// The number at a place, whose axes are paired from the last one on; axes of size 1 are stretched.
    subscript(_ place: [Int]) -> Double {
        var index = 0
        for (size, position) in zip(shape, place.suffix(shape.count)) {
            index = index * size + (size == 1 ? 0 : position)
        }
        return values[index]
    }

    func map(_ function: (Double) -> Double) -> Reference { Reference(shape, values.map(function)) }

    func combined(_ other: Reference, _ function: (Double, Double) -> Double) -> Reference {
        let rank = Swift.max(shape.count, other.shape.count)
        func padded(_ shape: [Int]) -> [Int] { [Int](repeating: 1, count: rank - shape.count) + shape }
        let common = zip(padded(shape), padded(other.shape)).map { $0 == 1 ? $1 : $0 }
        return Reference(common) { function(self[$0], other[$0]) }
    }

    /// Numbers along an axis, made one by a function.
    func reduced(_ axis: Int, _ function: ([Double]) -> Double) -> Reference {
        var rest = shape
        let size = rest.remove(at: axis)
        return Reference(rest) { place in
            function(
                (0..<size).map { index in
                    var whole = place
                    whole.insert(index, at: axis)
                    return self[whole]
                })
        }
    }

    /// The last axis, as a function of all of it.
    func mapRows(_ function: ([Double]) -> [Double]) -> Reference {
        let size = shape.last!
        let rows = stride(from: 0, to: values.count, by: Swift.max(size, 1)).map { Array(values[$0..<$0 + size]) }
        return Reference(shape, rows.flatMap(function))
    }

    func reshaped(_ shape: [Int]) -> Reference { Reference(shape, values) }

    var transposed: Reference {
        let swapped = shape.dropLast(2) + [shape[shape.count - 1], shape[shape.count - 2]]
        return Reference(Array(swapped)) { place in
            self[place.dropLast(2) + [place[place.count - 1], place[place.count - 2]]]
        }
    }

    func matmul(_ other: Reference) -> Reference {
        Reference(shape.dropLast() + [other.shape.last!]) { place in
            let (row, column) = (Array(place.dropLast()), place.last!)
            return (0..<shape.last!).reduce(0) { sum, k in
                sum + self[row + [k]] * other[place.dropLast(2) + [k, column]]
            }
        }
    }

    func slice(_ range: Range<Int>, axis: Int) -> Reference {
        var part = shape
        part[axis] = range.count
        return Reference(part) { place in
            var whole = place
            whole[axis] += range.lowerBound
            return self[whole]
        }
    }

    func concatenated(_ other: Reference, axis: Int) -> Reference {
        var whole = shape
        whole[axis] += other.shape[axis]
        return Reference(whole) { place in
            guard place[axis] >= shape[axis] else { return self[place] }
            var rest = place
            rest[axis] -= shape[axis]
            return other[rest]
        }
    }

    func gatherRows(_ places: Reference) -> Reference {
        Reference([places.shape[0], shape[1]]) { self[[Int(places[[$0[0]]]), $0[1]]] }
    }

    func linear(_ weight: Reference, _ bias: Reference?) -> Reference {
        let sums = matmul(weight.transposed)
        return bias.map { sums.combined($0, +) } ?? sums
    }

    static func softmax(_ z: [Double]) -> [Double] {
        let e = z.map { exp($0 - z.max()!) }
        let total = e.reduce(0, +)
        return e.map { $0 / total }
    }

    static func normalized(_ row: [Double]) -> [Double] {
        let mean = row.reduce(0, +) / Double(row.count)
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
        return row.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
    }

    func crossEntropy(_ labels: Reference) -> Reference {
        Reference(labels.shape) { place in
            let row = (0..<shape[1]).map { self[[place[0], $0]] }
            return -log(Self.softmax(row)[Int(labels[place])])
        }
    }

    static func huber(_ z: Double, _ y: Double) -> Double {
        let size = Swift.abs(z - y)
        return size <= 0.75 ? 0.5 * size * size : 0.75 * (size - 0.375)
    }

    static func gelu(_ a: Double) -> Double {
        0.5 * a * (1 + tanh((2 / Double.pi).squareRoot() * (a + 0.044715 * a * a * a)))
    }
}
