// The products of a layer by our kernels and by OpenBLAS's sgemm, in turn, one thread, operands in the cache.
//   Benchmarks/gemm [REPEATS]

import Glibc
import Lockstep

let repeats = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 5
let instructionSet = try InstructionSet.best()
let openBLAS = OpenBLAS()

if openBLAS == nil { print("\(OpenBLAS.fileName) is not installed: only our kernels are timed.\n") }
print("| product, \(instructionSet) | Lockstep, GFLOP/s | OpenBLAS \(openBLAS?.core ?? "-"), GFLOP/s | ratio |")
print("| --- | --- | --- | --- |")

for product in LayerProduct.all {
    let operands = try Operands(product, instructionSet.kernels)
    let peers = try openBLAS.map { try Sgemm.ways(to: operands, $0) } ?? []
    guard peers.allSatisfy({ operands.agrees(with: $0) }) else {
        print("\n\(product.name): our result is not that of OpenBLAS")
        exit(1)
    }
    var ours: [Double] = []
    var theirs = peers.map { _ in [Double]() }
    for _ in 0..<repeats {
        ours.append(speed(of: product) { operands.multiply() })
        for (index, peer) in peers.enumerated() { theirs[index].append(speed(of: product) { peer.multiply() }) }
    }
    // OpenBLAS gets its weights in whichever orientation it is faster with.
    let theirBest = theirs.map(median).max()
    let comparison = theirBest.map { "\(tenths($0)) | \(hundredths(median(ours) / $0))" } ?? "not installed | -"
    print("| \(product.name) | \(tenths(median(ours))) | \(comparison) |")
}

/// GFLOP/s of calls that together take about 30 ms.
func speed(of product: LayerProduct, _ call: () -> Void) -> Double {
    let clock = ContinuousClock()
    let goal = Duration.milliseconds(30)
    call()
    let once = clock.measure(call)
    let count = max(Int(goal / max(once, .nanoseconds(1))), 1)
    let taken = clock.measure { for _ in 0..<count { call() } }
    return Double(count) * product.floatingPointOperations / (taken / .seconds(1)) / 1e9
}

func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }
func tenths(_ number: Double) -> Double { (number * 10).rounded() / 10 }
func hundredths(_ number: Double) -> Double { (number * 100).rounded() / 100 }
