/// Counts and sums over the rows of a classification, from which `ClassificationMeasures` are made. Counts are of rows,
/// whatever these weigh; in sums a row of weight 2 counts as two rows, one of weight 0 as none.
///
/// Only + and counting, in double precision and in the order of the rows. Counts are the same however rows are split
/// and merged; the bits of the sums depend on it, so a caller who needs the same bits fixes the split and its order.
public struct ClassificationSums: Hashable, Sendable {
    /// The most classes for which there is a confusion matrix; beyond, its memory would grow to many megabytes for
    /// each thread.
    public static let confusionMatrixLimit = 256

    /// The number K of classes.
    public let classCount: Int
    /// The number of rows.
    public private(set) var rowCount = 0
    /// The sum of the rows' weights; the number of rows where these have none.
    public private(set) var weight = 0.0
    private(set) var losses = 0.0
    private(set) var actualCounts: [Int]
    private(set) var predictedCounts: [Int]
    private(set) var correctCounts: [Int]
    private(set) var actualWeights: [Double]
    private(set) var predictedWeights: [Double]
    private(set) var correctWeights: [Double]
    private(set) var probabilitySums: [Double]
    /// Σ w Σₖ (qₖ − yₖ)².
    private(set) var squares = 0.0
    /// What the rows weigh whose class is among the five most probable.
    private(set) var topFiveWeight = 0.0
    /// The rows by the probability of their predicted class.
    private(set) var calibration = [CalibrationBin](repeating: CalibrationBin(), count: CalibrationBin.count)
    private(set) var confusionMatrix: [Int]?

    /// The sums over no rows.
    /// - Parameter classCount: at least one.
    public init(classCount: Int) {
        precondition(classCount > 0, "a classification has at least one class")
        self.classCount = classCount
        let zeros = [Int](repeating: 0, count: classCount)
        actualCounts = zeros
        predictedCounts = zeros
        correctCounts = zeros
        actualWeights = [Double](repeating: 0, count: classCount)
        predictedWeights = actualWeights
        correctWeights = actualWeights
        probabilitySums = actualWeights
        if classCount <= Self.confusionMatrixLimit {
            confusionMatrix = [Int](repeating: 0, count: classCount * classCount)
        }
    }

    /// Takes over sums that came from elsewhere.
    mutating func read(
        rowCount: Int, weight: Double, losses: Double, probabilitySums: [Double], actualWeights: [Double],
        predictedWeights: [Double], correctWeights: [Double], actualCounts: [Int], predictedCounts: [Int],
        correctCounts: [Int], squares: Double, topFiveWeight: Double, calibration: [CalibrationBin],
        confusionMatrix: [Int]
    ) {
        self.rowCount = rowCount
        self.weight = weight
        self.losses = losses
        self.probabilitySums = probabilitySums
        self.actualWeights = actualWeights
        self.predictedWeights = predictedWeights
        self.correctWeights = correctWeights
        self.actualCounts = actualCounts
        self.predictedCounts = predictedCounts
        self.correctCounts = correctCounts
        self.squares = squares
        self.topFiveWeight = topFiveWeight
        self.calibration = calibration
        if self.confusionMatrix != nil { self.confusionMatrix = confusionMatrix }
    }

    /// Adds one row.
    /// - Parameters:
    ///   - predicted: the class that the model answers, from 0 to K − 1.
    ///   - actual: the class that the label says, from 0 to K − 1.
    ///   - loss: the loss of the row; the cross-entropy −ln q(actual), in nats, where the model is trained on it.
    ///   - probabilities: the model's probability q(k) of each of the K classes.
    ///   - weight: how much the row counts, finite and not negative.
    public mutating func add(
        predicted: Int, actual: Int, loss: Double, probabilities: UnsafePointer<Float>, weight: Double = 1
    ) {
        let classes = 0..<classCount
        precondition(classes.contains(predicted) && classes.contains(actual), "classes are from 0 to \(classCount - 1)")
        rowCount += 1
        actualCounts[actual] += 1
        predictedCounts[predicted] += 1
        if predicted == actual { correctCounts[actual] += 1 }
        confusionMatrix?[actual * classCount + predicted] += 1
        guard weight > 0 else { return }
        self.weight += weight
        losses += weight * loss
        actualWeights[actual] += weight
        predictedWeights[predicted] += weight
        if predicted == actual { correctWeights[actual] += weight }
        calibration[CalibrationBin.index(of: probabilities[predicted])].add(
            probabilities[predicted], isCorrect: predicted == actual, weight: weight)
        var square = 0.0
        var betterCount = 0
        let ofActual = probabilities[actual]
        for index in classes {
            let probability = probabilities[index]
            probabilitySums[index] += weight * Double(probability)
            let distance = Double(probability) - (index == actual ? 1 : 0)
            square += distance * distance
            if probability > ofActual || probability == ofActual && index > actual { betterCount += 1 }
        }
        squares += weight * square
        if betterCount < 5 { topFiveWeight += weight }
    }

    /// Appends the rows of other sums.
    /// - Parameter other: sums over as many classes.
    public mutating func merge(_ other: ClassificationSums) {
        precondition(classCount == other.classCount, "sums over as many classes")
        rowCount += other.rowCount
        weight += other.weight
        losses += other.losses
        squares += other.squares
        topFiveWeight += other.topFiveWeight
        for index in calibration.indices { calibration[index].merge(other.calibration[index]) }
        for index in 0..<classCount {
            actualCounts[index] += other.actualCounts[index]
            predictedCounts[index] += other.predictedCounts[index]
            correctCounts[index] += other.correctCounts[index]
            actualWeights[index] += other.actualWeights[index]
            predictedWeights[index] += other.predictedWeights[index]
            correctWeights[index] += other.correctWeights[index]
            probabilitySums[index] += other.probabilitySums[index]
        }
        if let matrix = other.confusionMatrix {
            for index in matrix.indices { confusionMatrix?[index] += matrix[index] }
        }
    }
}
