"""Encoded rows in binary files, as train.py and trees.py read them, and the two metrics."""
import os

import numpy
import torch


class Part:
    """The rows of one part: ids [rows, fields] or bags (starts, ids and perhaps factors), numbers and labels."""

    def __init__(self, spec, name):
        def read(kind, type_, *shape):
            return numpy.fromfile(f"{spec['folder']}/{name}.{kind}", dtype=type_).reshape(*shape)

        self.rows, self.fields = spec[name], spec["fields"]
        self.bags = os.path.exists(f"{spec['folder']}/{name}.starts.i32")
        self.values = read("values.f32", "<f4", self.rows, spec["numbers"]) if spec["numbers"] else \
            numpy.zeros((self.rows, 0), numpy.float32)
        self.labels = read("labels.f32", "<f4", self.rows)
        if not self.bags:
            self.ids = read("ids.i32", "<i4", self.rows, self.fields)
            return
        self.ids = read("ids.i32", "<i4", -1)
        self.starts = read("starts.i32", "<i4", self.rows * self.fields + 1).astype(numpy.int64)
        with_factors = os.path.exists(f"{spec['folder']}/{name}.factors.f32")
        self.factors = read("factors.f32", "<f4", -1) if with_factors else numpy.ones(len(self.ids), numpy.float32)

    def batch(self, rows):
        """The rows of these numbers as a batch for a network."""
        batch = {"values": torch.from_numpy(self.values[rows]), "labels": torch.from_numpy(self.labels[rows])}
        if not self.bags:
            batch["ids"] = torch.from_numpy(self.ids[rows])
            return batch
        bags = (rows[:, None] * self.fields + numpy.arange(self.fields)).ravel()
        counts = self.starts[bags + 1] - self.starts[bags]
        starts = numpy.concatenate([[0], numpy.cumsum(counts)])
        chosen = numpy.arange(starts[-1]) + numpy.repeat(self.starts[bags] - starts[:-1], counts)
        batch["starts"] = torch.from_numpy(starts)
        batch["ids"] = torch.from_numpy(self.ids[chosen])
        batch["factors"] = torch.from_numpy(self.factors[chosen])
        return batch


def auc(scores, labels):
    """Share of pairs in the right order; ties count half."""
    _, group, counts = numpy.unique(scores, return_inverse=True, return_counts=True)
    ranks = (numpy.cumsum(counts) - (counts - 1) / 2)[group]
    positive = labels > 0.5
    n = int(positive.sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(labels) - n)))


def log_loss(logits, labels):
    logits = logits.astype(numpy.float64)
    return float(numpy.mean(numpy.logaddexp(0, logits) - labels * logits))
