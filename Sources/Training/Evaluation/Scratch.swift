/// Scratch for a model's predictions, aligned to a cache line.
package func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    withUnsafeTemporaryAllocation(byteCount: count * MemoryLayout<Float>.stride, alignment: 64) { memory in
        body(UnsafeMutableRawPointer(memory.baseAddress!).assumingMemoryBound(to: Float.self))
    }
}
