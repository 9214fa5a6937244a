import Foundation
import NUMA
import Synchronization
import Testing

@Suite("Workers")
struct WorkersTests {
    /// The threads that worked, and the most that worked at a time.
    private final class Observation: Sendable {
        private struct State {
            var threads: Set<pthread_t> = []
            var indices: [Int] = []
            var runningCount = 0
            var mostAtATime = 0
        }

        private let state = Mutex(State())

        func observe(_ index: Int) {
            state.withLock {
                $0.threads.insert(pthread_self())
                $0.indices.append(index)
                $0.runningCount += 1
                $0.mostAtATime = max($0.mostAtATime, $0.runningCount)
            }
            // Others get the time to come too.
            usleep(200)
            state.withLock { $0.runningCount -= 1 }
        }

        var threadCount: Int { state.withLock { $0.threads.count } }
        var indices: [Int] { state.withLock { $0.indices.sorted() } }
        var mostAtATime: Int { state.withLock { $0.mostAtATime } }
    }

    @Test("do every piece once, no more of them at a time than there are workers", arguments: [1, 2, 3, 100])
    func bounded(count: Int) {
        for pieceCount in [0, 1, 2, 7, 100] {
            let observation = Observation()
            Workers(count: count).perform(pieceCount) { observation.observe($0) }
            #expect(observation.indices == Array(0..<pieceCount))
            #expect(observation.mostAtATime <= count && observation.threadCount <= count)
        }
    }

    @Test("that are one are the thread that asks")
    func alone() {
        let thread = pthread_self()
        let strangers = Atomic(0)
        Workers.one.perform(100) { _ in
            if pthread_self() != thread { strangers.add(1, ordering: .relaxed) }
        }
        #expect(strangers.load(ordering: .relaxed) == 0)
    }

    @Test("share out work of which one piece asks for more workers")
    func nested() {
        let observation = Observation()
        Workers(count: 2).perform(4) { outer in
            Workers(count: 2).perform(4) { observation.observe(4 * outer + $0) }
        }
        #expect(observation.indices == Array(0..<16) && observation.mostAtATime <= 4)
    }
}
