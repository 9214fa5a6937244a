"""Makes vectors.json: the answers of PyTorch's optimizers and schedulers, and of scikit-learn's penalties, in double
precision.

    python make_vectors.py        # with PyTorch and scikit-learn

The gradients, the starting parameters and the rows are small formulas that the tests repeat.
"""

import json
from pathlib import Path

import numpy
import torch
from sklearn.linear_model import ElasticNet, Ridge
from torch.optim import SGD, Adagrad, Adam, AdamW
from torch.optim.lr_scheduler import (
    CosineAnnealingLR,
    LambdaLR,
    LinearLR,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)

STEPS = 100
KEPT_STEPS = [1, 2, 10, 100]
WEIGHTS = 6
ROWS_OF_A_BATCH = 24


def gradient_sum(step, index):
    return (step * 37 + index * 61 + step * step * index * 13) % 101 - 50


def start(index):
    return (index * 5 % 7 - 3) / 4


def make_optimizer(parameters, rule, learning_rate, weight_decay):
    common = {"lr": learning_rate, "weight_decay": weight_decay}
    if rule["kind"] == "sgd":
        return SGD(parameters, momentum=rule["momentum"], nesterov=rule["nesterov"], **common)
    if rule["kind"] == "adagrad":
        return Adagrad(parameters, eps=rule["epsilon"], **common)
    make = {"adam": Adam, "adamw": AdamW}[rule["kind"]]
    return make(parameters, betas=(rule["beta1"], rule["beta2"]), eps=rule["epsilon"], **common)


def make_scheduler(optimizer, schedule):
    kind, warmup = schedule["kind"], schedule["warmup_steps"]
    if kind == "one_cycle":
        return OneCycleLR(
            optimizer, optimizer.defaults["lr"], total_steps=STEPS, pct_start=schedule["rise"], cycle_momentum=False,
            div_factor=1 / schedule["initial_factor"],
            final_div_factor=schedule["initial_factor"] / schedule["final_factor"],
        )  # fmt: skip
    if kind == "inverse_sqrt":
        return LambdaLR(optimizer, lambda t: min((t + 1) ** -0.5, (t + 1) * warmup**-1.5) * warmup**0.5)
    after = {
        "constant": lambda: LambdaLR(optimizer, lambda t: 1.0),
        "step": lambda: StepLR(optimizer, schedule["every"], schedule["factor"]),
        "cosine": lambda: CosineAnnealingLR(
            optimizer, STEPS - warmup, schedule["final_factor"] * optimizer.defaults["lr"]
        ),
        "linear": lambda: LinearLR(optimizer, 1.0, schedule["final_factor"], STEPS - warmup),
    }[kind]
    if warmup == 0:
        return after()
    rise = LinearLR(optimizer, 1 / warmup, 1.0, warmup - 1)
    return SequentialLR(optimizer, [rise, after()], milestones=[warmup])


def run(name, rule, learning_rate, weight_decay=0.0, l2=0.0, clip=None, schedule=None):
    schedule = {"kind": "constant", "warmup_steps": 0} | (schedule or {})
    weights = torch.tensor([start(i) for i in range(WEIGHTS)], dtype=torch.float64, requires_grad=True)
    bias = torch.tensor([start(WEIGHTS)], dtype=torch.float64, requires_grad=True)
    optimizer = make_optimizer([weights, bias], rule, learning_rate, weight_decay)
    scheduler = make_scheduler(optimizer, schedule)
    kept = []
    for step in range(STEPS):
        sums = torch.tensor([gradient_sum(step, i) for i in range(WEIGHTS + 1)], dtype=torch.float64)
        average = sums / ROWS_OF_A_BATCH
        weights.grad = average[:WEIGHTS] + l2 * weights.detach()
        bias.grad = average[WEIGHTS:].clone()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([weights, bias], clip)
        rate = optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()
        if step + 1 in KEPT_STEPS:
            parameters = weights.tolist() + bias.tolist()
            kept.append({"steps": step + 1, "learning_rate": rate, "parameters": parameters})
    return {
        "name": name, "rule": rule, "learning_rate": learning_rate, "weight_decay": weight_decay, "l2": l2,
        "clip": clip, "schedule": schedule, "kept": kept,
    }  # fmt: skip


def sgd(momentum=0.0, nesterov=False):
    return {"kind": "sgd", "momentum": momentum, "nesterov": nesterov}


def adagrad(epsilon=1e-10):
    return {"kind": "adagrad", "epsilon": epsilon}


def adam(kind="adam", beta1=0.9, beta2=0.999, epsilon=1e-8):
    return {"kind": kind, "beta1": beta1, "beta2": beta2, "epsilon": epsilon}


