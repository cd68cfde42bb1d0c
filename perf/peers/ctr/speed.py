"""How fast PyTorch trains and scores DeepFM and DCNv2 with a million table rows. Prints one JSON object.

Arguments: a file of ids (int32, 39 a row; written first where there is none), batch sizes with commas, numbers of
threads with commas, seconds per measurement, repeats, and perhaps "training" or "scoring" to run only that.

Rates are rows per second, medians of the repeats. Labels are random: time does not depend on them. "sparse" and "dense"
are the optimizers of train.py, without penalty and clipping. Scores are taken eagerly and from a frozen TorchScript.
Latencies are of single rows, one after another, in microseconds.
"""
import json
import os
import sys
import time

import threads
import numpy
import torch

from models import Network
from train import Trainer

FIELDS, DIMENSION, TABLE_ROWS, GENERATED = 39, 16, 1_000_000, 200_000
HIDDEN = {"hidden_units": [400, 400, 400]}
MODELS = {
    "DeepFm": {"name": "DeepFm", **HIDDEN},
    "Dcn2": {"name": "Dcn2", "crosses": 3, "rank": 0, "structure": "parallel", **HIDDEN}}


def generate(path):
    """Fields of very different sizes, a million rows in all; within a field, chances fall as 1 / (rank + 1)."""
    random = numpy.random.default_rng(1)
    shares = numpy.geomspace(10, 300_000, FIELDS)
    sizes = numpy.maximum(2, shares / shares.sum() * TABLE_ROWS).astype(numpy.int64)
    sizes[-1] += TABLE_ROWS - sizes.sum()
    first = numpy.cumsum(sizes) - sizes
    rank = ((sizes + 1.0) ** random.random((GENERATED, FIELDS)) - 1).astype(numpy.int64)
    (first + numpy.minimum(rank, sizes - 1)).astype("<i4").tofile(path)


def rate(action, seconds, repeats):
    """Median of calls per second."""
    rates = []
    for _ in range(3):
        action()
    for _ in range(repeats):
        calls, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < seconds or not calls:
            action()
            calls += 1
        rates.append(calls / passed)
    return float(numpy.median(rates))


def latency(action, seconds, repeats):
    """Medians over the repeats of the median and of the 99th percentile."""
    found = []
    for _ in range(20):
        action()
    for _ in range(repeats):
        times, end = [], time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            action()
            times.append(time.perf_counter() - start)
        found.append(numpy.quantile(times, [0.5, 0.99]))
    median, tail = numpy.median(found, 0) * 1e6
    return {"median_us": float(median), "p99_us": float(tail)}


def turns(ids, size):
    """A function that gives the next batch of ids, again and again through the file."""
    parts = [part for part in torch.split(ids, size) if len(part) == size]
    if not parts:
        raise SystemExit(f"The file has {len(ids)} rows, fewer than a batch of {size}. Give a longer file.")
    position = 0

    def next_part():
        nonlocal position
        position = (position + 1) % len(parts)
        return parts[position]

    return next_part


def training(architecture, optimizer, ids, size, seconds, repeats):
    trainer = Trainer({
        "architecture": architecture, "fields": FIELDS, "numbers": 0, "embedding_dimension": DIMENSION,
        "table_rows": TABLE_ROWS, "optimizer": optimizer, "learning_rate": 0.001, "embedding_l2": 0, "clip": 0,
        "seed": 1})
    next_ids, values = turns(ids, size), torch.zeros(size, 0)
    labels = (torch.rand(size, generator=torch.Generator().manual_seed(2)) < 0.25).float()
    step = rate(lambda: trainer.step({"ids": next_ids(), "values": values, "labels": labels}), seconds, repeats)
    return size * step


class Scorer(torch.nn.Module):
    """Ids in, logits out, as tracing wants it."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, ids):
        return self.net({"ids": ids, "values": ids})


def scorers(architecture, ids):
    eager = Scorer(Network(architecture, FIELDS, 0, DIMENSION, TABLE_ROWS, seed=1)).eval()
    with torch.no_grad():
        frozen = torch.jit.freeze(torch.jit.trace(eager, ids[:8]))
    with torch.inference_mode():
        for size in (1, 3, 100):  # a trace holds for any number of rows, or the times are worth nothing
            torch.testing.assert_close(frozen(ids[:size]), eager(ids[:size]))
    return {"eager": eager, "frozen": frozen}


def scoring(architecture, ids, sizes, seconds, repeats):
    result = {}
    for name, scorer in scorers(architecture, ids).items():
        with torch.inference_mode():
            rates = {}
            for size in sizes:
                next_ids = turns(ids, size)
                rates[size] = size * rate(lambda: scorer(next_ids()), seconds, repeats)
            next_row = turns(ids[:10_000], 1)
            single = latency(lambda: scorer(next_row()), seconds, repeats)
            result[name] = {"rows_per_second": rates, "single_row": single}
    return result


def main():
    path, sizes, counts, seconds, repeats = sys.argv[1:6]
    wanted = sys.argv[6:] or ["training", "scoring"]
    sizes, counts = ([int(part) for part in item.split(",")] for item in (sizes, counts))
    seconds, repeats = float(seconds), int(repeats)
    if not os.path.exists(path):
        generate(path)
    ids = torch.from_numpy(numpy.fromfile(path, dtype="<i4").reshape(-1, FIELDS))
    results = {}
    for count in counts:
        threads.use(count)
        for name, architecture in MODELS.items():
            here = results.setdefault(f"{name}, {count} threads", {})
            if "training" in wanted:
                here["training"] = {
                    optimizer: {size: training(architecture, optimizer, ids, size, seconds, repeats) for size in sizes}
                    for optimizer in ("sparse", "dense")}
            if "scoring" in wanted:
                here["scoring"] = scoring(architecture, ids, sizes, seconds, repeats)
            print(f"{name}, {count} threads: {json.dumps(here)}", file=sys.stderr, flush=True)
    print(json.dumps({
        "results": results, "rows_in_file": len(ids), "seconds": seconds, "repeats": repeats,
        "versions": threads.versions()}))


if __name__ == "__main__":
    main()
