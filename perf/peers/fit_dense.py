"""Times of numpy's Gram matrix + eigh and of scikit-learn's PCA solvers. Prints one JSON object.

With 0 repeats only the time of transform.
"""
import json
import sys
import time

import numpy
import sklearn
from sklearn.decomposition import PCA

path, rows, columns, rank, repeats = sys.argv[1], *map(int, sys.argv[2:6])
data = numpy.fromfile(path, dtype=numpy.float32).reshape(rows, columns)


def median(action, count):
    action()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        result = action()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2], result


def gram():
    return numpy.linalg.eigh(data.T @ data)


def pca(solver):
    return PCA(rank, svd_solver=solver, random_state=1).fit(data)


result = {"solvers": {}}
if repeats:
    result["numpy"] = median(gram, 4 * repeats)[0]
for solver in ("full", "arpack", "randomized") if repeats else ():
    seconds, model = median(lambda: pca(solver), repeats)
    result["solvers"][solver] = {"seconds": seconds, "energy": float(model.explained_variance_ratio_.sum())}
    print(solver, round(seconds, 3), flush=True)

model = pca("randomized")
result["transform"] = median(lambda: model.transform(data), 9)[0]
result["versions"] = f"numpy {numpy.__version__}, scikit-learn {sklearn.__version__}"
print(json.dumps(result))
