public import Kernels

/// What the step engine asks of a model: a layout, and the gradient of its loss over a shard.
public protocol Model: Sendable {
    /// Where the parameters lie; the gradient lies in the same way.
    var layout: ParameterLayout { get }

    /// Writes the gradient summed over rows, in the layout of the parameters, and behind it, at `layout.count`, the
    /// sum of the losses. The 16 numbers from there on are the model's to write.
    /// - Parameters:
    ///   - rows: the shard's rows, summed in their order; none gives zeros.
    ///   - upcoming: rows worth prefetching towards the end.
    ///   - prefetchDistance: how many rows ahead to prefetch; 0 for none.
    func sumGradient(
        over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>)
}
