"""Minibatch SGD in PyTorch: pytorch.py WORKLOAD EPOCHS THREADS closed|idiomatic

closed: as fast as its users write it: gradients in closed form, rows gathered by index_select, a batch or an epoch at a
time, whichever is faster. idiomatic: modules, autograd, an optimizer and a DataLoader, as its tutorials have it.
"""
import torch

from workload import Rows, arguments, batches, measure

work, epoch_count, threads, mode = arguments()
torch.set_num_threads(threads)
torch.manual_seed(1)
rows = Rows(work, threads)
x, y = torch.from_numpy(rows.x), torch.from_numpy(rows.y)
if not work.classes:
    y = y.unsqueeze(1)
# Weights are [outputs, inputs], as nn.Linear has them: products are faster so.
parameters = [(torch.from_numpy(w.T.copy()), torch.from_numpy(b)) for w, b in work.initial_layers()]


def layers():
    return [(w.detach().numpy().T, b.detach().numpy()) for w, b in parameters]


def closed():
    x_batch, y_batch = torch.empty(work.batch, work.features), torch.empty(work.batch, *y.shape[1:], dtype=y.dtype)
    minus_ones = torch.full((work.batch, 1), -1.0)
    x_epoch, y_epoch = torch.empty_like(x), torch.empty_like(y)

    def step(x, y):
        inputs = [x]
        for w, b in parameters[:-1]:
            inputs.append(torch.addmm(b, inputs[-1], w.T).relu_())
        w, b = parameters[-1]
        errors = torch.addmm(b, inputs[-1], w.T)
        if work.classes:
            errors = errors.softmax(1).scatter_add_(1, y.unsqueeze(1), minus_ones[: len(y)])
        else:
            errors -= y
        rate = work.rate / len(x)
        for index in reversed(range(len(parameters))):
            w, b = parameters[index]
            before = (errors @ w).mul_(inputs[index] > 0) if index else None
            w.addmm_(errors.T, inputs[index], alpha=-rate)
            b.sub_(errors.sum(0), alpha=rate)
            errors = before

    def batch_at_a_time():
        for places in batches(torch.randperm(len(x)), work.batch):
            count = len(places)
            torch.index_select(x, 0, places, out=x_batch[:count])
            torch.index_select(y, 0, places, out=y_batch[:count])
            step(x_batch[:count], y_batch[:count])
            yield count

    def epoch_at_a_time():
        order = torch.randperm(len(x))
        torch.index_select(x, 0, order, out=x_epoch)
        torch.index_select(y, 0, order, out=y_epoch)
        for xb, yb in zip(x_epoch.split(work.batch), y_epoch.split(work.batch)):
            step(xb, yb)
            yield len(xb)

    with torch.no_grad():
        measure("PyTorch, closed form", work, rows, epoch_count, [batch_at_a_time, epoch_at_a_time], layers)


def idiomatic():
    modules = []
    for index, (w, b) in enumerate(parameters):
        linear = torch.nn.Linear(w.shape[1], w.shape[0])
        linear.weight.data, linear.bias.data = w, b
        modules += [torch.nn.ReLU(), linear] if index else [linear]
    model = torch.nn.Sequential(*modules)
    loss_of = torch.nn.CrossEntropyLoss() if work.classes else lambda p, y: torch.nn.functional.mse_loss(p, y) / 2
    optimizer = torch.optim.SGD(model.parameters(), lr=work.rate)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), work.batch, shuffle=True)

    def epoch():
        for xb, yb in loader:
            optimizer.zero_grad()
            loss_of(model(xb), yb).backward()
            optimizer.step()
            yield len(xb)

    measure("PyTorch, idiomatic", work, rows, epoch_count, [epoch], layers)


{"closed": closed, "idiomatic": idiomatic}[mode]()
