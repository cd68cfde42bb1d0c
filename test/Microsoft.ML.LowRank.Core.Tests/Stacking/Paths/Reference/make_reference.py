#!/usr/bin/env python3
"""Writes the solutions of scikit-learn that PathReferenceTests and LogisticReferenceTests compare with.

Run in this folder: /usr/bin/python3 make_reference.py. Needs numpy and scikit-learn (written with 1.2.1).

The penalised problem of this package in scikit-learn's terms: columns are divided by their weighted population standard
deviations first, then Ridge(alpha=lambda*W), Lasso and ElasticNet(alpha=lambda), LogisticRegression(C=1/(lambda*W)).
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge

warnings.filterwarnings("ignore")


def columns(kind, rng):
    """Rows and columns of a case, rounded so that float32 and the file hold them exactly enough."""
    rows, count = {"well": (60, 8), "weighted": (60, 8), "collinear": (80, 12), "wide": (20, 30),
                   "classes": (90, 5), "weighted_classes": (90, 5)}[kind]
    x = rng.standard_normal((rows, count)) * np.linspace(0.5, 4, count) + np.linspace(-3, 10, count)
    if kind == "collinear":
        # Pairs of columns that differ by a hundredth, and one that is nearly the mean of others.
        for j in range(0, 6, 2):
            x[:, j + 1] = x[:, j] + 0.02 * rng.standard_normal(rows)
        x[:, 11] = x[:, 6:11].mean(axis=1) + 0.01 * rng.standard_normal(rows)
    return np.round(x * 256) / 256


def case(kind, seed):
    rng = np.random.default_rng(seed)
    x = columns(kind, rng)
    rows, count = x.shape
    weights = np.round(rng.uniform(0, 4, rows) * 4) / 4 if kind.startswith("weighted") else np.ones(rows)
    truth = rng.standard_normal(count) * (rng.uniform(size=count) < 0.6)
    signal = (x - x.mean(axis=0)) / x.std(axis=0) @ truth
    y = np.round((3 + signal + rng.standard_normal(rows)) * 256) / 256
    if "classes" in kind:
        y = (signal + rng.logistic(size=rows) > 0.3).astype(float)
    return x, y, weights


def objective(x, y, weights, coefficients, intercept, scales, ratio, penalty, logistic):
    margin = x @ coefficients + intercept
    loss = np.logaddexp(0, np.where(y == 1, -margin, margin)) if logistic else 0.5 * (y - margin) ** 2
    scaled = coefficients * scales
    return float(weights @ loss / weights.sum()
                 + penalty * (ratio * np.abs(scaled).sum() + (1 - ratio) / 2 * scaled @ scaled))


def solve(z, y, weights, ratio, penalty, intercept, logistic):
    total = weights.sum()
    if logistic:
        solver, kind = ("saga", "elasticnet") if ratio > 0 else ("newton-cholesky", "l2")
        model = LogisticRegression(
            penalty=kind, l1_ratio=ratio if ratio > 0 else None, C=1 / (penalty * total), solver=solver, tol=1e-14,
            max_iter=200000, fit_intercept=intercept, random_state=0)
        model.fit(z, y, sample_weight=weights)
        return model.coef_[0], float(np.ravel(model.intercept_)[0])
    if ratio == 0:
        model = Ridge(alpha=penalty * total, solver="cholesky", fit_intercept=intercept)
    else:
        model = ElasticNet(alpha=penalty, l1_ratio=ratio, tol=1e-15, max_iter=200000, fit_intercept=intercept)
    model.fit(z, y, sample_weight=weights)
    return model.coef_, float(np.ravel(model.intercept_)[0])


def write(name, kind, seed, standardize=True, intercept=True):
    x, y, weights = case(kind, seed)
    logistic = "classes" in kind
    mean = np.average(x, axis=0, weights=weights)
    deviations = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weights))
    scales = deviations if standardize else np.ones(x.shape[1])
    # Columns around their means, so that solvers which start far off get there; the intercept takes it back.
    shift = mean if intercept else np.zeros(x.shape[1])
    z = (x - shift) / scales
    centre = np.average(y, weights=weights) if intercept else 0.0
    if logistic:
        centre = centre if intercept else 0.5
    largest = np.abs((weights * (y - centre)) @ z).max() / weights.sum()
    fits = []
    # saga does not find the intercept of a model without coefficients, so that its paths begin with one coefficient.
    for ratio in [0, 0.5, 1] if logistic else [0, 0.1, 0.5, 0.9, 1]:
        start, end = (10.0 * x.shape[1], 1e-4) if ratio == 0 else (largest / ratio * (0.8 if logistic else 1.2), 2e-3 if logistic else 1e-4)
        penalties = [float(f"{v:.6g}") for v in start * np.geomspace(1, end, 7 if logistic else 10)]
        fit = {"ratio": ratio, "penalties": penalties, "coefficients": [], "intercepts": [], "objectives": []}
        for penalty in penalties:
            beta, offset = solve(z, y, weights, ratio, penalty, intercept, logistic)
            beta = beta / scales
            offset = float(offset - shift @ beta)
            fit["coefficients"].append([float(f"{v:.14g}") for v in beta])
            fit["intercepts"].append(offset)
            fit["objectives"].append(objective(x, y, weights, beta, offset, scales, ratio, penalty, logistic))
        fits.append(fit)
    with open(f"{name}.json", "w", encoding="utf-8") as file:
        json.dump({
            "sklearn": sklearn.__version__, "rows": x.shape[0], "columns": x.shape[1], "standardize": standardize,
            "intercept": intercept, "x": x.ravel().tolist(), "y": y.tolist(), "weights": weights.tolist(), "fits": fits,
        }, file)
        file.write("\n")


write("well", "well", 1)
write("weighted", "weighted", 2)
write("collinear", "collinear", 3)
write("wide", "wide", 4)
write("unstandardized", "weighted", 5, standardize=False)
write("no_intercept", "weighted", 6, intercept=False)
write("classes", "classes", 7)
write("weighted_classes", "weighted_classes", 8)
write("classes_no_intercept", "classes", 9, intercept=False)
