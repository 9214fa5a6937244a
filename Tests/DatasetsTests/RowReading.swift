import Datasets
import Kernels
import NUMA

/// A row of a source or a dataset, to compare.
struct Row: Hashable {
    var features: [Float]
    var target: Float
    /// Nil where rows have no weights.
    var weight: Float?
}

extension RowSource {
    /// The row at an index, through memory that held NaN, so that a number that is not written is seen.
    func row(_ index: Int) -> Row {
        var features = [Float](repeating: .nan, count: featureNames.count + 1)
        var scratch = [Float](repeating: .nan, count: scratchCount + 1)
        var labels: [Float] = [.nan, .nan]
        features.withUnsafeMutableBufferPointer { features in
            scratch.withUnsafeMutableBufferPointer { scratch in
                labels.withUnsafeMutableBufferPointer { labels in
                    let record = RowRecord(
                        features: features.baseAddress!, targets: labels.baseAddress!,
                        weights: hasWeights ? labels.baseAddress! + 1 : nil)
                    writeRow(index, to: record, scratch: scratch.baseAddress!)
                }
            }
        }
        precondition(features.last!.isNaN && scratch.last!.isNaN, "row \(index): written beyond the end")
        return Row(
            features: Array(features.dropLast()), target: labels[0], weight: hasWeights ? labels[1] : nil)
    }
}

extension Dataset {
    /// The rows of a partition, in order.
    func rows(ofPartition index: Int) -> [Row] {
        withExtendedLifetime(partitions[index]) { partition in
            (0..<partition.rowCount).map { row in
                let place = partition.features.base + row * featureCount * (storage == .float32 ? 4 : 2)
                let features = (0..<featureCount).map { k in
                    switch storage {
                    case .float32: place.loadUnaligned(fromByteOffset: 4 * k, as: Float.self)
                    case .bfloat16:
                        Float(
                            bitPattern: UInt32(place.loadUnaligned(fromByteOffset: 2 * k, as: UInt16.self)) << 16)
                    }
                }
                return Row(
                    features: features, target: partition.targets[row], weight: partition.weights.map { $0[row] })
            }
        }
    }

    /// The rows of all partitions, one after another.
    var rows: [Row] { partitions.indices.flatMap(rows(ofPartition:)) }
}

extension FeatureStorage {
    /// The number that a storage keeps for another: of its two neighbours the nearer one, in a tie the one whose last bit
    /// is 0.
    func reference(_ number: Float) -> Float {
        guard self == .bfloat16 else { return number }
        let upper = number.bitPattern >> 16
        let (below, above) = (Float(bitPattern: upper << 16), Float(bitPattern: (upper + 1) << 16))
        let (down, up) = (abs(Double(number) - Double(below)), abs(Double(above) - Double(number)))
        return down < up || (down == up && upper % 2 == 0) ? below : above
    }
}

/// The numbers that a row of a stream begins with.
func normals(seed: UInt64, _ purpose: RandomStream.Purpose, row: Int, count: Int) throws -> [Float] {
    let kernels = try InstructionSet.best().kernels
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        let stream = RandomStream(seed: seed, purpose: purpose)
        kernels.fillNormals(stream, UInt64(row), count, buffer.baseAddress!)
        initialized = count
    }
}
