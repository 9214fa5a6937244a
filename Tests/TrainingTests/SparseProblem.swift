import Datasets
import Kernels
import Models
import NUMA
import TestSupport
import Training

/// Rows most of whose numbers are zero, in a LIBSVM file, and trainers of them: sparse and dense.
struct SparseProblem: CustomStringConvertible {
    let rowCount: Int
    let columnCount: Int
    let classCount: Int?
    let rows: [[(column: Int, value: Float)]]
    let targets: [Float]
    private let folder: ScratchFolder
    private let file: RowFile

    var description: String { "\(rowCount) rows of \(columnCount), \(classCount ?? 0) classes" }

    /// Rows with up to `mostNumbers` numbers each: some have none, and some columns none either.
    init(rowCount: Int, columnCount: Int, mostNumbers: Int, classCount: Int? = nil, seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var text = ""
        var rows: [[(column: Int, value: Float)]] = []
        var targets: [Float] = []
        for row in 0..<rowCount {
            let count = Int.random(in: 0...min(mostNumbers, columnCount), using: &random)
            let columns = Set((0..<count).map { _ in Int.random(in: 0..<columnCount, using: &random) })
            var numbers = columns.sorted().map {
                (column: $0, value: Float(Int.random(in: -100...100, using: &random)) / 100)
            }
            // So that the file has as many columns and classes as it should, and a number in its own right is zero.
            if row == 0 { numbers = [(0, 0.5), (columnCount - 1, 0)].suffix(min(columnCount, 2)) }
            let sum = numbers.reduce(Float(0)) { $0 + $1.value * Float($1.column % 3 - 1) }
            let noise = Float.random(in: -0.5...0.5, using: &random)
            let target: Float =
                classCount.map { count in
                    row < count
                        ? Float(row)
                        : min(max(((sum + noise) * 2 + Float(count) / 2).rounded(.down), 0), Float(count - 1))
                } ?? sum + noise
            rows.append(numbers)
            targets.append(target)
            text += "\(target)" + numbers.map { " \($0.column + 1):\($0.value)" }.joined() + "\n"
        }
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.classCount = classCount
        self.rows = rows
        self.targets = targets
        folder = try ScratchFolder()
        file = RowFile(path: try folder.put(Array(text.utf8), in: "rows.libsvm"))
    }

    func dataset(isSparse: Bool, partitionCount: Int, placement: Placement = Placement(nodes: [])) throws -> Dataset {
        let workers = Workers(count: 4, placement: placement)
        let kind: FileRows.TargetKind = classCount == nil ? .number : .label
        let classes = classCount.map(ClassLabels.init(count:))
        if isSparse {
            return try SparseFile(file, targets: kind, workers: workers).dataset(
                targetName: "y", classes: classes, partitionCount: partitionCount,
                kernels: kernels)
        }
        return try Dataset(
            everyRowOf: TableSource(file.read(targets: kind, workers: workers), targetName: "y", classes: classes),
            storage: .float32,
            partitionCount: partitionCount, workers: workers, kernels: kernels)
    }

    func trainer(
        _ plan: TrainingPlan, _ recipe: Recipe, isSparse: Bool = true, machine: MachinePlan = machine(workers: 1),
        modelKernels: KernelTable? = nil
    ) throws -> Trainer {
        let modelKernels = modelKernels ?? machine.instructionSet.kernels
        let dataset = try dataset(
            isSparse: isSparse, partitionCount: plan.shardCount, placement: machine.placement)
        return try Trainer(
            model: recipe.architecture.makeModel(
                featureCount: columnCount, classCount: classCount, isSparse: isSparse, kernels: modelKernels),
            optimizer: recipe.optimizer(modelKernels), dataset: dataset, plan: plan, machine: machine)
    }
}
