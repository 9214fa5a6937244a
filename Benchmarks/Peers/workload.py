"""What every peer shares: the workload, the rows, the parameters to begin with, the clock, and the test loss."""
import json
import math
import re
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

LEAST_SECONDS = 1  # of timed epochs
MOST_SECONDS = 8  # that the wanted epochs may take; who would need more is stopped
PATIENCE = 2  # seconds after which that is judged


@dataclass(frozen=True)
class Workload:
    """An experiment, read from its configuration."""

    rows: int
    held_out: int
    features: int
    classes: int  # 0 for a regression
    hidden: tuple
    batch: int
    rate: float
    noise: float
    truth: tuple  # the true weights and bias; empty where they are to be drawn

    @staticmethod
    def read(path):
        keys = {"classes": 0, "hidden": [], "weights": [], "bias": None}
        for line in open(path):
            if match := re.fullmatch(r" +(\w+): ([\d_.,\[\] -]+)\n", line):
                keys[match[1]] = json.loads(match[2].replace("_", ""))
        held_out = round(keys["rows"] * keys["validation_fraction"])
        return Workload(
            rows=keys["rows"] - held_out, held_out=held_out, features=keys["features"], classes=keys["classes"],
            hidden=tuple(keys["hidden"]), batch=keys["batch_size"], rate=keys["learning_rate"], noise=keys["noise"],
            truth=(keys["weights"], keys["bias"]) if keys["weights"] else ())

    @property
    def outputs(self):
        return self.classes or 1

    def initial_layers(self):
        """Weights [inputs, outputs] and biases: zeros; with hidden layers He's normal weights, at last Xavier's."""
        sizes = [self.features, *self.hidden, self.outputs]
        layers = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            weights = np.zeros((inputs, outputs), np.float32)
            if self.hidden:
                is_last = len(layers) == len(self.hidden)
                variance = 2 / (inputs + outputs) if is_last else 2 / inputs
                random = np.random.default_rng([3, len(layers)])
                random.standard_normal(dtype=np.float32, out=weights)
                weights *= np.float32(math.sqrt(variance))
            layers.append((weights, np.zeros(outputs, np.float32)))
        return layers


class Rows:
    """Rows as Lockstep draws them, with numbers of NumPy's: to train on, x and y, and held out, test_x and test_y."""

    BLOCK = 20_000

    def __init__(self, work, threads):
        self.work = work
        random = np.random.default_rng(1)
        self.weights = random.standard_normal((work.features, work.outputs), np.float32)
        self.bias = random.standard_normal(dtype=np.float32)
        if work.truth:
            self.weights[:, 0], self.bias = work.truth
        count = work.rows + work.held_out
        x = np.empty((count, work.features), np.float32)
        y = np.empty(count, np.int64 if work.classes else np.float32)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda first: self.fill(x, y, first), range(0, count, self.BLOCK)))
        self.x, self.y = x[: work.rows], y[: work.rows]
        self.test_x, self.test_y = x[work.rows :], y[work.rows :]

    def fill(self, x, y, first):
        work, block = self.work, slice(first, first + self.BLOCK)
        random = np.random.default_rng([2, first])
        random.standard_normal(dtype=np.float32, out=x[block])
        scores = x[block] @ self.weights
        if work.classes:  # drawn from softmax(scores / noise) by the Gumbel-max trick
            scores /= math.sqrt(work.features)
            y[block] = (scores + work.noise * random.gumbel(size=scores.shape)).argmax(1)
        else:
            noise = random.standard_normal(len(scores), np.float32)
            y[block] = scores[:, 0] + self.bias + work.noise * noise

    def test_loss(self, layers):
        """Mean of ½(prediction - y)², or cross-entropy in nats, in double precision."""
        values = self.test_x.astype(np.float64)
        for index, (weights, bias) in enumerate(layers):
            values = np.maximum(values, 0) if index else values
            values = values @ np.asarray(weights, np.float64) + np.asarray(bias, np.float64)
        if not self.work.classes:
            return float(np.mean((values[:, 0] - self.test_y) ** 2) / 2)
        values -= values.max(1, keepdims=True)
        return float(np.mean(np.log(np.exp(values).sum(1)) - values[np.arange(len(values)), self.test_y]))


def batches(order, size):
    """An order of rows, cut in minibatches; the last may be short."""
    return (order[first : first + size] for first in range(0, len(order), size))


def arguments():
    """The workload, the number of epochs to judge by, the number of threads, and the mode, from the command line."""
    path, epochs, threads, *mode = sys.argv[1:]
    return Workload.read(path), int(epochs), int(threads), *mode


def report(system, speed, loss):
    """Prints what came out, as a line of JSON."""
    print(json.dumps({"system": system, "rows_per_second": round(speed), "test_loss": loss}), flush=True)


class Epoch:
    """The clock of an epoch. What comes before its first step, a shuffle or a gather, is not taken for a step's pace."""

    def __init__(self, rows):
        self.rows, self.seen, self.seconds, self.begin = rows, 0, 0, time.perf_counter()

    def saw(self, count):
        self.seconds = time.perf_counter() - self.begin
        if not self.seen:
            self.opening, self.first = self.seconds, count
        self.seen += count

    @property
    def expected_seconds(self):
        """For all rows: measured at the end, extrapolated before, 0 as long as no step's pace is known."""
        if self.seen == self.rows:
            return self.seconds
        if self.seen == self.first:
            return 0
        pace = (self.seconds - self.opening) / (self.seen - self.first)
        return self.opening + pace * (self.rows - self.first)


def measure(system, work, rows, epoch_count, ways, layers):
    """Times epochs, in turn in each of some ways to do the same, and reports the fastest way's median.

    A way is a generator function: it trains for an epoch and yields the number of rows after each step, or after some.
    The test loss is that after `epoch_count` epochs; where those would take too long, there is none, and the speed is
    extrapolated from a part of an epoch.
    """
    speeds = [[] for _ in ways]
    loss, total, done, late = None, 0, 0, False
    while not late and (done < epoch_count or total < LEAST_SECONDS or any(len(each) < 2 for each in speeds)):
        way = done % len(ways)
        epoch = Epoch(work.rows)
        for count in ways[way]():
            epoch.saw(count)
            late = epoch.seconds > PATIENCE and epoch.expected_seconds * epoch_count > MOST_SECONDS
            if late:
                break
        speeds[way].append(work.rows / epoch.expected_seconds)
        done, total = done + 1, total + epoch.seconds
        if done == epoch_count and not late:
            loss = rows.test_loss(layers())
    report(system, max(statistics.median_high(each) for each in speeds if each), loss)
