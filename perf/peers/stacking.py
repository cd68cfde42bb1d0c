"""Stacking of out-of-fold predictions as others do it: times, errors and sizes. Prints one JSON object.

Arguments: rows to fit on, rows held out (both files: predictions row by row, then the target; float32), number of
models, threads, repeats, and the names of the methods, or "facts" for what the data are like. Methods with a star in
METHODS are slow and run once.

Every method is fitted on the first file. "own" is the error it reports there itself: out of fold where it
cross-validates, else on the rows that it chose from. "test" is its error on the second file. "models" counts those with
a weight.
"""
import json
import sys
import time
import warnings

import blas
import numpy
import scipy
import sklearn
from scipy.optimize import nnls
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import ElasticNetCV, LassoCV, RidgeCV
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.preprocessing import StandardScaler


def read(path, models):
    values = numpy.fromfile(path, dtype=numpy.float32).astype(numpy.float64)
    rows = len(values) // (models + 1)
    return values[:rows * models].reshape(rows, models), values[rows * models:]


def rmse(target, prediction):
    return float(numpy.sqrt(numpy.mean((target - prediction) ** 2)))


def condition(columns):
    return float(numpy.linalg.cond(numpy.corrcoef(columns, rowvar=False)))


# --- the published method, stage by stage, with the settings of its authors ---

def not_redundant(z, y):
    """Keeps a model unless a better one is correlated by .95 and at most .01 away in the mean square; then variance."""
    errors = [rmse(y, z[:, k]) for k in range(z.shape[1])]
    correlations = numpy.corrcoef(z, rowvar=False)
    kept = []
    for k in numpy.argsort(errors, kind="stable"):
        if not any(correlations[k, j] >= 0.95 and numpy.mean((z[:, k] - z[:, j]) ** 2) <= 0.01 for j in kept):
            kept.append(int(k))
    return [k for k in kept if numpy.var(z[:, k]) >= 0.01]


def augmented(z):
    mean, deviation = z.mean(axis=1), z.std(axis=1)
    spread = z.max(axis=1) - z.min(axis=1)
    more = mean, deviation, numpy.median(z, axis=1), spread, mean * deviation, spread * deviation
    return numpy.column_stack([z, *more])


def meta_models(precompute):
    ridge, lasso = numpy.logspace(-3, 5, 50), numpy.logspace(-5, 1, 30)
    ratios = [.1, .5, .7, .9, .95, .99, 1.0]
    return {
        "ridge": lambda: RidgeCV(alphas=ridge, cv=3, scoring="neg_root_mean_squared_error"),
        "lasso": lambda: LassoCV(alphas=lasso, cv=3, max_iter=10_000, n_jobs=threads, precompute=precompute),
        "elastic net": lambda: ElasticNetCV(
            alphas=lasso, l1_ratio=ratios, cv=3, max_iter=10_000, n_jobs=threads, precompute=precompute),
    }


def published(z, y, held_out, precompute="auto"):
    stages, errors, chosen, own, test = {}, {}, {}, {}, {}
    start = time.perf_counter()

    def stage(name):
        nonlocal start
        stages[name] = time.perf_counter() - start
        print("published,", name, round(stages[name], 2), "s", flush=True)
        start = time.perf_counter()

    before = condition(z)
    kept = not_redundant(z, y)
    after = condition(z[:, kept])
    stage("redundancy")
    x, held_out = augmented(z[:, kept]), augmented(held_out[:, kept])
    stage("augmentation")
    for name, make in meta_models(precompute).items():
        own[name] = numpy.empty(len(y))
        for train, valid in KFold(10, shuffle=True, random_state=42).split(x):
            scaler = StandardScaler().fit(x[train])
            model = make().fit(scaler.transform(x[train]), y[train])
            own[name][valid] = model.predict(scaler.transform(x[valid]))
        errors[name] = rmse(y, own[name])
        stage(f"{name}, out of fold")
        scaler = StandardScaler().fit(x)
        model = make().fit(scaler.transform(x), y)
        stage(f"{name}, all rows")
        test[name] = model.predict(scaler.transform(held_out))
        chosen[name] = {"alpha": float(model.alpha_), "own": errors[name]}
    weights = {name: 1 / error for name, error in errors.items()}
    total = sum(weights.values())

    def blend(predictions):
        return sum(weights[name] / total * predictions[name] for name in predictions)

    return {
        "own": rmse(y, blend(own)), "test_prediction": blend(test), "models": len(kept), "stages": stages,
        "meta_models": chosen, "condition_before": before, "condition_after": after}


