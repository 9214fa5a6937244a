"""Minibatch SGD in NumPy, with gradients in closed form: numpy_sgd.py WORKLOAD EPOCHS THREADS

Rows are gathered by take, a batch or an epoch at a time, whichever is faster; the products are those of NumPy's BLAS,
whose threads the environment limits.
"""
import numpy as np

from workload import Rows, arguments, batches, measure

work, epoch_count, threads = arguments()
rows = Rows(work, threads)
parameters = work.initial_layers()
random = np.random.default_rng(4)
x_batch = np.empty((work.batch, work.features), np.float32)
x_epoch = np.empty_like(rows.x)


def step(x, y):
    inputs = [x]
    for w, b in parameters[:-1]:
        values = inputs[-1] @ w
        values += b
        inputs.append(np.maximum(values, 0, out=values))
    w, b = parameters[-1]
    errors = inputs[-1] @ w
    errors += b
    if work.classes:
        errors -= errors.max(1, keepdims=True)
        np.exp(errors, out=errors)
        errors /= errors.sum(1, keepdims=True)
        errors[np.arange(len(y)), y] -= 1
    else:
        errors[:, 0] -= y
    rate = np.float32(work.rate / len(x))
    for index in reversed(range(len(parameters))):
        w, b = parameters[index]
        before = errors @ w.T if index else None
        if index:
            before *= inputs[index] > 0
        w -= rate * (inputs[index].T @ errors)
        b -= rate * errors.sum(0)
        errors = before


def batch_at_a_time():
    for places in batches(random.permutation(work.rows), work.batch):
        x = np.take(rows.x, places, axis=0, out=x_batch[: len(places)], mode="clip")
        step(x, rows.y[places])
        yield len(places)


def epoch_at_a_time():
    order = random.permutation(work.rows)
    np.take(rows.x, order, axis=0, out=x_epoch, mode="clip")
    for x, y in zip(batches(x_epoch, work.batch), batches(rows.y[order], work.batch)):
        step(x, y)
        yield len(x)


measure("NumPy", work, rows, epoch_count, [batch_at_a_time, epoch_at_a_time], lambda: parameters)
