import Files

/// A histogram in TensorBoard's form: the upper limits of bins of equal width, and how many numbers are in each.
///
/// Source of the field numbers: tensorflow/core/framework/summary.proto
struct TensorBoardHistogram {
    private static let binCount = 30

    private let least: Double
    private let greatest: Double
    private let count: Int
    private var sum = 0.0
    private var sumOfSquares = 0.0
    private var limits: [Double]
    private var counts = [Double](repeating: 0, count: binCount)

    /// The histogram of these numbers, without those that are not finite.
    init(of numbers: [Float]) {
        let finite = numbers.filter(\.isFinite).map(Double.init)
        let (least, greatest) = (finite.min() ?? 0, finite.max() ?? 0)
        (self.least, self.greatest, count) = (least, greatest, finite.count)
        // Some width where all numbers are the same.
        let width = max((greatest - least) / Double(Self.binCount), abs(greatest) * 1e-6, 1e-12)
        limits = (1...Self.binCount).map { least + Double($0) * width }
        if greatest > least { limits[Self.binCount - 1] = greatest }
        for number in finite {
            sum += number
            sumOfSquares += number * number
            counts[min(Int((number - least) / width), Self.binCount - 1)] += 1
        }
    }

    var message: ProtobufMessage {
        var message = ProtobufMessage()
        let numbers = [least, greatest, Double(count), sum, sumOfSquares]
        // Proto3 leaves out a number that is zero.
        for (index, number) in numbers.enumerated() where number.bitPattern != 0 { message.add(index + 1, number) }
        message.add(6, packed: limits)
        message.add(7, packed: counts)
        return message
    }
}
