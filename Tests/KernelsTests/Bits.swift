/// Numbers as their bits, so that zeros of both signs differ and NaN is equal to itself.
func bits(_ numbers: some Sequence<Float>) -> [UInt32] { numbers.map(\.bitPattern) }
