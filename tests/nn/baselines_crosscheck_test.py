#!/usr/bin/env python3
"""Holds logistic regressions, re-fitted last layers, k-means and ProbCover's covers to scikit-learn and NumPy.

Usage: baselines_crosscheck_test.py PROGRAM, where PROGRAM FOLDER writes what xil computes
(tests/nn/baselines_crosscheck.cpp). Prints the largest deviation of each kind.
"""
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from crosscheck_test import load

TOLERANCES = {"coefficients l2": 1e-4, "coefficients l1": 1e-4, "objective l1": 1e-7, "last layer": 1e-4, "clusters": 0,
              "typicality": 1e-6, "radius": 1e-6, "cover": 0}


def objective_l1(x, labels, weights, biases, strength):
    """Sum |w| + C sum of the cross entropies, in double precision."""
    scores = x @ weights.T + biases
    if scores.shape[1] == 1:
        scores = np.hstack([np.zeros_like(scores), scores])
    losses = np.log(np.exp(scores - scores.max(1, keepdims=True)).sum(1)) + scores.max(1) - scores[range(len(labels)), labels]
    return np.abs(weights).sum() + strength * losses.sum()


def reference(x, labels, penalty, strength):
    solver = {"l1": dict(solver="saga", tol=1e-10, max_iter=200000), "l2": dict(solver="newton-cg", tol=1e-10, max_iter=10000)}[penalty]
    fit = LogisticRegression(penalty=penalty, C=strength, multi_class="multinomial" if labels.max() > 1 else "auto",
                             **solver).fit(x, labels)
    return fit.coef_, fit.intercept_


def compare_logistic(data, case):
    x, labels = StandardScaler().fit_transform(data[case + ".points"].astype(float)), data[case + ".labels"]
    for penalty in ("l1", "l2"):
        for strength in (1, 0.3, 0.1):
            own = f"{case}.{penalty}.{strength}"
            weights, biases = data[own + ".weights"], data[own + ".biases"]
            expected, intercepts = reference(x, labels, penalty, strength)
            if penalty == "l1":
                reached = objective_l1(x, labels, weights, biases, strength)
                yield "objective l1", max(0, reached / objective_l1(x, labels, expected, intercepts, strength) - 1)
            # A constant may be added to the biases of all classes.
            if len(biases) > 1:
                intercepts = intercepts - intercepts.mean()
            yield f"coefficients {penalty}", max(abs(weights - expected).max(), abs(biases - intercepts).max())


def compare_refit(data, case):
    points, labels = data[case + ".points"].astype(float), data[case + ".labels"]
    scaler = StandardScaler().fit(points)
    weights, biases = reference(scaler.transform(points), labels, "l2", 0.3)
    scores = scaler.transform(points) @ weights.T + biases
    logits = points @ data[case + ".layer"].astype(float).T + data[case + ".shift"]
    if scores.shape[1] == 1:
        yield "last layer", abs((logits[:, 1] - logits[:, 0]) - scores[:, 0]).max()
    else:
        centred = [table - table.mean(1, keepdims=True) for table in (logits, scores)]
        yield "last layer", abs(centred[0] - centred[1]).max()


def compare_queries(data):
    units = data["queries.units"].astype(float)
    points = data["queries.points"].astype(float)
    yield "typicality", abs(units - points / np.linalg.norm(points, axis=1, keepdims=True)).max()
    seeds, clusters = data["queries.seeds"], data["queries.clusters"]
    fit = KMeans(len(seeds), init=units[seeds], n_init=1, tol=0, max_iter=100, algorithm="lloyd").fit(units)
    yield "clusters", (fit.labels_ != clusters).sum()
    rows = units[0:80:2]
    distances = np.sort(np.linalg.norm(rows[:, None] - rows[None], axis=2), axis=1)[:, 1:13]
    yield "typicality", abs(data["queries.typicality"] * (distances.mean(1) + 1e-5) - 1).max()
    distances = np.linalg.norm(units[:, None] - units[None], axis=2)
    other = np.where(clusters[:, None] == clusters[None], np.inf, distances).min(1)
    for purity in (0.95, 0.5):
        radius = data[f"queries.radius.{purity}"]
        # Just below it enough balls are pure, and just above it too few.
        largest = (other >= radius - 1e-6).mean() >= purity > (other > radius + 1e-6).mean()
        yield "radius", abs(other - radius).min() if largest else np.inf
    near, covered, chosen, gains = distances < 0.3, distances[0] < 0.3, [], []
    for _ in range(8):
        free = (near & ~covered).sum(1)
        chosen.append(free.argmax())
        gains.append(free.max())
        covered |= near[chosen[-1]]
    yield "cover", (data["queries.cover"] != chosen).sum() + (data["queries.gains"] != gains).sum()


def compare_all(data):
    for case in ("two", "wide", "three"):
        yield from compare_logistic(data, case)
    for case in ("refit_two", "refit_three"):
        yield from compare_refit(data, case)
    yield from compare_queries(data)


def worst_of(data):
    worst = dict.fromkeys(TOLERANCES, 0.0)
    for kind, deviation in compare_all(data):
        worst[kind] = max(worst[kind], float(deviation))
    return worst


def main(program):
    warnings.filterwarnings("ignore")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([program, folder], check=True)
        data = load(folder)
    worst = worst_of(data)
    for kind, deviation in worst.items():
        print(f"{kind}: {deviation:.2g} (allowed {TOLERANCES[kind]})")
    assert all(worst[kind] <= allowed for kind, allowed in TOLERANCES.items())
    for name, kind in (("two.l2.0.1.weights", "coefficients l2"), ("wide.l1.1.biases", "coefficients l1"),
                       ("refit_two.layer", "last layer"), ("queries.clusters", "clusters"),
                       ("queries.typicality", "typicality"), ("queries.cover", "cover")):
        spoilt = dict(data)
        spoilt[name] = data[name].copy()
        spoilt[name].flat[0] += 1
        assert worst_of(spoilt)[kind] > TOLERANCES[kind], f"nothing noticed that {name} is wrong"


if __name__ == "__main__":
    main(sys.argv[1])
