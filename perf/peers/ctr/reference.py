"""Writes small reference cases of all architectures and optimisers as JSON, for tests of other implementations.

Argument: the folder, by default that of the tests. The same bytes come out every time. Parameters and inputs are
multiples of 2^-10, exact in float32 and in decimal. What is expected is computed in float64, written with ten digits.
"fields" counts the categorical fields, "numbers" the numeric ones. A weighted loss is divided by the sum of weights.
Matrices are written row by row. With batch normalisation "logits", "loss" and "gradients" are those of training,
"statistics" the running ones before, and in "expected" after that step; "inference_logits" use the latter.
"""
import json
import pathlib
import sys

import numpy
import torch

from models import TABLES, Network, logistic_loss

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "test/Microsoft.ML.LowRank.Core.Tests/Networks/Reference"
ROWS, CATEGORIES, NUMBERS, DIMENSION, TABLE_ROWS = 5, 3, 1, 3, 11

HIDDEN = {"hidden_units": [6, 5]}
ATTENTION = {**HIDDEN, "layers": 2, "heads": 2, "attention_size": 3}
FINAL = {"hidden_units": [6, 4], "second_hidden_units": [5, 6], "heads": 2}
CASES = {
    "LogisticRegression": {},
    "LogisticRegression_Weights": {},
    "FactorizationMachine": {},
    "FieldAwareFactorizationMachine": {},
    "WideAndDeep": HIDDEN,
    "WideAndDeep_Sigmoid": {**HIDDEN, "activation": "sigmoid"},
    "WideAndDeep_Tanh": {**HIDDEN, "activation": "tanh"},
    "DeepFm": HIDDEN,
    "DeepFm_Bags": HIDDEN,
    "DeepFm_BatchNormalization": {**HIDDEN, "batch_normalization": True},
    "Dcn": {**HIDDEN, "crosses": 3},
    **{f"Dcn2_{kind}_{structure.title()}": {**HIDDEN, "crosses": 2, **own, "structure": structure}
       for structure in ("parallel", "stacked")
       for kind, own in {
           "Full": {"rank": 0, "experts": 1}, "LowRank": {"rank": 3, "experts": 1},
           "Mixture": {"rank": 2, "experts": 3}}.items()},
    "XDeepFm": {**HIDDEN, "cin_units": [3, 2]},
    "AutoInt": {**ATTENTION, "residual": True, "scale": True, "deep": True},
    "AutoInt_NoResidual": {**ATTENTION, "residual": False, "scale": False, "deep": False},
    "FiBiNet_All": {**HIDDEN, "reduction": 2, "bilinear": "all"},
    "FiBiNet_Each": {**HIDDEN, "reduction": 2, "bilinear": "each"},
    "FiBiNet_Interaction": {**HIDDEN, "reduction": 2, "bilinear": "interaction"},
    "Ipnn": HIDDEN,
    "Nfm": HIDDEN,
    "FinalMlp": {**FINAL, "gates": False},
    "FinalMlp_Gates": {**FINAL, "gates": True, "gate_hidden_units": [5]},
}


def grid(random, *shape, scale=0.5):
    """Normal numbers, rounded to multiples of 2^-10."""
    return numpy.round(random.normal(0, scale, shape) * 1024) / 1024


def make_batch(random, bags, weights):
    batch = {}
    if bags:
        counts = random.integers(1, 4, ROWS * CATEGORIES)
        batch["starts"] = numpy.concatenate([[0], numpy.cumsum(counts)])
        batch["ids"] = random.integers(0, TABLE_ROWS, counts.sum())
        batch["factors"] = grid(random, counts.sum(), scale=1)
    else:  # field f owns some rows of the table; a row is met more than once
        first = numpy.array([0, 3, 7, TABLE_ROWS])
        batch["ids"] = random.integers(first[:-1], first[1:], (ROWS, CATEGORIES))
    batch["values"] = grid(random, ROWS, NUMBERS, scale=1)
    batch["labels"] = numpy.array([1.0, 0.0, 0.0, 1.0, 1.0])
    if weights:
        batch["weights"] = numpy.array([1.0, 0.5, 2.0, 0.25, 3.0])
    return {name: torch.from_numpy(numpy.asarray(item)) for name, item in batch.items()}


def make_case(name, seed):
    """Options, the network in float64 with its parameters set, and the batch."""
    architecture, *variant = name.split("_")
    random = numpy.random.Generator(numpy.random.PCG64(seed))
    common = {"activation": "relu", "dropout": 0.0, "batch_normalization": False}
    options = {"name": architecture, **common, **CASES[name]}
    net = Network(options, CATEGORIES, NUMBERS, DIMENSION, TABLE_ROWS).double()
    parameters, statistics = net.named()
    with torch.no_grad():
        for parameter in parameters.values():
            parameter.copy_(torch.from_numpy(grid(random, *parameter.shape)))
        for statistic, values in statistics.items():
            values.copy_(torch.from_numpy(grid(random, *values.shape) + (2 if statistic.endswith("variance") else 0)))
    return options, net, make_batch(random, "Bags" in variant, "Weights" in variant)


