import Datasets

extension HeldOutSplit.Part {
    /// The word for its rows.
    var name: String {
        switch self {
        case .training: "training"
        case .validation: "validation"
        case .test: "test"
        }
    }
}
