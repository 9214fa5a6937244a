"""Makes vectors.json: values and gradients of the tape's operations by PyTorch, in double precision.

    python make_vectors.py        # with PyTorch

Names are those of the tests' cases. Each case has its inputs, its value, and the gradient of the value's sum weighted
by `weights`; inputs that are labels or places have none.
"""

import json
from pathlib import Path

import torch
from torch.nn import functional

torch.manual_seed(3)


def any_(*shape):
    return torch.randint(-512, 512, shape).double() / 256


def positive(*shape):
    return torch.randint(128, 640, shape).double() / 256


def numbers(tensor):
    return [float(f"{number:.10g}") for number in tensor.flatten().tolist()]


def places(limit, count):
    return torch.randint(limit, (count,))


def case(name, function, *inputs):
    variables = [tensor.clone().requires_grad_(tensor.is_floating_point()) for tensor in inputs]
    value = function(*variables)
    weights = any_(*value.shape)
    (value * weights).sum().backward()
    return {
        "name": name,
        "inputs": [{"shape": list(t.shape), "values": numbers(t)} for t in inputs],
        "weights": numbers(weights),
        "value": numbers(value),
        "gradients": [gradient(variable) for variable in variables],
    }


def gradient(variable):
    if not variable.is_floating_point():
        return None
    return numbers(torch.zeros_like(variable) if variable.grad is None else variable.grad)


def detached_layers(x, w1, b1, w2, b2):
    hidden = torch.tanh(functional.linear(x, w1, b1))
    return functional.linear(hidden.detach(), w2, b2)


def pairs(name, function, make):
    shapes = {
        "same": ((3, 5), (3, 5)),
        "row": ((3, 5), (5,)),
        "column": ((3, 1), (3, 5)),
        "cross": ((3, 1), (1, 5)),
        "scalar": ((), (3, 5)),
        "matrices": ((2, 3, 5), (3, 1)),
        "stack": ((2, 1, 5), (1, 3, 5)),
    }
    return [case(f"{name} {key}", function, make(*a), make(*b)) for key, (a, b) in shapes.items()]


def cross_entropy(logits, labels):
    return functional.cross_entropy(logits, labels, reduction="none")


def slice_of(axis):
    return lambda x: x.narrow(axis, 1, x.shape[axis] - 2)


def concatenated(axis):
    sizes = [2, 3, 5]
    sizes[axis] += 1
    return case(f"concatenate {axis}", lambda a, b: torch.cat([a, b], dim=axis), any_(2, 3, 5), any_(*sizes))


def main():
    cases = (
        pairs("add", torch.add, any_)
        + pairs("subtract", torch.sub, any_)
        + pairs("multiply", torch.mul, any_)
        + pairs("divide", torch.div, positive)
        + pairs("maximum", torch.maximum, any_)
    )
    functions = {
        "negative": (torch.neg, any_),
        "squared": (torch.square, any_),
        "pow 3": (lambda x: x**3, any_),
        "pow -2": (lambda x: x**-2, positive),
        "pow 0.5": (lambda x: x**0.5, positive),
        "pow -0.5": (lambda x: x**-0.5, positive),
        "pow 1.7": (lambda x: x**1.7, positive),
        "exp": (torch.exp, any_),
        "log": (torch.log, positive),
        "sqrt": (torch.sqrt, positive),
        "abs": (torch.abs, any_),
        "relu": (torch.relu, any_),
        "tanh": (torch.tanh, any_),
        "sigmoid": (torch.sigmoid, any_),
        "gelu": (lambda x: functional.gelu(x, approximate="tanh"), any_),
        "softmax": (lambda x: functional.softmax(x, -1), any_),
        "log softmax": (lambda x: functional.log_softmax(x, -1), any_),
        "transpose": (lambda x: x.transpose(-1, -2), any_),
    }
    cases += [case(name, function, make(3, 19)) for name, (function, make) in functions.items()]
    for axis in range(3):
        cases += [
            case(f"sum {axis}", lambda x: x.sum(axis), any_(2, 3, 5)),
            case(f"mean {axis}", lambda x: x.mean(axis), any_(2, 3, 5)),
            case(f"max {axis}", lambda x: x.max(axis).values, any_(2, 3, 5)),
            case(f"slice {axis}", slice_of(axis), any_(4, 5, 6)),
            concatenated(axis),
        ]
    cases += [
        case("sum", torch.sum, any_(2, 3, 5)),
        case("mean", torch.mean, any_(2, 3, 5)),
        case(
            "layer norm",
            lambda x, gain, bias: functional.layer_norm(x, (6,), gain, bias),
            any_(2, 3, 6), any_(6), any_(6),
        ),
        case("cross entropy", cross_entropy, any_(7, 5), places(5, 7)),
        case("squared loss", lambda z, y: functional.mse_loss(z, y, reduction="none") / 2, any_(3, 5), any_(3, 5)),
        case(
            "huber loss",
            lambda z, y: functional.huber_loss(z, y, reduction="none", delta=0.75),
            any_(9), any_(9),
        ),
        case("absolute loss", lambda z, y: functional.l1_loss(z, y, reduction="none"), any_(3, 5), any_(3, 5)),
        case(
            "logistic loss",
            lambda z, y: functional.binary_cross_entropy_with_logits(z, y, reduction="none"),
            any_(9), any_(9),
        ),
        case("matmul", torch.matmul, any_(4, 7), any_(7, 3)),
        case("matmul left transposed", lambda a, b: a.T @ b, any_(7, 4), any_(7, 3)),
        case("matmul right transposed", lambda a, b: a @ b.T, any_(4, 7), any_(3, 7)),
        case("matmul both transposed", lambda a, b: a.T @ b.T, any_(7, 4), any_(3, 7)),
        case("matmul of matrices", torch.matmul, any_(2, 4, 7), any_(2, 7, 3)),
        case("matmul of matrices and one", torch.matmul, any_(2, 4, 7), any_(7, 3)),
        case("linear", functional.linear, any_(4, 7), any_(3, 7), any_(3)),
        case("linear relu", lambda x, w, b: torch.relu(functional.linear(x, w, b)), any_(4, 7), any_(3, 7), any_(3)),
        case("linear tanh", lambda x, w, b: torch.tanh(functional.linear(x, w, b)), any_(4, 7), any_(3, 7), any_(3)),
        case("layers with detach", detached_layers, any_(4, 7), any_(5, 7), any_(5), any_(3, 5), any_(3)),
        case("reshape", lambda x: x.reshape(15, 2), any_(2, 3, 5)),
        case("gather rows", lambda table, rows: functional.embedding(rows, table), any_(4, 6), places(4, 9)),
    ]
    Path(__file__).with_name("vectors.json").write_text(
        "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n"
    )


main()
