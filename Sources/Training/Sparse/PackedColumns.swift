import Optimizers

/// Room for the numbers of some columns next to each other, so that an update works on whole vectors of them. Update
/// rules that are lazy have at most one number of state for each parameter.
struct PackedColumns: BitwiseCopyable {
    /// Columns that are packed at once: a multiple of 16.
    private static let columnCount = 256
    /// Numbers of the room.
    static let numberCount = 3 * columnCount

    private let parameters: UnsafeMutablePointer<Float>
    private let gradient: UnsafeMutablePointer<Float>
    private let firstState: UnsafeMutablePointer<Float>

    init(_ memory: UnsafeMutablePointer<Float>) {
        parameters = memory
        gradient = memory + Self.columnCount
        firstState = gradient + Self.columnCount
    }

    /// The numbers of a block's columns.
    struct Columns {
        /// The parameters, and the copies that must stay equal to them.
        let views: UnsafeBufferPointer<UnsafeMutablePointer<Float>>
        /// The place of the block's first column in these.
        let start: Int
        let gradientSum: UnsafePointer<Float>
        let firstState: UnsafeMutablePointer<Float>?
    }

    /// Takes a step for some of the columns.
    /// - Parameters:
    ///   - list: the columns, counted from the first of the block, each once.
    ///   - count: the number of columns in the list.
    func update(
        _ columns: Columns, _ list: UnsafePointer<UInt32>, count: Int, with optimizer: Optimizer, step: UpdateStep
    ) {
        for first in stride(from: 0, to: count, by: Self.columnCount) {
            update(columns, list + first, min(Self.columnCount, count - first), optimizer, step)
        }
    }

    private func update(
        _ columns: Columns, _ list: UnsafePointer<UInt32>, _ count: Int, _ optimizer: Optimizer, _ step: UpdateStep
    ) {
        let padded = (count + 15) / 16 * 16
        gather(columns.gradientSum, list, count, padded, into: gradient)
        gather(columns.views[0] + columns.start, list, count, padded, into: parameters)
        if let state = columns.firstState { gather(state, list, count, padded, into: firstState) }
        optimizer.update(
            parameters, gradientSum: gradient, firstState: firstState, secondState: nil, count: padded,
            isWeight: true, step: step)
        for view in columns.views { scatter(parameters, list, count, to: view + columns.start) }
        if let state = columns.firstState { scatter(firstState, list, count, to: state) }
    }
}

@inline(__always)
private func gather(
    _ numbers: UnsafePointer<Float>, _ list: UnsafePointer<UInt32>, _ count: Int, _ padded: Int,
    into result: UnsafeMutablePointer<Float>
) {
    for index in 0..<count { result[index] = numbers[Int(list[index])] }
    for index in count..<padded { result[index] = 0 }
}

@inline(__always)
private func scatter(
    _ numbers: UnsafePointer<Float>, _ list: UnsafePointer<UInt32>, _ count: Int, to result: UnsafeMutablePointer<Float>
) {
    for index in 0..<count { result[Int(list[index])] = numbers[index] }
}