def published_gram_kept(z, y, held_out):
    """Sooner (answers compared on 3,000 x 18 only): by default scikit-learn lets go of the Gram matrix for the fit with the chosen penalty,
    which on many rows of correlated columns takes most of the time."""
    return published(z, y, held_out, precompute=True)


# --- what practitioners run ---

def best_single(z, y, held_out):
    errors = ((z - y[:, None]) ** 2).mean(axis=0)
    best = errors.argmin()
    return {"own": float(numpy.sqrt(errors[best])), "test_prediction": held_out[:, best], "models": 1}


def average(z, y, held_out):
    return {"own": rmse(y, z.mean(axis=1)), "test_prediction": held_out.mean(axis=1), "models": z.shape[1]}


def ridge_stack(z, y, held_out):
    own = cross_val_predict(RidgeCV(cv=5), z, y, cv=10)
    model = RidgeCV(cv=5).fit(z, y)
    return {"own": rmse(y, own), "test_prediction": model.predict(held_out), "models": z.shape[1]}


def weighted(z, y, held_out, weights):
    return {
        "own": rmse(y, z @ weights), "test_prediction": held_out @ weights,
        "models": int(numpy.count_nonzero(weights))}


def greedy(z, y, held_out, rounds=50):
    """Selection with replacement of Caruana et al. (2004): each round adds the model that helps the mean most."""
    total, counts = numpy.zeros(len(y)), numpy.zeros(z.shape[1])
    for r in range(1, rounds + 1):
        candidates = (total[:, None] + z) / r
        candidates -= y[:, None]
        best = numpy.einsum("ij,ij->j", candidates, candidates).argmin()
        total += z[:, best]
        counts[best] += 1
    return weighted(z, y, held_out, counts / rounds)


STEPS = numpy.arange(1, 51) / 100


def hill_climbing(z, y, held_out):
    """Starts with the best; each step mixes in the unused model and weight (.01 to .50) that help most, if any does."""
    columns = numpy.asfortranarray(z)
    errors = [rmse(y, columns[:, k]) for k in range(z.shape[1])]
    best = int(numpy.argmin(errors))
    current, error, weights = columns[:, best].copy(), errors[best], numpy.eye(z.shape[1])[best]
    unused = set(range(z.shape[1])) - {best}
    while unused:
        step = min((rmse(y, (1 - w) * current + w * columns[:, k]), k, w) for k in sorted(unused) for w in STEPS)
        if step[0] >= error:
            break
        error, k, w = step
        current = (1 - w) * current + w * columns[:, k]
        weights *= 1 - w
        weights[k] = w
        unused.remove(k)
    return weighted(z, y, held_out, weights)


def non_negative(z, y, held_out):
    return weighted(z, y, held_out, nnls(z, y)[0])


# --- the same from second moments, as one would write it in numpy who cares for speed: no copy of the rows ---

def moments(z, y):
    """Mean products of the errors: the error of weights that sum to 1 is a quadratic form in them."""
    with_target = z.T @ y
    return (z.T @ z - with_target[:, None] - with_target + y @ y) / len(y)


def greedy_moments(z, y, held_out, rounds=50):
    products = moments(z, y)
    own = numpy.diag(products)
    with_total, counts = numpy.zeros(z.shape[1]), numpy.zeros(z.shape[1])
    for _ in range(rounds):
        best = (2 * with_total + own).argmin()
        with_total += products[:, best]
        counts[best] += 1
    return weighted(z, y, held_out, counts / rounds)


def hill_climbing_moments(z, y, held_out):
    products = moments(z, y)
    own = numpy.diag(products)
    best = int(own.argmin())
    error, weights, unused = own[best], numpy.eye(z.shape[1])[best], numpy.ones(z.shape[1], dtype=bool)
    unused[best] = False
    w = STEPS[None, :]
    while unused.any():
        mixed = products @ weights
        candidates = (1 - w) ** 2 * (weights @ mixed) + 2 * w * (1 - w) * mixed[:, None] + w ** 2 * own[:, None]
        candidates[~unused] = numpy.inf
        k, step = numpy.unravel_index(candidates.argmin(), candidates.shape)
        if candidates[k, step] >= error:
            break
        error = candidates[k, step]
        weights *= 1 - STEPS[step]
        weights[k] = STEPS[step]
        unused[k] = False
    return weighted(z, y, held_out, weights)


