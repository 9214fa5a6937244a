// Vectors of doubles, in one order of additions.

/// Σ a b.
func dot(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count)
    return a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
            a.isEmpty ? 0 : DoubleProducts.dot(a.baseAddress!, b.baseAddress!, count: a.count)
        }
    }
}

/// ‖a‖.
func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

/// a + factor · b.
func sum(_ a: [Double], _ factor: Double, _ b: [Double]) -> [Double] {
    [Double](unsafeUninitializedCapacity: a.count) { result, count in
        for index in a.indices { result[index] = a[index] + factor * b[index] }
        count = a.count
    }
}
