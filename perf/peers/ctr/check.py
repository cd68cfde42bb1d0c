"""Checks of the networks here: gradients, how the tables are read, and that training learns. Prints one JSON object."""
import json
import pathlib
import subprocess
import sys
import tempfile

import threads
import numpy
import torch
from torch.nn.utils.stateless import functional_call

import naive
import reference
from data import auc
from models import ARCHITECTURES
from train import clip, penalise


def gradients(name):
    """All parameters against differences, in float64."""
    _, net, batch = reference.make_case(name, 7)
    names, values = zip(*net.named_parameters())
    buffers = {key: item.clone() for key, item in net.named_buffers()}
    torch.autograd.gradcheck(lambda *given: functional_call(net, {**buffers, **dict(zip(names, given))}, batch), values)


def bags_of_one():
    """A bag with one id of factor 1 is that id; a repeated id counts twice."""
    _, net, batch = reference.make_case("DeepFm", 7)
    ids = batch["ids"].flatten()
    bags = {**batch, "ids": ids, "starts": torch.arange(len(ids) + 1), "factors": torch.ones(len(ids)).double()}
    assert torch.allclose(net(batch), net(bags))
    halves = {**bags, "ids": ids.repeat_interleave(2), "starts": 2 * bags["starts"],
              "factors": torch.full((2 * len(ids),), 0.5).double()}
    assert torch.allclose(net(batch), net(halves))


def sparse_gradients():
    _, net, batch = reference.make_case("DeepFm", 7)
    reference.backward(net, batch)
    dense = {key: item.grad.clone() for key, item in net.named()[0].items()}
    net.sparse = True
    net.zero_grad(set_to_none=True)
    reference.backward(net, batch)
    for key, item in net.named()[0].items():
        assert item.grad.is_sparse == (key in ("embedding", "linear"))
        assert torch.allclose(item.grad.to_dense() if item.grad.is_sparse else item.grad, dense[key])


def penalties():
    """A sparse gradient is penalised once per distinct row, then clipped together with the dense ones."""
    table = torch.nn.Parameter(torch.tensor([[1.0], [2.0], [3.0], [4.0]]))
    other = torch.nn.Parameter(torch.zeros(1))
    for sparse in (True, False):
        table.grad = torch.sparse_coo_tensor([[0, 2, 2]], torch.tensor([[1.0], [2.0], [3.0]]), table.shape)
        table.grad = table.grad.coalesce() if sparse else table.grad.to_dense()
        other.grad = torch.tensor([2.0])
        penalise(table, 0.5)
        wanted = torch.tensor([[1.5], [0.0], [6.5], [0.0]] if sparse else [[1.5], [1.0], [6.5], [2.0]])
        assert torch.allclose(table.grad.to_dense() if sparse else table.grad, wanted)
        clip([table, other], 1.0)
        scale = 1 / (wanted.square().sum() + 4).sqrt()
        assert torch.allclose(table.grad.to_dense() if sparse else table.grad, wanted * scale)
        assert torch.allclose(other.grad, 2 * scale)


def ties():
    random = numpy.random.default_rng(1)
    scores, labels = random.integers(0, 6, 200) / 6, random.integers(0, 2, 200)
    pairs = scores[labels == 1][:, None] - scores[labels == 0]
    assert abs(auc(scores, labels) - ((pairs > 0) + 0.5 * (pairs == 0)).mean()) < 1e-12


def write_planted(folder, bags, fields=4, numbers=1, per_field=20, rows=(6000, 1500, 1500)):
    """Labels from a factorisation machine of rank 3 over the ids, and one number."""
    random = numpy.random.default_rng(3)
    hidden = random.normal(0, 0.8, (fields * per_field, 3))
    for part, count in zip(("train", "valid", "test"), rows):
        ids = random.integers(0, per_field, (count, fields)) + per_field * numpy.arange(fields)
        values = random.normal(size=(count, numbers))
        e = hidden[ids]
        logits = (e.sum(1) ** 2 - (e ** 2).sum(1)).sum(1) / 2 + values[:, 0]
        labels = random.random(count) < 1 / (1 + numpy.exp(-logits))
        ids.astype("<i4").tofile(f"{folder}/{part}.ids.i32")
        values.astype("<f4").tofile(f"{folder}/{part}.values.f32")
        labels.astype("<f4").tofile(f"{folder}/{part}.labels.f32")
        if bags:
            numpy.arange(count * fields + 1, dtype="<i4").tofile(f"{folder}/{part}.starts.i32")
            numpy.ones(count * fields, "<f4").tofile(f"{folder}/{part}.factors.f32")
    return {"folder": str(folder), "fields": fields, "numbers": numbers, "table_rows": fields * per_field,
            **dict(zip(("train", "valid", "test"), rows))}


def run(script, folder, spec):
    path = pathlib.Path(folder) / "spec.json"
    path.write_text(json.dumps(spec))
    output = subprocess.run(
        [sys.executable, str(pathlib.Path(__file__).with_name(script)), str(path)], check=True, capture_output=True)
    return json.loads(output.stdout.splitlines()[-1])


def training(architecture, optimizer="sparse", bags=False, **own):
    with tempfile.TemporaryDirectory() as folder:
        return run("train.py", folder, {
            **write_planted(folder, bags), "embedding_dimension": 4, "optimizer": optimizer, "learning_rate": 0.01,
            "batch": 200, "maximum_epochs": 6, "patience": 2, "embedding_l2": 1e-5, "clip": 10, "plateau_factor": 0.1,
            "monitor": "auc", "seed": 1, "threads": 1, "architecture": {"name": architecture, **own}})


def main():
    threads.use(1)
    for name in reference.CASES:
        naive.check(reference.reference(name))
        gradients(name)
    bags_of_one()
    sparse_gradients()
    penalties()
    ties()
    small = {"hidden_units": [16, 8], "gate_hidden_units": [8], "cin_units": [8], "attention_size": 4}
    aucs = {name: training(name, **small)["auc"] for name in ARCHITECTURES}
    aucs["DeepFm, dense"] = training("DeepFm", "dense", **small)["auc"]
    aucs["DeepFm, bags"] = training("DeepFm", bags=True, **small)["auc"]
    aucs["DeepFm, batch normalisation"] = training("DeepFm", batch_normalization=True, dropout=0.1, **small)["auc"]
    with tempfile.TemporaryDirectory() as folder:
        aucs["trees"] = run("trees.py", folder, {**write_planted(folder, False), "threads": 1, "seed": 1})["auc"]
    assert all(value > 0.6 for value in aucs.values()), aucs
    assert aucs["DeepFm, bags"] == aucs["DeepFm"], aucs
    print(json.dumps({"gradients": len(reference.CASES), "auc": aucs}))


if __name__ == "__main__":
    main()
