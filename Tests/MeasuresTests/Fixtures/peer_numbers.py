"""The numbers of SciPy and scikit-learn that the tests compare with.

    cd Tests/MeasuresTests && python3 Fixtures/peer_numbers.py > PeerNumbers.swift && swift format -i PeerNumbers.swift
"""

import numpy as np
import scipy
import sklearn
from scipy.special import xlogy
from scipy.stats import entropy, norm
from sklearn import metrics

INDENT = "    "


def numbers(values):
    return "[" + ", ".join("nil" if np.isnan(value) else str(value) for value in np.asarray(values)) + "]"


def constant(name, kind, text):
    print(f"{INDENT}static let {name}: {kind} = {text}")


def rows(name, kind, values):
    print(f"{INDENT}static let {name}: {kind} = [")
    for row in values:
        print(f"{INDENT * 2}{numbers(row)},")
    print(f"{INDENT}]")


def singles(values):
    """What single precision makes of the values, for peers that compute in double precision."""
    return np.asarray(values, np.float32).astype(np.float64)


random = np.random.default_rng(8)
print(f"// Written by Fixtures/peer_numbers.py with SciPy {scipy.__version__} and scikit-learn {sklearn.__version__}.")
print("enum PeerNumbers {")

firsts = [[0.5, 0.25, 0.125, 0.125], [0.1, 0.2, 0.3, 0.4], [0, 0.75, 0.25, 0]]
seconds = [[0.25, 0.25, 0.25, 0.25], [0.4, 0.3, 0.2, 0.1], [0.01, 0.29, 0.7, 0]]
rows("firsts", "[[Double]]", firsts)
rows("seconds", "[[Double]]", seconds)
constant("entropies", "[Double]", numbers([entropy(p) for p in firsts]))
constant("entropiesInBits", "[Double]", numbers([entropy(p, base=2) for p in firsts]))
constant("crossEntropies", "[Double]", numbers([-xlogy(p, q).sum() for p, q in zip(firsts, seconds)]))
constant("divergences", "[Double]", numbers([entropy(p, q) for p, q in zip(firsts, seconds)]))
constant("divergencesInBits", "[Double]", numbers([entropy(p, q, base=2) for p, q in zip(firsts, seconds)]))
print()

points = np.array([-3.5, 0, 1.25, 2])
constant("normalPoints", "[Double]", numbers(points))
constant("normalLikelihoods", "[Double]", numbers(-norm(loc=1.5, scale=0.4).logpdf(points)))
print()

targets = singles(np.round(random.normal(50, 10, 11), 3))
predictions = singles(np.round(targets + random.normal(0.7, 3, 11), 3))
residuals = targets - predictions
constant("targets", "[Float]", numbers(np.float32(targets)))
constant("predictions", "[Float]", numbers(np.float32(predictions)))
mse = metrics.mean_squared_error(targets, predictions)
constant("mse", "Double", repr(float(mse)))
constant("rmse", "Double", repr(float(metrics.root_mean_squared_error(targets, predictions))))
constant("mae", "Double", repr(float(metrics.mean_absolute_error(targets, predictions))))
constant("r2", "Double", repr(float(metrics.r2_score(targets, predictions))))
constant("residualStandardDeviation", "Double", repr(float(residuals.std())))
constant("gaussianLikelihood", "Double", repr(float(-norm(scale=np.sqrt(mse)).logpdf(residuals).mean())))
print()

# Class 2 is never predicted, class 3 absent, class 4 neither present nor predicted.
actual = np.array([0, 1, 1, 2, 0, 1, 0, 2, 1, 0, 0, 1])
classes = range(5)
probabilities = random.dirichlet([2, 2, 0.4, 1, 0.1], len(actual))
probabilities[np.arange(len(actual)), actual] += np.where(actual < 2, 0.2, 0)
probabilities = singles((probabilities + 0.01) / (probabilities + 0.01).sum(axis=1, keepdims=True))
predicted = probabilities.argmax(axis=1)
assert set(predicted) == {0, 1, 3}, set(predicted)
convention = {"labels": classes, "zero_division": np.nan}
constant("actual", "[Int]", numbers(actual))
constant("predicted", "[Int]", numbers(predicted))
rows("probabilities", "[[Float]]", np.float32(probabilities))
constant("accuracy", "Double", repr(float(metrics.accuracy_score(actual, predicted))))
exact = probabilities / probabilities.sum(axis=1, keepdims=True)
constant("logLoss", "Double", repr(float(metrics.log_loss(actual, exact, labels=classes))))
rows("confusionMatrix", "[[Int]]", metrics.confusion_matrix(actual, predicted, labels=classes))
for name in ["precision", "recall", "f1"]:
    score = getattr(metrics, name + "_score")
    constant(name, "[Double?]", numbers(score(actual, predicted, average=None, **convention)))
    macro = score(actual, predicted, average="macro", **convention)
    constant("macro" + name.capitalize(), "Double", repr(float(macro)))
shares = np.bincount(actual, minlength=5) / len(actual)
constant("labelEntropy", "Double", repr(float(entropy(shares))))
constant("marginalDivergence", "Double", repr(float(entropy(shares, probabilities.mean(axis=0)))))
print("}")
