"""Minibatch SGD by PyTorch's DistributedDataParallel over gloo: ddp.py WORKLOAD EPOCHS THREADS

As many processes as threads, of one thread each; each takes its share of every batch, gathered by index_select.
"""
import multiprocessing
import statistics
import tempfile
import time

from workload import LEAST_SECONDS, MOST_SECONDS, PATIENCE, Rows, arguments, batches, report

work, epoch_count, world = arguments()
rows = Rows(work, world)
TRIAL_STEPS = 20


def train(rank, meeting_place):
    # Imported after the fork, which PyTorch's threads would not survive.
    import torch
    import torch.distributed as dist

    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{meeting_place}", rank=rank, world_size=world)
    x, y = torch.from_numpy(rows.x), torch.from_numpy(rows.y)
    modules = []
    for w, b in work.initial_layers():
        linear = torch.nn.Linear(*w.shape)
        linear.weight.data, linear.bias.data = torch.from_numpy(w.T.copy()), torch.from_numpy(b)
        modules += [torch.nn.ReLU(), linear] if modules else [linear]
    layers = [module for module in modules if isinstance(module, torch.nn.Linear)]
    model = torch.nn.parallel.DistributedDataParallel(torch.nn.Sequential(*modules))
    optimizer = torch.optim.SGD(model.parameters(), lr=work.rate, fused=True)
    begin = {name: tensor.clone() for name, tensor in model.state_dict().items()}

    def loss_of(scores, y):
        if work.classes:
            return torch.nn.functional.cross_entropy(scores, y)
        return torch.nn.functional.mse_loss(scores[:, 0], y) / 2

    def seconds_of(epoch, most_steps):
        """Rows of the steps taken, and the time, the same on every rank."""
        order = torch.randperm(len(x), generator=torch.Generator().manual_seed(epoch))
        seen, start = 0, time.perf_counter()
        for step, places in enumerate(batches(order, work.batch)):
            if step == most_steps:
                break
            own = places.tensor_split(world)[rank]
            optimizer.zero_grad()
            loss_of(model(x.index_select(0, own)), y.index_select(0, own)).backward()
            optimizer.step()
            seen += len(places)
        taken = torch.tensor(time.perf_counter() - start)
        dist.all_reduce(taken, dist.ReduceOp.MAX)
        return seen, taken.item()

    seconds_of(0, TRIAL_STEPS)
    seen, taken = seconds_of(0, TRIAL_STEPS)
    epoch_seconds = taken / seen * work.rows
    model.load_state_dict(begin)
    if epoch_seconds * epoch_count > MOST_SECONDS:
        seen, taken = seconds_of(0, int(PATIENCE / taken * TRIAL_STEPS))
        speed, loss = seen / taken, None
    else:
        speeds = []
        for epoch in range(max(epoch_count, int(LEAST_SECONDS / epoch_seconds) + 1)):
            seen, taken = seconds_of(epoch, None)
            speeds.append(seen / taken)
            if epoch + 1 == epoch_count:
                loss = rows.test_loss([(one.weight.detach().numpy().T, one.bias.detach().numpy()) for one in layers])
        speed = statistics.median(speeds)
    if rank == 0:
        report("PyTorch DDP", speed, loss)
    dist.destroy_process_group()


if __name__ == "__main__":
    fork = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as folder:
        processes = [fork.Process(target=train, args=(rank, f"{folder}/meeting-place")) for rank in range(world)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
    raise SystemExit(any(process.exitcode for process in processes))
