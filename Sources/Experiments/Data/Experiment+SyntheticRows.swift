public import Datasets
public import Kernels
import Training

extension Experiment {
    /// How features are kept in memory.
    public var storage: FeatureStorage {
        configuration[Schema.Data.storage] == .bfloat16 ? .bfloat16 : .float32
    }

    /// The rows that the configuration, which has a section `data.synthetic`, describes; none is made yet.
    public func syntheticSource(kernels: KernelTable) -> any RowSource {
        typealias Keys = Schema.Data.Synthetic
        let rowCount = configuration[Keys.rows]
        let featureCount = configuration[Keys.features]
        let noise = Float(configuration[Keys.noise])
        switch configuration[Keys.kind] {
        case .regression:
            return SyntheticRegression(
                seed: plan.seed, rowCount: rowCount, featureCount: featureCount,
                weights: configuration[Keys.weights]?.map { Float($0) },
                bias: configuration[Keys.bias].map { Float($0) }, noise: noise, storage: storage, kernels: kernels)
        case .classification:
            return SyntheticClassification(
                seed: plan.seed, rowCount: rowCount, featureCount: featureCount,
                classCount: configuration[Keys.classes], noise: noise, storage: storage, kernels: kernels)
        case .clusters:
            return SyntheticClusters(
                seed: plan.seed, rowCount: rowCount, featureCount: featureCount,
                classCount: configuration[Keys.classes], noise: noise, storage: storage, kernels: kernels)
        }
    }
}
