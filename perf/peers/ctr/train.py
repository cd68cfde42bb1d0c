"""Trains one network on encoded rows as is usual for click-through rates. Prints one JSON object.

Argument: a JSON file with "folder", "architecture" (its options, with "name"), "fields" (categorical), "numbers",
"table_rows", "embedding_dimension", rows of "train", "valid" and "test", "optimizer" ("sparse" or "dense"),
"learning_rate", "batch", "maximum_epochs", "patience", "embedding_l2", "clip" (0: none), "plateau_factor", "monitor"
("auc" or "logloss"), "seed" and "threads".

The penalty is on the tables of ids, not on the vectors of numbers. "sparse" adds its gradient to the rows of the batch
only, once for each, and steps with SparseAdam there; "dense" penalises and steps through the whole tables. Both then
clip the norm of all gradients. "seconds" is all epochs with validation, "rows_per_second" training alone.
"""
import json
import sys
import time

import threads
import numpy
import torch

from data import Part, auc, log_loss
from models import TABLES, Network, logistic_loss

SCORED_AT_ONCE = 10_000


def penalise(table, penalty):
    """Adds penalty * row to the gradient: of the rows that have one, where it is sparse, else of all."""
    if table.grad.is_sparse:
        gradient = table.grad.coalesce()
        rows = gradient.indices()[0]
        table.grad = torch.sparse_coo_tensor(
            gradient.indices(), gradient.values() + penalty * table.detach()[rows], table.shape)._coalesced_(True)
    else:
        table.grad.add_(table.detach(), alpha=penalty)


def clip(parameters, limit):
    gradients = [p.grad._values() if p.grad.is_sparse else p.grad for p in parameters if p.grad is not None]
    norm = torch.stack([g.norm() for g in gradients]).norm()
    if norm > limit:
        for gradient in gradients:
            gradient.mul_(limit / norm)


class Trainer:
    """One network with its optimisers."""

    def __init__(self, spec):
        self.net = Network(
            spec["architecture"], spec["fields"], spec["numbers"], spec["embedding_dimension"], spec["table_rows"],
            spec["seed"])
        self.penalty, self.limit = spec["embedding_l2"], spec["clip"]
        parameters, _ = self.net.named()
        self.tables = [parameters[name] for name in TABLES if name in parameters]
        self.net.sparse = spec["optimizer"] == "sparse"
        rate = spec["learning_rate"]
        if self.net.sparse:
            rest = [parameter for name, parameter in parameters.items() if name not in TABLES]
            self.optimizers = [torch.optim.SparseAdam(self.tables, lr=rate), torch.optim.Adam(rest, lr=rate)]
        else:
            self.optimizers = [torch.optim.Adam(parameters.values(), lr=rate)]

    def step(self, batch):
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        logistic_loss(self.net(batch), batch["labels"]).backward()
        for table in self.tables:
            if self.net.sparse and not table.grad.is_coalesced():
                table.grad = table.grad.coalesce()
            if self.penalty:
                penalise(table, self.penalty)
        if self.limit:
            clip(self.net.parameters(), self.limit)
        for optimizer in self.optimizers:
            optimizer.step()

    def slow_down(self, factor):
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] *= factor

    def logits(self, part):
        self.net.eval()
        with torch.inference_mode():
            logits = [self.net(part.batch(rows)).numpy() for rows in batches(numpy.arange(part.rows), SCORED_AT_ONCE)]
        self.net.train()
        return numpy.concatenate(logits)


def batches(rows, size):
    return (rows[start:start + size] for start in range(0, len(rows), size))


def fit(trainer, spec, train, valid):
    """Until `patience` epochs in a row were no better; leaves the weights of the best epoch."""
    random = numpy.random.default_rng(spec["seed"])
    best, best_epoch, best_weights, bad, training = -numpy.inf, 0, None, 0, 0.0
    for epoch in range(1, spec["maximum_epochs"] + 1):
        start = time.perf_counter()
        for rows in batches(random.permutation(train.rows), spec["batch"]):
            if len(rows) > 1 or not trainer.net.o.batch_normalization:  # one row has no variance
                trainer.step(train.batch(rows))
        training += time.perf_counter() - start
        logits = trainer.logits(valid)
        measures = {"auc": auc(logits, valid.labels), "logloss": log_loss(logits, valid.labels)}
        print(f"epoch {epoch}: {json.dumps(measures)}", file=sys.stderr, flush=True)
        value = measures["auc"] if spec["monitor"] == "auc" else -measures["logloss"]
        if value > best:
            best, best_epoch, bad = value, epoch, 0
            best_weights = {key: item.clone() for key, item in trainer.net.state_dict().items()}
        else:
            bad += 1
            if bad == spec["patience"]:
                break
            trainer.slow_down(spec["plateau_factor"])
    if best_weights is None:
        raise SystemExit("No epoch gave a finite metric: the loss diverged. Lower the learning rate.")
    trainer.net.load_state_dict(best_weights)
    return {"epochs": epoch, "best_epoch": best_epoch, "rows_per_second": epoch * train.rows / training}


def main():
    with open(sys.argv[1]) as file:
        spec = json.load(file)
    threads.use(spec["threads"])
    torch.manual_seed(spec["seed"])
    train, valid, test = (Part(spec, name) for name in ("train", "valid", "test"))
    trainer = Trainer(spec)
    start = time.perf_counter()
    result = fit(trainer, spec, train, valid)
    result["seconds"] = time.perf_counter() - start
    logits = trainer.logits(test)
    print(json.dumps({
        "auc": auc(logits, test.labels), "logloss": log_loss(logits, test.labels),
        "valid_auc": auc(trainer.logits(valid), valid.labels), **result, "versions": threads.versions()}))


if __name__ == "__main__":
    main()