def non_negative_moments(z, y, held_out):
    factor = numpy.linalg.cholesky(z.T @ z)
    return weighted(z, y, held_out, nnls(factor.T, numpy.linalg.solve(factor, z.T @ y))[0])


def generalised_ridge(z, y, held_out):
    """Ridge with the penalty that generalised cross-validation chooses, from one eigendecomposition."""
    n = len(y)
    z_mean, y_mean = z.mean(axis=0), y.mean()
    gram = z.T @ z - n * numpy.outer(z_mean, z_mean)
    cross = z.T @ y - n * y_mean * z_mean
    values, vectors = numpy.linalg.eigh(gram)
    turned = vectors.T @ cross
    alphas = numpy.logspace(-3, 5, 50)[:, None]
    weights = turned / (values + alphas)
    residual = y @ y - n * y_mean ** 2 - 2 * weights @ turned + (weights ** 2) @ values
    freedom = 1 + (values / (values + alphas)).sum(axis=1)
    scores = n * residual / (n - freedom) ** 2
    best = scores.argmin()
    w = vectors @ weights[best]
    return {
        "own": float(numpy.sqrt(scores[best])), "test_prediction": y_mean + (held_out - z_mean) @ w,
        "models": z.shape[1], "alpha": float(alphas[best, 0])}


METHODS = {
    "best single": best_single, "average": average, "ridge stack": ridge_stack, "greedy": greedy,
    "hill climbing*": hill_climbing, "nnls": non_negative, "greedy, moments": greedy_moments,
    "hill climbing, moments": hill_climbing_moments, "nnls, moments": non_negative_moments,
    "ridge by GCV": generalised_ridge, "published, Gram kept*": published_gram_kept,
    "published*": published}


def facts(z, y, held_out, held_out_y):
    errors = numpy.sqrt(((z - y[:, None]) ** 2).mean(axis=0))
    correlations = numpy.corrcoef(z, rowvar=False)
    pairs = correlations[numpy.triu_indices(z.shape[1], 1)]
    with_one = numpy.column_stack([z, numpy.ones(len(y))])
    least_squares = numpy.linalg.lstsq(with_one, y, rcond=None)[0]
    test = rmse(held_out_y, numpy.column_stack([held_out, numpy.ones(len(held_out_y))]) @ least_squares)
    return {
        "target": {"mean": float(y.mean()), "deviation": float(y.std()), "at 100": float((y >= 100).mean())},
        "errors": [round(float(e), 3) for e in errors],
        "quantiles of correlation": [round(float(q), 5) for q in numpy.quantile(pairs, [0, .05, .25, .5, .75, .95, 1])],
        "pairs above .999": int((pairs > 0.999).sum()),
        "condition of correlations": float(numpy.linalg.cond(correlations)),
        "least squares, held out": test,
        "dropped by the published rule": z.shape[1] - len(not_redundant(z, y))}


blas_name = blas.insist()
fit_path, test_path = sys.argv[1:3]
models, threads, repeats = map(int, sys.argv[3:6])
names = sys.argv[6:]
(fit_z, fit_y), (test_z, test_y) = read(fit_path, models), read(test_path, models)
results = {}
for name in names:
    if name == "facts":
        results[name] = facts(fit_z, fit_y, test_z, test_y)
        continue
    slow, seconds = name + "*" in METHODS, []
    method = METHODS[name + "*" if slow else name]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(1 if slow else repeats):
            start = time.perf_counter()
            result = method(fit_z, fit_y, test_z)
            seconds.append(time.perf_counter() - start)
    result["seconds"] = sorted(seconds)[len(seconds) // 2]
    result["test"] = rmse(test_y, result.pop("test_prediction"))
    result["not_converged"] = sum(issubclass(w.category, ConvergenceWarning) for w in caught)
    results[name] = result
    print(f"{name}: {result['seconds']:.3f} s, own {result['own']:.4f}, test {result['test']:.4f}", flush=True)
versions = f"numpy {numpy.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}, {blas_name}"
print(json.dumps({"methods": results, "versions": versions}))
