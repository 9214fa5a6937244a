import Dispatch
import Kernels
import Models

/// A model that keeps the parameters that each gradient was computed with.
struct WatchedModel: Model {
    /// What was seen, by the address at which it was read.
    final class Log: @unchecked Sendable {
        // Safe: only touched on the queue. Not a `Mutex`, of which the thread sanitizer knows nothing.
        private var seen: [UInt: Set<[Float]>] = [:]
        private let queue = DispatchQueue(label: "lockstep.watched")

        var parametersByAddress: [UInt: Set<[Float]>] { queue.sync { seen } }

        func add(_ parameters: UnsafePointer<Float>, _ count: Int) {
            let numbers = Array(UnsafeBufferPointer(start: parameters, count: count))
            let address = UInt(bitPattern: parameters)
            queue.sync { _ = seen[address, default: []].insert(numbers) }
        }
    }

    let model: any Model
    let log = Log()

    var featureCount: Int { model.featureCount }
    var task: LearningTask { model.task }
    var outputCount: Int { model.outputCount }
    var layout: ParameterLayout { model.layout }
    var scratchCount: Int { model.scratchCount }

    func initialParameters(seed: UInt64) -> [Float] { model.initialParameters(seed: seed) }

    func sumGradient(
        over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int, parameters: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
    ) {
        log.add(parameters, layout.count)
        model.sumGradient(
            over: rows, upcoming: upcoming, prefetchDistance: prefetchDistance, parameters: parameters,
            scratch: scratch, into: gradient)
    }

    func predict(
        _ rows: FeatureRows, rowCount: Int, targets: UnsafePointer<Float>?, parameters: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, outputs: UnsafeMutablePointer<Float>,
        losses: UnsafeMutablePointer<Float>
    ) {
        model.predict(
            rows, rowCount: rowCount, targets: targets, parameters: parameters, scratch: scratch, outputs: outputs,
            losses: losses)
    }
}
