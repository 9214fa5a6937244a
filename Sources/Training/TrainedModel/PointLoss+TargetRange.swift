public import Datasets
public import KernelTable
import Vocabulary

extension PointLoss.Kind {
    /// The targets that rows may have; nil for all.
    public var rangeOfTargets: TargetRange? {
        targetRange == .any ? nil : TargetRange(targetRange, since: "the loss is \(self)")
    }
}
