"""Class-weighted logistic regression and the threshold of the largest F1, as they are run in scikit-learn. Prints one JSON object.

Arguments: rows to fit on, rows held out (both files: features row by row, then the labels; float32), number of features,
repeats, and solvers, each as name:dtype:iterations,iterations,... Every number of iterations is a fit of its own; time is that of the
fit, the scores of the training rows, precision_recall_curve over them and the choice, and starts with an array in memory of the
type that the solver computes in.
"""
import json
import sys
import time
import warnings

import blas
import numpy
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_curve

warnings.simplefilter("ignore", ConvergenceWarning)
core = blas.insist()
fit_path, held_path, columns, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])


def read(path):
    values = numpy.fromfile(path, dtype=numpy.float32)
    rows = len(values) // (columns + 1)
    return values[:rows * columns].reshape(rows, columns), values[rows * columns:] > 0.5


def run(x, y, solver, iterations):
    model = LogisticRegression(class_weight="balanced", solver=solver, max_iter=iterations).fit(x, y)
    scores = model.decision_function(x)
    precision, recall, thresholds = precision_recall_curve(y, scores)
    total = precision + recall
    f1 = 2 * precision * recall / numpy.where(total > 0, total, 1)
    return model, thresholds[f1[:-1].argmax()]


train, labels = read(fit_path)
held, truth = read(held_path)
fits = []
for argument in sys.argv[5:]:
    solver, dtype, counts = argument.split(":")
    x = train.astype(dtype, copy=False)
    for iterations in map(int, counts.split(",")):
        times = []
        for _ in range(repeats):
            start = time.perf_counter()
            model, threshold = run(x, labels, solver, iterations)
            times.append(time.perf_counter() - start)
        f1 = f1_score(truth, model.decision_function(held) >= threshold)
        fits.append({"solver": solver, "dtype": dtype, "most": iterations, "iterations": int(model.n_iter_[0]),
                     "seconds": sorted(times), "f1": float(f1)})
        print(solver, dtype, iterations, int(model.n_iter_[0]), round(sorted(times)[len(times) // 2], 3), round(f1, 5), flush=True)
print(json.dumps({"fits": fits, "versions": f"numpy {numpy.__version__}, scikit-learn {sklearn.__version__}, {core}"}))
