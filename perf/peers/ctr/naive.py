"""Logits row by row, in loops over indices, from the parameters of a reference case: a second opinion on models.py."""
import math

import numpy

ACTIVATIONS = {"relu": lambda x: numpy.maximum(x, 0), "sigmoid": lambda x: 1 / (1 + numpy.exp(-x)), "tanh": numpy.tanh}


class Row:
    def __init__(self, case, row, statistics):
        self.o = case["options"]
        self.p = {key: numpy.reshape(item["values"], item["shape"]) for key, item in case["parameters"].items()}
        self.p.update(statistics)
        self.batch, self.row, self.categories = case["batch"], row, case["fields"]
        self.d, self.n = case["embedding_dimension"], case["numbers"]
        self.f = self.categories + self.n
        self.pairs = [(i, j) for i in range(self.f) for j in range(i + 1, self.f)]

    def vectors(self, table, numeric):
        found = []
        for field in range(self.categories):
            place = self.row * self.categories + field
            starts = self.batch.get("starts", range(10 ** 6))
            at = range(starts[place], starts[place + 1])
            factors = self.batch.get("factors", numpy.ones(10 ** 4))
            found.append(sum(factors[a] * self.p[table][self.batch["ids"][a]] for a in at))
        return found + [self.batch["values"][self.row * self.n + j] * self.p[numeric][j] for j in range(self.n)]

    def embed(self):
        return self.vectors("embedding", "numeric")

    def linear(self):
        return sum(v[0] for v in self.vectors("linear", "linear.numeric")) + self.p["bias"][0]

    def hidden(self, name, x):
        i = 0
        while f"{name}.{i}.weight" in self.p:
            x = x @ self.p[f"{name}.{i}.weight"] + self.p[f"{name}.{i}.bias"]
            if f"{name}.{i}.scale" in self.p:
                mean, variance = self.p[f"{name}.{i}.mean"], self.p[f"{name}.{i}.variance"]
                x = (x - mean) / numpy.sqrt(variance + 1e-5) * self.p[f"{name}.{i}.scale"] + self.p[f"{name}.{i}.shift"]
            x = ACTIVATIONS[self.o["activation"]](x)
            i += 1
        return x

    def out(self, name, x):
        return (numpy.asarray(x) @ self.p[f"{name}.weight"] + self.p[f"{name}.bias"])[0]

    def mlp(self, x):
        return self.out("deep.output", self.hidden("deep", x))

    def products(self):
        e = self.embed()
        return [e[i] * e[j] for i, j in self.pairs]


def flat(e):
    return numpy.concatenate(e)


def softmax(x):
    return numpy.exp(x) / numpy.exp(x).sum()


def field_aware(r):
    v, d = r.embed(), r.d
    return r.linear() + sum(v[i][j * d:(j + 1) * d] @ v[j][i * d:(i + 1) * d] for i, j in r.pairs)


def dcn(r):
    x0 = x = flat(r.embed())
    for l in range(r.o["crosses"]):
        x = x0 * (x @ r.p[f"cross.{l}.weight"])[0] + r.p[f"cross.{l}.bias"] + x
    return r.out("output", flat([x, r.hidden("deep", x0)]))


def dcn2(r):
    x0 = x = flat(r.embed())
    rank, experts = r.o["rank"], r.o["experts"]
    for l in range(r.o["crosses"]):
        bias = r.p[f"cross.{l}.bias"]
        if rank == 0:
            maps = [(1, x @ r.p[f"cross.{l}.weight"])]
        elif experts == 1:
            maps = [(1, (x @ r.p[f"cross.{l}.down"]) @ r.p[f"cross.{l}.up"])]
        else:
            gates = softmax(x @ r.p["cross.gate"])
            maps = []
            for k in range(experts):
                inner = numpy.tanh(numpy.tanh(x @ r.p[f"cross.{l}.{k}.down"]) @ r.p[f"cross.{l}.{k}.core"])
                maps.append((gates[k], inner @ r.p[f"cross.{l}.{k}.up"]))
        x = x + sum(gate * x0 * (mapped + bias) for gate, mapped in maps)
    if r.o["structure"] == "stacked":
        return r.out("output", r.hidden("deep", x))
    return r.out("output", flat([x, r.hidden("deep", x0)]))


def x_deep_fm(r):
    e = r.embed()
    x, sums = e, []
    for k, size in enumerate(r.o["cin_units"]):
        w, b, following = r.p[f"cin.{k}.weight"], r.p[f"cin.{k}.bias"], []
        for o in range(size):
            following.append(b[o] + sum(
                w[f * len(x) + h, o] * e[f] * x[h] for f in range(r.f) for h in range(len(x))))
        x = following
        sums += [v.sum() for v in x]
    return r.linear() + (numpy.array(sums) @ r.p["cin.output.weight"])[0] + r.mlp(flat(e))


