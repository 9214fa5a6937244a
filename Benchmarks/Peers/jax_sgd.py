"""Minibatch SGD in JAX: an epoch is one compiled function, a scan over its batches: jax_sgd.py WORKLOAD EPOCHS THREADS

Compiling is not timed. Rows are gathered a batch or an epoch at a time, whichever is faster.
"""
import os

from workload import Rows, arguments, measure

work, epoch_count, threads = arguments()
# XLA has as many threads as the process has CPUs.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp

rows = Rows(work, threads)
x, y = jnp.asarray(rows.x), jnp.asarray(rows.y.astype("int32") if work.classes else rows.y)
parameters = jax.tree.map(jnp.asarray, work.initial_layers())
whole = work.rows // work.batch * work.batch


def loss(parameters, x, y):
    for w, b in parameters[:-1]:
        x = jax.nn.relu(x @ w + b)
    w, b = parameters[-1]
    scores = x @ w + b
    if not work.classes:
        return jnp.mean((scores[:, 0] - y) ** 2) / 2
    label = jnp.take_along_axis(scores, y[:, None], 1)[:, 0]
    return jnp.mean(jax.nn.logsumexp(scores, 1) - label)


def step(parameters, x, y):
    gradient = jax.grad(loss)(parameters, x, y)
    return jax.tree.map(lambda p, g: p - work.rate * g, parameters, gradient)


def take(array, places):
    return array.at[places].get(mode="promise_in_bounds")


def batch_at_a_time(parameters, x, y, order):
    def one(parameters, places):
        return step(parameters, take(x, places), take(y, places)), None

    return jax.lax.scan(one, parameters, order.reshape(-1, work.batch))[0]


def epoch_at_a_time(parameters, x, y, order):
    def one(parameters, batch):
        return step(parameters, *batch), None

    cut = take(x, order).reshape(-1, work.batch, work.features), take(y, order).reshape(-1, work.batch)
    return jax.lax.scan(one, parameters, cut)[0]


def compiled(scan):
    def epoch(parameters, x, y, key):
        order = jax.random.permutation(key, work.rows)
        parameters = scan(parameters, x, y, order[:whole])
        return step(parameters, take(x, order[whole:]), take(y, order[whole:])) if whole < work.rows else parameters

    run = jax.jit(epoch, donate_argnums=0).lower(parameters, x, y, jax.random.key(0)).compile()

    def timed():
        global parameters, key
        key, own = jax.random.split(key)
        parameters = jax.block_until_ready(run(parameters, x, y, own))
        yield work.rows

    return timed


key = jax.random.key(1)
measure("JAX", work, rows, epoch_count, [compiled(batch_at_a_time), compiled(epoch_at_a_time)], lambda: parameters)
