"""Thirteen networks for click-through rates in PyTorch, each in a few lines, with the names of their parameters.

A batch is a dict: "ids" [rows, fields] of rows of the shared table (or, with "starts" [rows * fields + 1] and
"factors", bags: any number of ids per field), and "values" [rows, numbers]. The fields of a network are the categorical
ones, then the numbers. Weights are [in, out]: y = x @ W + b. Every network gives a logit per row.

Parameters come into being when an equation first names them, so that shapes and equations stand together.
"""
import math
from types import SimpleNamespace

import torch
from torch import nn
from torch.nn import functional

TABLES = "embedding", "linear"
ACTIVATIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}
DEFAULTS = {
    "hidden_units": [400, 400, 400], "activation": "relu", "dropout": 0.0, "batch_normalization": False,
    "embedding_std": 0.01, "crosses": 3, "rank": 0, "experts": 1, "structure": "parallel", "layers": 2, "heads": 1,
    "attention_size": 16, "residual": True, "scale": False, "deep": True, "cin_units": [64, 64], "reduction": 3,
    "bilinear": "interaction", "gates": False, "gate_hidden_units": [64], "second_hidden_units": None}


class Network(nn.Module):
    """Parameters by name, and the parts that several architectures share."""

    def __init__(self, options, fields, numbers, dimension, table_rows, seed=0):
        super().__init__()
        unknown = options.keys() - DEFAULTS.keys() - {"name"}
        if unknown or options["name"] not in ARCHITECTURES:
            raise ValueError(f"No such architecture or option: {options['name']}, {sorted(unknown)}.")
        self.o = SimpleNamespace(**{**DEFAULTS, **options})
        self.categories, self.numbers, self.fields = fields, numbers, fields + numbers
        self.dimension, self.table_rows = dimension, table_rows
        self.sparse = False
        self.architecture = ARCHITECTURES[options["name"]]
        self.generator = torch.Generator().manual_seed(seed)
        self.eval()
        with torch.no_grad():
            self({"ids": torch.zeros(1, fields, dtype=torch.long), "values": torch.zeros(1, numbers)})
        self.train()

    def forward(self, batch):
        return self.architecture(self, batch)

    # --- parameters: torch wants neither a dot in a name nor that of a method, hence the slashes ---

    def named(self):
        """Parameters by name, then (in a second dict) the running statistics."""
        return tuple({key[1:].replace("/", "."): value for key, value in kind.items()}
                     for kind in (self._parameters, self._buffers))

    def existing(self, name, make):
        key = "/" + name.replace(".", "/")
        if key not in self._parameters:
            self.register_parameter(key, nn.Parameter(make()))
        return getattr(self, key)

    def table(self, name, rows, columns):
        return self.existing(name, lambda: self.o.embedding_std * torch.randn(
            rows, columns, generator=self.generator))

    def weight(self, name, rows, columns, blocks=1):
        """Xavier's normal. Blocks are matrices stacked on each other, each of them a map of its own."""
        return self.existing(name, lambda: math.sqrt(2 / (rows // blocks + columns)) * torch.randn(
            rows, columns, generator=self.generator))

    def constant(self, name, size, value=0.0):
        return self.existing(name, lambda: torch.full((size,), value))

    def statistic(self, name, size, value):
        key = "/" + name.replace(".", "/")
        if key not in self._buffers:
            self.register_buffer(key, torch.full((size,), value))
        return getattr(self, key)

    # --- shared parts ---

    def vectors(self, batch, table, width):
        """[rows, all fields, width]: rows of the table, then the numbers times their vectors."""
        rows = self.table(table, self.table_rows, width)
        found = functional.embedding(batch["ids"], rows, sparse=self.sparse)
        if "starts" in batch:
            counts = batch["starts"].diff()
            field = torch.repeat_interleave(torch.arange(len(counts)), counts)
            sums = torch.zeros(len(counts), width, dtype=found.dtype)
            found = sums.index_add(0, field, batch["factors"][:, None] * found).view(-1, self.categories, width)
        if not self.numbers:
            return found
        name = "numeric" if table == "embedding" else "linear.numeric"
        numeric = self.table(name, self.numbers, width)
        return torch.cat([found, batch["values"][:, :, None] * numeric], 1)

    def embed(self, batch):
        return self.vectors(batch, "embedding", self.dimension)

    def linear(self, batch):
        return self.vectors(batch, "linear", 1).sum((1, 2)) + self.constant("bias", 1)

    def act(self, x):
        return ACTIVATIONS[self.o.activation](x)

    def affine(self, name, x, size):
        weight, bias = self.weight(f"{name}.weight", x.shape[1], size), self.constant(f"{name}.bias", size)
        return torch.addmm(bias, x, weight)

    def hidden(self, name, x, units=None, plain=False):
        """Hidden layers; plain ones know neither batch normalisation nor dropout."""
        for i, size in enumerate(self.o.hidden_units if units is None else units):
            x = self.affine(f"{name}.{i}", x, size)
            if self.o.batch_normalization and not plain:
                x = functional.batch_norm(
                    x, self.statistic(f"{name}.{i}.mean", size, 0.0), self.statistic(f"{name}.{i}.variance", size, 1.0),
                    self.constant(f"{name}.{i}.scale", size, 1.0), self.constant(f"{name}.{i}.shift", size),
                    self.training, momentum=0.1, eps=1e-5)
            x = self.act(x)
            if self.o.dropout and not plain:
                x = functional.dropout(x, self.o.dropout, self.training)
        return x

    def mlp(self, name, x):
        return self.affine(f"{name}.output", self.hidden(name, x), 1)[:, 0]

    def pairs(self):
        """The fields i < j of every pair: (0, 1), (0, 2), .. (1, 2), .."""
        return torch.triu_indices(self.fields, self.fields, 1)


def pair_sums(e):
    """[rows, dimension]: per dimension the sum over pairs i < j of e_i e_j."""
    return (e.sum(1) ** 2 - (e ** 2).sum(1)) / 2


# --- linear models and factorisation machines ---

def logistic_regression(net, batch):
    return net.linear(batch)


def factorization_machine(net, batch):
    """Rendle, 2010."""
    return net.linear(batch) + pair_sums(net.embed(batch)).sum(1)


def field_aware_factorization_machine(net, batch):
    """Juan et al., 2016: v[:, i, j] is the vector of field i toward field j."""
    v = net.vectors(batch, "embedding", net.fields * net.dimension).reshape(-1, net.fields, net.fields, net.dimension)
    i, j = net.pairs()
    return net.linear(batch) + (v[:, i, j] * v[:, j, i]).sum((1, 2))


# --- with a deep part next to them ---

def wide_and_deep(net, batch):
    """Cheng et al., 2016."""
    return net.linear(batch) + net.mlp("deep", net.embed(batch).flatten(1))


def deep_fm(net, batch):
    """Guo et al., 2017."""
    e = net.embed(batch)
    return net.linear(batch) + pair_sums(e).sum(1) + net.mlp("deep", e.flatten(1))


def nfm(net, batch):
    """He and Chua, 2017."""
    return net.linear(batch) + net.mlp("deep", pair_sums(net.embed(batch)))


def ipnn(net, batch):
    """Qu et al., 2016: inner products of all pairs."""
    e = net.embed(batch)
    i, j = net.pairs()
    return net.mlp("deep", torch.cat([e.flatten(1), (e[:, i] * e[:, j]).sum(2)], 1))


# --- crosses ---

def dcn(net, batch):
    """Wang et al., 2017."""
    x0 = x = net.embed(batch).flatten(1)
    size = net.fields * net.dimension
    for l in range(net.o.crosses):
        x = x0 * (x @ net.weight(f"cross.{l}.weight", size, 1)) + net.constant(f"cross.{l}.bias", size) + x
    return net.affine("output", torch.cat([x, net.hidden("deep", x0)], 1), 1)[:, 0]


def cross(net, l, x, x0):
    """One cross of the second version: full, of low rank, or a mixture of experts of low rank."""
    size, rank, experts = net.fields * net.dimension, net.o.rank, net.o.experts
    bias = net.constant(f"cross.{l}.bias", size)
    if not rank:
        return x + x0 * (x @ net.weight(f"cross.{l}.weight", size, size) + bias)
    if experts == 1:
        down, up = net.weight(f"cross.{l}.down", size, rank), net.weight(f"cross.{l}.up", rank, size)
        return x + x0 * (x @ down @ up + bias)
    gate = torch.softmax(x @ net.weight("cross.gate", size, experts), 1)
    total = x
    for k in range(experts):
        h = torch.tanh(x @ net.weight(f"cross.{l}.{k}.down", size, rank))
        h = torch.tanh(h @ net.weight(f"cross.{l}.{k}.core", rank, rank))
        total = total + gate[:, k:k + 1] * x0 * (h @ net.weight(f"cross.{l}.{k}.up", rank, size) + bias)
    return total


def dcn2(net, batch):
    """Wang et al., 2021."""
    x0 = x = net.embed(batch).flatten(1)
    for l in range(net.o.crosses):
        x = cross(net, l, x, x0)
    if net.o.structure == "stacked":
        last = net.hidden("deep", x)
    else:
        last = torch.cat([x, net.hidden("deep", x0)], 1)
    return net.affine("output", last, 1)[:, 0]


def compressed_interactions(net, e):
    """The CIN of xDeepFM: products of every field with every row of the layer before, per dimension."""
    x, sums = e, []
    for k, size in enumerate(net.o.cin_units):
        z = (e[:, :, None] * x[:, None]).flatten(1, 2)
        x = torch.einsum("bzd,zo->bod", z, net.weight(f"cin.{k}.weight", z.shape[1], size))
        x = x + net.constant(f"cin.{k}.bias", size)[:, None]
        sums.append(x.sum(2))
    return (torch.cat(sums, 1) @ net.weight("cin.output.weight", sum(net.o.cin_units), 1))[:, 0]


def x_deep_fm(net, batch):
    """Lian et al., 2018."""
    e = net.embed(batch)
    return net.linear(batch) + compressed_interactions(net, e) + net.mlp("deep", e.flatten(1))


# --- attention and bilinear maps ---

def attention(net, l, x):
    """Every field looks at all fields, with several heads; [rows, fields, heads * size]."""
    heads, size = net.o.heads, net.o.attention_size
    name, inner = f"attention.{l}", x.shape[2]
    q, k, v = (
        (x @ net.weight(f"{name}.{part}", inner, heads * size)).unflatten(2, (heads, size)).transpose(1, 2)
        for part in ("query", "key", "value"))
    scores = torch.softmax(q @ k.transpose(2, 3) * (size ** -0.5 if net.o.scale else 1.0), 3)
    out = (scores @ v).transpose(1, 2).flatten(2)
    if net.o.residual:
        out = out + (x if inner == heads * size else x @ net.weight(f"{name}.residual", inner, heads * size))
    return torch.relu(out)


def auto_int(net, batch):
    """Song et al., 2019; with a deep part it is their AutoInt+."""
    x = e = net.embed(batch)
    for l in range(net.o.layers):
        x = attention(net, l, x)
    logit = net.affine("attention.output", x.flatten(1), 1)[:, 0]
    return logit + net.linear(batch) + net.mlp("deep", e.flatten(1)) if net.o.deep else logit


def bilinear(net, name, e):
    """(e_i W) * e_j of all pairs, where W is one for all, one for each field i or one for each pair."""
    i, j = net.pairs()
    d, kind = net.dimension, net.o.bilinear
    blocks = {"all": 1, "each": net.fields, "interaction": len(i)}[kind]
    w = net.weight(name, blocks * d, d, blocks).view(blocks, d, d)
    if kind == "interaction":
        return torch.einsum("bpd,pde->bpe", e[:, i], w) * e[:, j]
    turned = torch.einsum("bfd,fde->bfe", e, w.expand(net.fields, d, d))
    return turned[:, i] * e[:, j]


def fi_bi_net(net, batch):
    """Huang et al., 2019."""
    e = net.embed(batch)
    squeezed = max(1, net.fields // net.o.reduction)
    a = torch.relu(e.mean(2) @ net.weight("senet.down", net.fields, squeezed))
    a = torch.relu(a @ net.weight("senet.up", squeezed, net.fields))
    v = a[:, :, None] * e
    p = torch.cat([bilinear(net, "bilinear.weight", e), bilinear(net, "bilinear.senet.weight", v)], 1)
    return net.linear(batch) + net.mlp("deep", p.flatten(1))


# --- two streams ---

def gated(net, name, x):
    """Scales every input by a gate between 0 and 2. Its context is one learned vector, the same for all rows."""
    context = net.weight(f"{name}.context", 1, net.dimension)
    h = net.hidden(name, context, net.o.gate_hidden_units, plain=True)
    return x * 2 * torch.sigmoid(net.affine(f"{name}.output", h, net.fields * net.dimension))


def final_mlp(net, batch):
    """Mao et al., 2023."""
    x = net.embed(batch).flatten(1)
    first, second = (gated(net, "gate1", x), gated(net, "gate2", x)) if net.o.gates else (x, x)
    a, b = net.hidden("first", first), net.hidden("second", second, net.o.second_hidden_units)
    heads, rows, columns = net.o.heads, a.shape[1], b.shape[1] // net.o.heads
    w = net.weight("fusion.bilinear.weight", rows, columns, heads).view(heads, -1, columns)
    products = torch.einsum("bhi,hij,bhj->b", a.unflatten(1, (heads, -1)), w, b.unflatten(1, (heads, -1)))
    one = a @ net.weight("fusion.first.weight", rows, 1) + b @ net.weight("fusion.second.weight", b.shape[1], 1)
    return net.constant("fusion.bias", 1) + one[:, 0] + products


ARCHITECTURES = {
    "LogisticRegression": logistic_regression, "FactorizationMachine": factorization_machine,
    "FieldAwareFactorizationMachine": field_aware_factorization_machine, "WideAndDeep": wide_and_deep,
    "DeepFm": deep_fm, "Dcn": dcn, "Dcn2": dcn2, "XDeepFm": x_deep_fm, "AutoInt": auto_int, "FiBiNet": fi_bi_net,
    "Ipnn": ipnn, "Nfm": nfm, "FinalMlp": final_mlp}


def logistic_loss(logits, labels, weights=None):
    """Mean, or mean weighted by row."""
    losses = functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    return losses.mean() if weights is None else (weights * losses).sum() / weights.sum()