def auto_int(r):
    x = e = r.embed()
    heads, a = r.o["heads"], r.o["attention_size"]
    for l in range(r.o["layers"]):
        name, following = f"attention.{l}", []
        for f in range(r.f):
            parts = []
            for h in range(heads):
                q, k, v = (r.p[f"{name}.{part}"][:, h * a:(h + 1) * a] for part in ("query", "key", "value"))
                scores = numpy.array([(x[f] @ q) @ (x[g] @ k) for g in range(r.f)])
                s = softmax(scores / math.sqrt(a) if r.o["scale"] else scores)
                parts.append(sum(s[g] * (x[g] @ v) for g in range(r.f)))
            new = flat(parts)
            if r.o["residual"]:
                new = new + (x[f] if len(x[f]) == heads * a else x[f] @ r.p[f"{name}.residual"])
            following.append(numpy.maximum(new, 0))
        x = following
    logit = r.out("attention.output", flat(x))
    return logit + r.linear() + r.mlp(flat(e)) if r.o["deep"] else logit


def fi_bi_net(r):
    e, d = r.embed(), r.d
    down, up = r.p["senet.down"], r.p["senet.up"]
    assert down.shape[1] == max(1, r.f // r.o["reduction"])
    a = numpy.maximum(numpy.maximum(numpy.array([v.mean() for v in e]) @ down, 0) @ up, 0)
    found = []
    for name, vectors in ("bilinear.weight", e), ("bilinear.senet.weight", [a[f] * e[f] for f in range(r.f)]):
        for number, (i, j) in enumerate(r.pairs):
            block = {"all": 0, "each": i, "interaction": number}[r.o["bilinear"]]
            found.append((vectors[i] @ r.p[name][block * d:(block + 1) * d]) * vectors[j])
    return r.linear() + r.mlp(flat(found))


def final_mlp(r):
    x = flat(r.embed())
    streams = [x, x]
    if r.o["gates"]:
        for s, name in enumerate(("gate1", "gate2")):
            h = r.hidden(name, r.p[f"{name}.context"][0])
            gate = h @ r.p[f"{name}.output.weight"] + r.p[f"{name}.output.bias"]
            streams[s] = x * 2 / (1 + numpy.exp(-gate))
    a, b = r.hidden("first", streams[0]), r.hidden("second", streams[1])
    heads, w = r.o["heads"], r.p["fusion.bilinear.weight"]
    m, n = len(a) // heads, len(b) // heads
    both = sum(a[h * m:(h + 1) * m] @ w[h * m:(h + 1) * m] @ b[h * n:(h + 1) * n] for h in range(heads))
    return r.p["fusion.bias"][0] + (a @ r.p["fusion.first.weight"] + b @ r.p["fusion.second.weight"])[0] + both


LOGITS = {
    "LogisticRegression": lambda r: r.linear(),
    "FactorizationMachine": lambda r: r.linear() + sum(map(sum, r.products())),
    "FieldAwareFactorizationMachine": field_aware,
    "WideAndDeep": lambda r: r.linear() + r.mlp(flat(r.embed())),
    "DeepFm": lambda r: r.linear() + sum(map(sum, r.products())) + r.mlp(flat(r.embed())),
    "Nfm": lambda r: r.linear() + r.mlp(sum(r.products())),
    "Ipnn": lambda r: r.mlp(flat([*r.embed(), [p.sum() for p in r.products()]])),
    "Dcn": dcn, "Dcn2": dcn2, "XDeepFm": x_deep_fm, "AutoInt": auto_int, "FiBiNet": fi_bi_net, "FinalMlp": final_mlp}


def check(case):
    """Logits and loss of a reference case; with batch normalisation, the logits from the running statistics."""
    statistics = {key: numpy.array(item) for key, item in case["expected"].get("statistics", {}).items()}
    rows = range(case["batch"]["rows"])
    logits = numpy.array([LOGITS[case["options"]["name"]](Row(case, row, statistics)) for row in rows])
    wanted = case["expected"]["inference_logits" if statistics else "logits"]
    numpy.testing.assert_allclose(logits, wanted, rtol=1e-8, atol=1e-9)
    given, labels = numpy.array(case["expected"]["logits"]), numpy.array(case["batch"]["labels"])
    losses = -numpy.log(1 / (1 + numpy.exp(numpy.where(labels == 1, -given, given))))
    loss = numpy.average(losses, weights=case["batch"].get("weights"))
    numpy.testing.assert_allclose(case["expected"]["loss"], loss, rtol=1e-8)
