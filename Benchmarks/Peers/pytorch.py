"""Minibatch SGD of linear regression in PyTorch, as fast as its users write it: shuffled anew each epoch, rows gathered
by index_select, the gradient in closed form.

    pytorch.py ROWS FEATURES BATCH THREADS      prints the median rows/s of some epochs
"""
import statistics
import sys
import time

import torch

rows, features, batch, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(1)
x = torch.randn(rows, features)
y = (x @ torch.randn(features) + 4.2).unsqueeze(1)
weight, bias = torch.zeros(features, 1), torch.zeros(1)


def epoch(rate=0.03):
    order = torch.randperm(rows)
    for start in range(0, rows, batch):
        picked = order[start : start + batch]
        xb, yb = x.index_select(0, picked), y.index_select(0, picked)
        residual = torch.addmm(bias, xb, weight) - yb
        weight.addmm_(xb.T, residual, alpha=-rate / len(picked))
        bias.sub_(residual.sum(0), alpha=rate / len(picked))


speeds = []
with torch.no_grad():
    epoch()
    for _ in range(5):
        start = time.perf_counter()
        epoch()
        speeds.append(rows / (time.perf_counter() - start))
print(f"{statistics.median(speeds):.0f}")
