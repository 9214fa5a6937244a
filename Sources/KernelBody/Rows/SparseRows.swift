import CShims
import KernelTable

/// The numbers of a sparse row, and their columns.
struct SparseRow {
    let columns: UnsafePointer<UInt32>
    let values: UnsafePointer<Float>
    let count: Int

    @inline(__always)
    init(_ features: FeatureRows, _ starts: UnsafePointer<Int>, _ index: Int) {
        let start = starts[index]
        count = starts[index + 1] &- start
        columns = (features.base + 8 &* start).assumingMemoryBound(to: UInt32.self)
        values = UnsafeRawPointer(columns + count).assumingMemoryBound(to: Float.self)
    }

    @inline(__always)
    func column(_ k: Int) -> Int { Int(truncatingIfNeeded: columns[k]) }

    /// The row's number of a column, 0 where it is not kept; columns ascend.
    @inline(__always)
    func number(ofColumn wanted: Int) -> Float {
        var (first, end) = (0, count)
        while first < end {
            let middle = (first &+ end) &>> 1
            if column(middle) < wanted { first = middle &+ 1 } else { end = middle }
        }
        return first < count && column(first) == wanted ? values[first] : 0
    }

    /// w·x, in four sums that take turns.
    @inline(__always)
    func dot(_ weights: UnsafePointer<Float>) -> Float {
        var s0: Float = 0, s1: Float = 0, s2: Float = 0, s3: Float = 0
        var k = 0
        while k + 4 <= count {
            s0.addProduct(values[k], weights[column(k)])
            s1.addProduct(values[k + 1], weights[column(k + 1)])
            s2.addProduct(values[k + 2], weights[column(k + 2)])
            s3.addProduct(values[k + 3], weights[column(k + 3)])
            k += 4
        }
        while k < count {
            s0.addProduct(values[k], weights[column(k)])
            k += 1
        }
        return (s0 + s1) + (s2 + s3)
    }
}

extension SparseRow {
    /// scale · W x + b, as many numbers as a column has weights.
    @inline(__always)
    func logits(_ model: SparseModelView, _ result: UnsafeMutablePointer<Float>) {
        let scale = Lanes(repeating: model.scale)
        let biasCount = model.head.biasCount
        var lane = 0
        while lane < biasCount {
            var total = Lanes()
            for k in 0..<count {
                total = fused(
                    lanes(at: model.weights + (column(k) &* model.stride &+ lane)), Lanes(repeating: values[k]),
                    plus: total)
            }
            store(fused(total, scale, plus: lanes(at: model.bias + lane)), at: result + lane)
            lane &+= laneCount
        }
        while lane < model.stride {
            store(Lanes(), at: result + lane)
            lane &+= laneCount
        }
    }

    /// The numbers that are in one block of 2^`bits` columns, for each block that has any: columns ascend.
    @inline(__always)
    func forEachRun(_ bits: Int, _ body: (_ block: Int, _ run: Range<Int>) -> Void) {
        var k = 0
        while k < count {
            let block = column(k) &>> bits
            let end = (block &+ 1) &<< bits
            let start = k
            repeat { k &+= 1 } while k < count && column(k) < end
            body(block, start..<k)
        }
    }

    /// Finds where the numbers of each of `blockCount` blocks end.
    @inline(__always)
    func findRuns(_ bits: Int, _ blockCount: Int, ends: UnsafeMutablePointer<UInt32>) {
        for block in 0..<blockCount { ends[block] = 0 }
        // No branch that depends on the columns: the last of a block's numbers has the last word.
        for k in 0..<count { ends[column(k) &>> bits] = UInt32(truncatingIfNeeded: k &+ 1) }
        var last: UInt32 = 0
        for block in 0..<blockCount {
            last = max(last, ends[block])
            ends[block] = last
        }
    }
}

/// scale · W x + b for consecutive sparse rows.
func sparseLogits(
    _ features: FeatureRows, _ rowCount: Int, _ model: SparseModelView, _ result: UnsafeMutablePointer<Float>
) {
    let starts = features.starts!
    for index in 0..<rowCount { SparseRow(features, starts, index).logits(model, result + index &* model.stride) }
}

/// w·x + b for consecutive sparse rows.
func predictSparse(
    _ features: FeatureRows, _ rowCount: Int, _ weights: UnsafePointer<Float>, _ bias: Float,
    _ predictions: UnsafeMutablePointer<Float>
) {
    let starts = features.starts!
    for index in 0..<rowCount { predictions[index] = SparseRow(features, starts, index).dot(weights) + bias }
}

/// Asks for sparse rows ahead of a place in a shard, over its end into the next one: for where a row starts twice as far
/// ahead as for the row itself, which needs to know.
struct SparsePrefetch {
    private let rows: GatheredRows
    private let upcoming: GatheredRows
    private let distance: Int

    @inline(__always)
    init(_ rows: GatheredRows, _ upcoming: GatheredRows, distance: Int) {
        self.rows = rows
        self.upcoming = upcoming
        self.distance = distance
    }

    @inline(__always)
    func callAsFunction(at index: Int) {
        guard distance > 0 else { return }
        ahead(index + 2 &* distance) { rows, place in
            lockstep_prefetch(rows.features.starts! + place)
            lockstep_prefetch(rows.targets + place)
            if let weights = rows.weights { lockstep_prefetch(weights + place) }
        }
        ahead(index + distance) { rows, place in
            let starts = rows.features.starts!
            var line = rows.features.base + 8 &* starts[place]
            let end = rows.features.base + 8 &* starts[place + 1]
            while line < end {
                lockstep_prefetch(line)
                line += 64
            }
        }
    }

    @inline(__always)
    private func ahead(_ index: Int, _ body: (GatheredRows, Int) -> Void) {
        if index < rows.count {
            body(rows, Int(truncatingIfNeeded: rows.places[index]))
        } else if index &- rows.count < upcoming.count {
            body(upcoming, Int(truncatingIfNeeded: upcoming.places[index &- rows.count]))
        }
    }
}
