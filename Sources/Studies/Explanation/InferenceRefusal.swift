/// Why there are no standard errors of a model's coefficients.
public enum InferenceRefusal: Error, Hashable, Sendable {
    /// The model is neither a linear regression with the squared loss nor a logistic regression.
    case otherModel
    /// The parameters are not those of maximum likelihood, since this key of the configuration, with its value, draws them
    /// elsewhere.
    case penalised(key: String, value: String)
    /// Classes have weights, so that the loss is no likelihood of the rows.
    case weightedClasses
    /// This feature is added to the score as it is.
    case offset(String)
    /// The model was saved without the rows that it was trained on.
    case noRows
    /// There are so many features that their matrix does not pay.
    case tooManyFeatures(Int)
    /// There are no more rows than numbers to estimate.
    case tooFewRows(Int)
    /// This feature is a combination of others; nil for the bias.
    case collinear(String?)
    /// The coefficient of this feature, nil for the bias, is so many standard errors from the optimum, or more.
    case notAtOptimum(String?, Double)
    /// A weighted sum tells the two classes apart without an error, so that the likelihood has no greatest value.
    case separated
}
