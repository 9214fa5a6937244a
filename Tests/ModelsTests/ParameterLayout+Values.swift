import Models

/// Numbers as their bits, so that zeros of both signs differ and NaN is equal to itself.
func bits(_ numbers: some Sequence<Float>) -> [UInt32] { numbers.map(\.bitPattern) }

extension ParameterLayout {
    /// A buffer with the numbers of all tensors, given in the order of files, and zero gaps.
    func buffer(of numbers: [Float]) -> [Float] {
        var buffer = [Float](repeating: 0, count: count)
        var begin = 0
        for tensor in tensors {
            tensor.write(Array(numbers[begin..<begin + tensor.count]), to: &buffer)
            begin += tensor.count
        }
        return buffer
    }

    /// The numbers of all tensors in the order of files.
    func values(in buffer: [Float]) -> [Float] { tensors.flatMap { $0.values(in: buffer) } }
}
