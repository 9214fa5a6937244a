"""Minibatch SGD in scikit-learn: sklearn_mlp.py WORKLOAD EPOCHS THREADS

MLPRegressor and MLPClassifier, without hidden layers for linear and softmax regression; an epoch is one partial_fit.
"""
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor
from threadpoolctl import threadpool_limits

from workload import Rows, arguments, measure

work, epoch_count, threads = arguments()
threadpool_limits(threads)
sklearn.set_config(assume_finite=True)
rows = Rows(work, threads)
model = (MLPClassifier if work.classes else MLPRegressor)(
    hidden_layer_sizes=work.hidden, solver="sgd", alpha=0, momentum=0, nesterovs_momentum=False, batch_size=work.batch,
    learning_rate_init=work.rate, random_state=1)
more = {"classes": list(range(work.classes))} if work.classes else {}

# The first call makes the parameters, which are then set to those that everyone begins with.
model.partial_fit(rows.x[: work.batch], rows.y[: work.batch], **more)
for made, wanted in zip(zip(model.coefs_, model.intercepts_), work.initial_layers()):
    made[0][...], made[1][...] = wanted


def epoch():
    model.partial_fit(rows.x, rows.y, **more)
    yield work.rows


measure("scikit-learn", work, rows, epoch_count, [epoch], lambda: list(zip(model.coefs_, model.intercepts_)))
