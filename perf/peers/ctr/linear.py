"""Logistic regression of scikit-learn on one-hot ids and numbers, on the rows that train.py reads. Prints JSON.

Argument: the JSON file of train.py, of which "folder", "fields", "numbers", "table_rows" and rows of the parts count. A
bag counts with its factors. The penalty is that with the lower log loss on the validation part.
"""
import json
import sys
import time

import threads  # noqa: F401  (so that idle workers do not spin)
import numpy
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from data import Part, auc, log_loss

INVERSE_PENALTIES = 0.01, 0.1, 1.0, 10.0


def matrix(part, table_rows):
    if part.bags:
        starts, ids, factors = part.starts[::part.fields], part.ids, part.factors
    else:
        starts, ids = numpy.arange(part.rows + 1) * part.fields, part.ids.ravel()
        factors = numpy.ones(len(ids), numpy.float32)
    tables = scipy.sparse.csr_matrix((factors, ids, starts), (part.rows, table_rows))
    return scipy.sparse.hstack([tables, part.values], "csr").astype(numpy.float64)


def main():
    with open(sys.argv[1]) as file:
        spec = json.load(file)
    parts = [Part(spec, name) for name in ("train", "valid", "test")]
    train, valid, test = (matrix(part, spec["table_rows"]) for part in parts)
    start = time.perf_counter()
    models = [LogisticRegression(C=c, max_iter=500).fit(train, parts[0].labels) for c in INVERSE_PENALTIES]
    seconds = time.perf_counter() - start
    scores = [model.decision_function(valid) for model in models]
    best = min(range(len(models)), key=lambda i: log_loss(scores[i], parts[1].labels))
    logits = models[best].decision_function(test)
    print(json.dumps({
        "auc": auc(logits, parts[2].labels), "logloss": log_loss(logits, parts[2].labels),
        "valid_auc": auc(scores[best], parts[1].labels), "c": INVERSE_PENALTIES[best], "seconds": seconds}))


if __name__ == "__main__":
    main()