def backward(net, batch):
    net.zero_grad()
    logits = net(batch)
    loss = logistic_loss(logits, batch["labels"], batch.get("weights"))
    loss.backward()
    return logits, loss


def is_telling(name, seed):
    """Whether a case is of use: float32 comes to the same (no activation lies on its kink), and few units are dead."""
    _, exact_net, batch = make_case(name, seed)
    _, net, _ = make_case(name, seed)
    backward(exact_net, batch)
    backward(net.float(), {key: item.float() if item.is_floating_point() else item for key, item in batch.items()})
    for key, parameter in exact_net.named()[0].items():
        gradient = parameter.grad
        if not torch.allclose(gradient, net.named()[0][key].grad.double(), rtol=1e-4, atol=1e-5):
            return False
        without_effect = key.replace(".bias", ".scale") in exact_net.named()[0] and key.endswith(".bias")
        if not without_effect and key not in TABLES and (gradient.abs() > 1e-5).double().mean() < 0.6:
            return False
    return True


def reference(name):
    seed = next(seed for seed in range(1000) if is_telling(name, seed))
    options, net, batch = make_case(name, seed)
    parameters, statistics = net.named()
    before = {key: shaped(item) for key, item in statistics.items()}
    logits, loss = backward(net, batch)
    expected = {
        "logits": expectation(logits), "loss": expectation(loss),
        "gradients": {key: expectation(item.grad) for key, item in parameters.items()}}
    if statistics:
        net.eval()
        expected["statistics"] = {key: expectation(item) for key, item in statistics.items()}
        expected["inference_logits"] = expectation(net(batch))
    return {
        "options": options, "fields": CATEGORIES, "numbers": NUMBERS, "embedding_dimension": DIMENSION,
        "table_rows": TABLE_ROWS, "batch": {"rows": ROWS, **{key: exact(item) for key, item in batch.items()}},
        "parameters": {key: shaped(item) for key, item in parameters.items()}, "statistics": before,
        "expected": expected}


# --- optimisers ---

STEPS = 10


def optimiser_cases(parameter):
    sparse = {"name": "SparseAdam", "learning_rate": 0.05, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    adam = {**sparse, "name": "Adam"}
    return {
        "Adam": (adam, torch.optim.Adam([parameter], lr=0.05)),
        "AdamW": ({**adam, "name": "AdamW", "weight_decay": 0.1},
                  torch.optim.AdamW([parameter], lr=0.05, weight_decay=0.1)),
        "SgdMomentum": ({"name": "Sgd", "learning_rate": 0.0625, "momentum": 0.875},
                        torch.optim.SGD([parameter], lr=0.0625, momentum=0.875)),
        "SparseAdam": (sparse, torch.optim.SparseAdam([parameter], lr=0.05)),
    }


def optimiser_reference(name):
    """Ten steps: the values after each one. Rows that a sparse step does not touch have no gradient, not a zero."""
    random = numpy.random.Generator(numpy.random.PCG64(100))
    parameter = torch.nn.Parameter(torch.from_numpy(grid(random, 6, 3)))
    options, optimiser = optimiser_cases(parameter)[name]
    start, gradients, expected = shaped(parameter), [], []
    for _ in range(STEPS):
        if name == "SparseAdam":
            rows = torch.from_numpy(numpy.sort(random.permutation(5)[:random.integers(1, 4)]))  # never the last one
            values = torch.from_numpy(grid(random, len(rows), 3))
            parameter.grad = torch.sparse_coo_tensor(rows[None], values, parameter.shape)
            gradients.append({"rows": exact(rows), "values": exact(values)})
        else:
            parameter.grad = torch.from_numpy(grid(random, 6, 3))
            gradients.append({"values": exact(parameter.grad)})
        optimiser.step()
        expected.append(expectation(parameter))
    return {"options": options, "start": start, "gradients": gradients, "expected": expected}


# --- JSON ---

def exact(tensor):
    return tensor.detach().flatten().tolist()


def shaped(tensor):
    return {"shape": list(tensor.shape), "values": exact(tensor)}


def expectation(tensor):
    """Ten digits; what only rounding keeps from zero is zero, so that no machine writes other bytes."""
    numbers = [0.0 if abs(x) < 1e-13 else float(f"{x:.10g}") for x in exact(tensor)]
    return numbers if tensor.dim() else numbers[0]


def lines(item, depth=0):
    """JSON with a line for every list and every innermost object."""
    if depth == 3 or not isinstance(item, dict) or not any(isinstance(x, (dict, list)) for x in item.values()):
        return json.dumps(item)
    space = "  " * (depth + 1)
    inner = (f"{space}{json.dumps(key)}: {lines(value, depth + 1)}" for key, value in item.items())
    return "{\n" + ",\n".join(inner) + "\n" + "  " * depth + "}"


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    files = {name: reference(name) for name in CASES}
    files["optimisers"] = {name: optimiser_reference(name) for name in ("Adam", "AdamW", "SgdMomentum", "SparseAdam")}
    for name, content in files.items():
        (folder / f"{name}.json").write_text(lines(content) + "\n")
    print(json.dumps({"folder": str(folder), "files": len(files)}))


if __name__ == "__main__":
    main()
