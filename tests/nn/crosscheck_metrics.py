"""Metrics by scikit-learn, SciPy and NumPy, for crosscheck_test.py: each comparison yields (kind, deviation)."""
import math

import numpy as np
import scipy.ndimage
import sklearn.metrics

BINARISE_QUANTILE = 0.85  # of tests/nn/crosscheck.cpp


def away(ours, reference):
    """Largest difference; infinite where exactly one is undefined."""
    ours, reference = np.asarray(ours, float), np.asarray(reference, float)
    if (np.isnan(ours) != np.isnan(reference)).any():
        return math.inf
    return float(np.nan_to_num(np.abs(ours - reference)).max())


def mean_of_defined(values):
    values = [value for value in values if not math.isnan(value)]
    return np.mean(values) if values else math.nan


def compare_classification(data, case):
    table, labels = data[case + ".table"], data[case + ".labels"]
    predicted, classes = table.argmax(1), table.shape[1]
    shared = {
        "accuracy": sklearn.metrics.accuracy_score(labels, predicted),
        "balanced_accuracy": sklearn.metrics.balanced_accuracy_score(labels, predicted)
        if len(set(labels)) == classes else math.nan,
        "mcc": math.nan if len(set(labels)) == 1 else sklearn.metrics.matthews_corrcoef(labels, predicted)}
    for positive in (0, 1):
        counted = range(classes) if classes > 2 else [positive]
        true, guess = [labels == k for k in counted], [predicted == k for k in counted]
        both = [len(set(t)) == 2 for t in true]
        reference = {
            **shared,
            "f1": mean_of_defined([sklearn.metrics.f1_score(t, g) if (t | g).any() else math.nan
                                   for t, g in zip(true, guess)]),
            "auroc": mean_of_defined([sklearn.metrics.roc_auc_score(t, table[:, k]) if ok else math.nan
                                      for k, t, ok in zip(counted, true, both)]),
            "average_precision": mean_of_defined([sklearn.metrics.average_precision_score(t, table[:, k]) if t.any()
                                                  else math.nan for k, t in zip(counted, true)])}
        if classes > 2:  # scikit-learn's own macro mean is over the same classes
            assert away(reference["f1"], sklearn.metrics.f1_score(labels, predicted, average="macro")) < 1e-12
        for metric, value in reference.items():
            yield "classification", away(data[f"{case}.positive{positive}.{metric}"], value)


def binarised(relevance, rule, count):
    """The map as a region; only positive pixels."""
    positive = relevance[relevance > 0]
    if rule == "topk":
        return top_pixels(relevance, count) & (relevance > 0)
    threshold = {"mean": np.mean(positive, dtype=float), "median": np.median(positive.astype(float)),
                 "quantile": np.quantile(relevance.astype(float), BINARISE_QUANTILE)}[rule]
    return (relevance > threshold) & (relevance > 0)


def top_pixels(values, count):
    chosen = np.zeros(values.size, bool)
    chosen[np.argsort(-values.ravel(), kind="stable")[:count]] = True
    return chosen.reshape(values.shape)


def overlap(relevance, values, defect, rule):
    """Metrics of a map with positive relevance against a region that is not empty."""
    count = int(defect.sum())
    binary, top = binarised(relevance, rule, count).ravel(), top_pixels(values, count).ravel()
    flat, peak = defect.ravel(), np.unravel_index(relevance.argmax(), relevance.shape)
    distance = scipy.ndimage.distance_transform_edt(~defect)[peak]
    return {"dice": sklearn.metrics.f1_score(flat, binary), "jaccard": sklearn.metrics.jaccard_score(flat, binary),
            "dice_topk": sklearn.metrics.f1_score(flat, top), "jaccard_topk": sklearn.metrics.jaccard_score(flat, top),
            "hit": float(distance == 0), "hit_tolerant": float(distance <= 15 * min(defect.shape) / 224),
            "relevance_mass": np.average(defect, weights=relevance)}


def compare_localisation(data, case):
    values, baseline = data[case + ".map"], np.float32(data[case + ".baseline"])
    relevance = np.maximum(values - baseline, 0)
    defect, confounder = data[case + ".defect"] != 0, data[case + ".confounder"] != 0
    undefined = dict.fromkeys(["dice", "jaccard", "dice_topk", "jaccard_topk", "hit", "hit_tolerant", "relevance_mass"],
                              math.nan)
    wrong = np.average(confounder, weights=relevance) if relevance.any() else math.nan
    scaled = relevance.astype(float) / relevance.max() if relevance.any() else relevance
    published = (scaled > scaled.mean())[confounder].mean() if relevance.any() else math.nan
    for rule in ("mean", "median", "topk", "quantile"):
        reference = overlap(relevance, values, defect, rule) if relevance.any() and defect.any() else undefined
        reference = {**reference, "wrong_reason": wrong, "wrong_reason_0": math.nan, "wrong_reason_1": wrong,
                     "wr": published, "wr_left_out": float(not relevance.any())}
        for metric, value in reference.items():
            yield "localisation", away(data[f"{case}.{rule}.{metric}"], value)
