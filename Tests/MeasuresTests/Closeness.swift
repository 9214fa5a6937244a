/// Whether two numbers are equal, or differ by no more than rounding does.
func isClose(_ found: Double, _ expected: Double, tolerance: Double = 1e-12) -> Bool {
    found == expected || abs(found - expected) <= tolerance * max(1, abs(expected))
}