def updates():
    cosine = {"kind": "cosine", "warmup_steps": 10, "final_factor": 0.1}
    linear = {"kind": "linear", "warmup_steps": 5, "final_factor": 0.0}
    cycle = {"kind": "one_cycle", "rise": 0.3, "initial_factor": 0.04, "final_factor": 4e-6}
    long_cycle = {"kind": "one_cycle", "rise": 0.755, "initial_factor": 0.5, "final_factor": 0.01}
    return [
        run("sgd", sgd(), 0.1),
        run("sgd, weight decay", sgd(), 0.1, weight_decay=0.02),
        run("sgd, clipped", sgd(), 0.1, clip=3.0),
        run("sgd, l2, clipped", sgd(), 0.1, l2=0.1, clip=2.5),
        run("sgd, l2, clipped, weight decay", sgd(), 0.1, weight_decay=0.05, l2=0.1, clip=2.5),
        run("momentum", sgd(0.9), 0.03),
        run("momentum, weight decay", sgd(0.9), 0.03, weight_decay=0.02),
        run("nesterov", sgd(0.9, True), 0.03),
        run("nesterov, weight decay, clipped", sgd(0.8, True), 0.03, weight_decay=0.1, clip=3.0),
        run("adagrad", adagrad(), 0.3),
        run("adagrad, weight decay, clipped", adagrad(1e-3), 0.3, weight_decay=0.1, clip=3.0),
        run("adam", adam(), 0.02),
        run("adam, weight decay", adam(), 0.02, weight_decay=0.1),
        run("adam, other betas, clipped", adam(beta1=0.7, beta2=0.95, epsilon=1e-3), 0.02, clip=0.5),
        run("adam, no first moment", adam(beta1=0.0), 0.02),
        run("adamw", adam("adamw"), 0.02, weight_decay=0.2),
        run("adamw, l2, clipped", adam("adamw"), 0.02, weight_decay=0.2, l2=0.3, clip=2.5),
        run("sgd, warm-up", sgd(), 0.1, schedule={"kind": "constant", "warmup_steps": 8}),
        run("nesterov, steps", sgd(0.9, True), 0.05, schedule={"kind": "step", "every": 9, "factor": 0.7}),
        run(
            "sgd, warm-up, steps", sgd(), 0.1,
            schedule={"kind": "step", "warmup_steps": 6, "every": 9, "factor": 0.7},
        ),
        run("adam, inverse_sqrt", adam(), 0.1, schedule={"kind": "inverse_sqrt", "warmup_steps": 20}),
        run("adam, cosine", adam(), 0.02, schedule={"kind": "cosine", "final_factor": 0.0}),
        run("adamw, warm-up, cosine", adam("adamw"), 0.02, weight_decay=0.2, schedule=cosine),
        run("momentum, warm-up, linear, clipped", sgd(0.9), 0.05, clip=3.0, schedule=linear),
        run("sgd, one cycle", sgd(), 0.1, schedule=cycle),
        run("adam, one cycle that rises longer", adam(), 0.02, schedule=long_cycle),
    ]  # fmt: skip


def plateau(mode="min", factor=0.1, patience=10, threshold=1e-4, cooldown=0, final_factor=0.0):
    """The rates after each of some values that improve, waver and stand still."""
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = ReduceLROnPlateau(
        optimizer, mode, factor, patience, threshold, "rel", cooldown, final_factor, eps=0.0
    )  # fmt: skip
    values, rates = [], []
    for epoch in range(60):
        value = (1 + 40 // (1 + epoch // 6) + epoch * 7 % 5 - epoch % 11) / 8
        values.append(value if mode == "min" else -value)
        scheduler.step(values[-1])
        rates.append(optimizer.param_groups[0]["lr"])
    return {
        "mode": mode, "factor": factor, "patience": patience, "threshold": threshold, "cooldown": cooldown,
        "final_factor": final_factor, "values": values, "rates": rates,
    }  # fmt: skip


def plateaus():
    return [
        plateau(patience=5),
        plateau(patience=0, factor=0.9),
        plateau(patience=2, factor=0.5, threshold=0.2),
        plateau(patience=1, factor=0.5, cooldown=4),
        plateau(patience=1, factor=0.3, final_factor=0.02),
        plateau("max", patience=3, factor=0.7, cooldown=1),
    ]


def penalties():
    """Least squares of 20 rows with scikit-learn's penalties of the mean loss: a pure ridge, a lasso, and both."""
    x = numpy.array([[(r * r * 7 + r * f * 5 + f * 3) % 11 - 5 for f in range(4)] for r in range(20)]) / 4
    y = numpy.array([(r * 17 + r * r * 3) % 23 - 11 for r in range(20)]) / 4
    fits = []
    for l1, l2 in [(0.0, 0.5), (0.25, 0.0), (0.1, 0.2), (0.6, 0.1)]:
        if l1 == 0:
            fit = Ridge(alpha=l2 * len(y), tol=1e-12).fit(x, y)
        else:
            fit = ElasticNet(alpha=l1 + l2, l1_ratio=l1 / (l1 + l2), tol=1e-14, max_iter=1_000_000).fit(x, y)
        fits.append({"l1": l1, "l2": l2, "weights": fit.coef_.tolist(), "bias": float(fit.intercept_)})
    return fits


if __name__ == "__main__":
    vectors = {"updates": updates(), "plateaus": plateaus(), "penalties": penalties()}
    lines = {key: ",\n    ".join(json.dumps(entry) for entry in entries) for key, entries in vectors.items()}
    text = ",\n".join(f'  "{key}": [\n    {entries}\n  ]' for key, entries in lines.items())
    Path(__file__).with_name("vectors.json").write_text("{\n" + text + "\n}\n")
