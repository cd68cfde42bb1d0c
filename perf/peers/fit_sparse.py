"""Times of scikit-learn's TruncatedSVD solvers on sparse rows. Prints one JSON object.

With 0 repeats only the time of transform.
"""
import json
import sys
import time

import numpy
import scipy
import scipy.sparse
import sklearn
from sklearn.decomposition import TruncatedSVD

path, rows, columns, per_row, rank, repeats = sys.argv[1], *map(int, sys.argv[2:7])
count = rows * per_row
with open(path, "rb") as file:
    values = numpy.fromfile(file, dtype=numpy.float32, count=count)
    indices = numpy.fromfile(file, dtype=numpy.int32, count=count)
starts = numpy.arange(0, count + 1, per_row, dtype=numpy.int32)
data = scipy.sparse.csr_matrix((values, indices, starts), shape=(rows, columns))
total = float((values.astype(numpy.float64) ** 2).sum())


def fit(solver, iterations):
    return TruncatedSVD(rank, algorithm=solver, n_iter=iterations, random_state=1).fit(data)


def median(action, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        result = action()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2], result


# The energy of the projection on the components themselves: solvers differ in how exact their singular values are.
def energy(model):
    basis = numpy.linalg.qr(model.components_.T.astype(numpy.float64))[0]
    return float(((data @ basis) ** 2).sum() / total)


solvers = {}
tried = [("arpack", 0)] + [("randomized", n) for n in (1, 2, 3, 4, 5, 7, 10, 15)]
for solver, iterations in tried if repeats else ():
    name = solver if solver == "arpack" else f"{solver}, n_iter={iterations}"
    seconds, model = median(lambda: fit(solver, iterations), repeats)
    solvers[name] = {"seconds": seconds, "energy": energy(model)}
    print(name, round(seconds, 3), round(solvers[name]["energy"], 6), flush=True)

model = fit("randomized", 2)
seconds, _ = median(lambda: model.transform(data), 9)
versions = f"scipy {scipy.__version__}, scikit-learn {sklearn.__version__}"
print(json.dumps({"solvers": solvers, "transform": seconds, "versions": versions}))
