"""Boosted trees of xgboost on the rows that train.py reads, stopped early on the validation part. Prints JSON.

Argument: the JSON file of train.py, of which "folder", "fields", "numbers", rows of the parts, "seed" and "threads"
count; an object "trees" with options of xgboost replaces those here. Ids are tried as categories and as ordered codes:
what has the lower log loss on the validation part is kept. Bags of ids have no form that trees take.
"""
import json
import sys
import time

import threads  # noqa: F401  (so that idle workers do not spin)
import numpy
import xgboost

from data import Part, auc, log_loss

OPTIONS = {
    "objective": "binary:logistic", "eval_metric": "logloss", "tree_method": "hist", "eta": 0.1, "max_depth": 8,
    "subsample": 0.8, "colsample_bytree": 0.8, "min_child_weight": 5}
ROUNDS, PATIENCE = 1000, 30


def matrix(part, first, categorical):
    """Ids count from 0 within their field, then come the numbers."""
    columns = numpy.column_stack([(part.ids - first).astype(numpy.float32), part.values])
    types = ["c" if categorical else "q"] * part.fields + ["q"] * part.values.shape[1]
    return xgboost.DMatrix(columns, part.labels, feature_types=types, enable_categorical=categorical)


def fit(parts, first, categorical, options):
    train, valid, test = (matrix(part, first, categorical) for part in parts)
    start = time.perf_counter()
    model = xgboost.train(
        options, train, ROUNDS, evals=[(valid, "valid")], early_stopping_rounds=PATIENCE, verbose_eval=False)
    seconds = time.perf_counter() - start
    end = (0, model.best_iteration + 1)
    scores = {name: model.predict(data, output_margin=True, iteration_range=end)
              for name, data in (("valid", valid), ("test", test))}
    return {
        "codes": "categories" if categorical else "ordered", "auc": auc(scores["test"], parts[2].labels),
        "logloss": log_loss(scores["test"], parts[2].labels), "valid_auc": auc(scores["valid"], parts[1].labels),
        "valid_logloss": log_loss(scores["valid"], parts[1].labels), "trees": end[1], "seconds": seconds}


def main():
    with open(sys.argv[1]) as file:
        spec = json.load(file)
    parts = [Part(spec, name) for name in ("train", "valid", "test")]
    if any(part.bags for part in parts):
        raise SystemExit("These rows have bags of ids, which trees cannot read. Encode one id per field.")
    first = numpy.min([part.ids.min(0) for part in parts], 0)
    options = {**OPTIONS, "seed": spec["seed"], "nthread": spec["threads"], **spec.get("trees", {})}
    results = [fit(parts, first, categorical, options) for categorical in (True, False)]
    best = min(results, key=lambda result: result["valid_logloss"])
    print(json.dumps({**best, "both": results, "options": options, "versions": f"xgboost {xgboost.__version__}"}))


if __name__ == "__main__":
    main()
