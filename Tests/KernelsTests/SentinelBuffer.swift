/// Memory for a kernel to write into, filled with a mark and framed by more of it, so that a number written outside, or
/// one inside that was not written, is seen.
final class SentinelBuffer<Element: BitwiseCopyable & Equatable> {
    private static var frame: Int { 32 }
    private let whole: UnsafeMutableBufferPointer<Element>
    private let sentinel: Element
    let count: Int

    init(count: Int, sentinel: Element) {
        self.count = count
        self.sentinel = sentinel
        whole = .allocate(capacity: count + 2 * Self.frame)
        whole.initialize(repeating: sentinel)
    }

    convenience init(_ contents: [Element], sentinel: Element) {
        self.init(count: contents.count, sentinel: sentinel)
        base.update(from: contents, count: contents.count)
    }

    deinit { whole.deallocate() }

    var base: UnsafeMutablePointer<Element> { whole.baseAddress! + Self.frame }
    var contents: [Element] { Array(whole[Self.frame..<Self.frame + count]) }

    /// Whether nothing was written before the first element or after the last.
    var isIntact: Bool {
        whole.prefix(Self.frame).allSatisfy { $0 == sentinel } && whole.suffix(Self.frame).allSatisfy { $0 == sentinel }
    }
}
