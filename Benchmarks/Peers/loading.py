"""Times how others read a file of rows into memory: loading.py FILE prints the best of some passes of each, in MB/s."""

import importlib.util
import json
import os
import sys
import time

path = sys.argv[1]
threads = len(os.sched_getaffinity(0))


def pandas():
    import pandas

    return lambda: pandas.read_csv(path, engine="c")


def pyarrow():
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet

    pyarrow.set_cpu_count(threads)
    if path.endswith(".parquet"):
        # Texts as codes, which is faster, and what Lockstep makes of them.
        texts = [field.name for field in pyarrow.parquet.read_schema(path) if pyarrow.types.is_string(field.type)]
        return lambda: pyarrow.parquet.read_table(path, use_threads=threads > 1, read_dictionary=texts)
    options = pyarrow.csv.ReadOptions(use_threads=threads > 1)
    return lambda: pyarrow.csv.read_csv(path, read_options=options)


def pyarrow_rows():
    """A matrix of float32 from the columns of a Parquet file."""
    import numpy
    import pyarrow
    import pyarrow.parquet

    pyarrow.set_cpu_count(threads)

    def load():
        table = pyarrow.parquet.read_table(path, use_threads=threads > 1)
        rows = numpy.empty((table.num_rows, table.num_columns), numpy.float32)
        for index, column in enumerate(table.columns):
            rows[:, index] = column.to_numpy()

    return load


def numpy():
    import numpy

    return lambda: numpy.load(path)


def safetensors():
    import safetensors.numpy

    return lambda: safetensors.numpy.load_file(path)


peers = {".csv": [pandas, pyarrow], ".npy": [numpy], ".parquet": [pyarrow], ".safetensors": [safetensors]}
if path.endswith("numbers.parquet"):
    peers[".parquet"].append(pyarrow_rows)
for peer in peers[os.path.splitext(path)[1]]:
    if importlib.util.find_spec(peer.__name__.split("_")[0]) is None:
        continue
    load = peer()
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        load()
        seconds.append(time.perf_counter() - start)
    speed = os.path.getsize(path) / 1e6 / min(seconds)
    print(json.dumps({"system": peer.__name__, "mb_per_second": round(speed)}))
