"""`xil compare` against SciPy, statsmodels and definitions: tests, effects, corrections, ranks, on tables with and without ties, few and many
seeds, missing and infinite values; and what it does with tables that are no good. Usage: compare_test.py XIL
"""
import json
import math
import pathlib
import sys
import tempfile

import numpy
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.libqsturng import qsturng
from statsmodels.stats.multitest import multipletests

from programs import call, work_of
from rank_references import all_rankings_p, drawn_rankings_p, rounded, signed_rank_p

CLOSE = 1e-9


def write_table(path, values, shuffle=None):
    """values: {dataset: {strategy: {seed: value}}}"""
    rows = [(d, s, seed, v) for d, of in values.items() for s, seeds in of.items() for seed, v in seeds.items()]
    if shuffle is not None:
        shuffle.shuffle(rows)
    path.write_text("dataset,strategy,seed,value\n" + "".join(f"{d},{s},{seed},{v!r}\n" for d, s, seed, v in rows))
    return path


def compare(xil, path, *flags):
    return json.loads(call([xil, "compare", path, "--json", *flags])[0])


def refused(xil, path, *mentioned, flags=()):
    _, err = call([xil, "compare", path, *flags], 2)
    assert err.startswith("xil: error: ") and err.count("\n") == 1, err
    assert all(word in err for word in mentioned), err


def near(found, expected, what):
    if isinstance(expected, float) and not math.isfinite(expected):
        assert found is None, f"{what}: {found} where nothing is defined"
    else:
        assert found is not None and abs(found - expected) <= CLOSE * max(1, abs(expected)), f"{what}: {found}, SciPy has {expected}"


def check_pairs(result, values):
    pairs = [(d["dataset"], pair) for d in result["datasets"] for pair in d["pairs"]]
    for dataset, pair in pairs:
        a, b = ([values[dataset][s][seed] for seed in sorted(values[dataset][s])] for s in (pair["better"], pair["worse"]))
        expected = signed_rank_p(a, b)
        if expected is not None:
            near(pair["p"], float(expected), f"{dataset} {pair['better']} {pair['worse']} p")
        greater = sum(x > y for x in a for y in b)
        less = sum(x < y for x in a for y in b)
        near(pair["cliffs_delta"], (greater - less) / len(a) / len(b), "Cliff's delta")
        near(pair["probability_of_improvement"], (greater + (len(a) * len(b) - greater - less) / 2) / len(a) / len(b), "P(better)")
        d = numpy.array(a) - numpy.array(b)
        near(pair["deviation"], float(d.std(ddof=1)) if numpy.isfinite(d).all() and len(d) > 1 else math.nan, "deviation")
        near(pair["difference"], float(d.mean()) if numpy.isfinite(d).all() else math.nan, "difference")
        kept = rounded(d)[rounded(d) != 0]
        ranks = stats.rankdata(abs(kept))
        near(pair["rank_biserial"], float((ranks[kept > 0].sum() - ranks[kept < 0].sum()) / ranks.sum()) if len(kept) else math.nan,
             "rank-biserial")
        assert pair["below_level"] == (pair["adjusted_p"] <= result["level"])
        assert pair["claimed"] == pair["below_level"], "the earlier name stays"
    assert result["tests"] == len(pairs)
    for (_, pair), expected in zip(pairs, multipletests([pair["p"] for _, pair in pairs], method="holm")[1]):
        near(pair["adjusted_p"], float(expected), "Holm")


def check_summaries(result, values):
    for data in result["datasets"]:
        own = values[data["dataset"]]
        seeds = sorted(next(iter(own.values())))
        ranks = numpy.mean([stats.rankdata([-own[s][seed] for s in sorted(own)]) for seed in seeds], axis=0)
        for row in data["strategies"]:
            v = numpy.array([own[row["strategy"]][seed] for seed in seeds])
            finite = numpy.isfinite(v).all()
            near(row["mean"], float(v.mean()) if finite else math.nan, "mean")
            near(row["interquartile_mean"], float(stats.trim_mean(v, 0.25)) if finite else math.nan, "IQM")
            near(row["deviation"], float(v.std(ddof=1)) if finite and len(v) > 1 else math.nan, "sd")
            near(row["mean_rank"], float(ranks[sorted(own).index(row["strategy"])]), "mean rank")
            if finite and len(v) >= 8 and v.std() > 0:
                reference = stats.bootstrap((v,), numpy.mean, method="percentile", n_resamples=9999, random_state=1)
                low, high = reference.confidence_interval
                within_simulation_error(row["mean_interval"], low, high, row["strategy"])


def within_simulation_error(found, low, high, what):
    """Of the ends of an interval from 2,000 resamples."""
    tolerance = 0.08 * (high - low)
    assert abs(found[0] - low) < tolerance and abs(found[1] - high) < tolerance, f"{what}: {found}, expected {low, high}"


def stratified(arrays, statistic, resamples=9999):
    """Percentile interval of a statistic of a list of arrays, each of which is resampled by itself."""
    rng = numpy.random.default_rng(5)
    drawn = [array[rng.integers(len(array), size=(resamples, len(array)))] for array in arrays]
    return numpy.quantile([statistic([of[i] for of in drawn]) for i in range(resamples)], [0.025, 0.975])


pooled_iqm = lambda arrays: stats.trim_mean(numpy.concatenate(arrays), 0.25)
mean_of_means = lambda arrays: numpy.mean([array.mean() for array in arrays])


def check_overall(result, values):
    across = result["across"]
    if len(values) < 2:
        assert not across["summaries"] and not across["differences"]
        return
    arrays = {s: [numpy.array(list(values[d][s].values())) for d in sorted(values)] for s in across["strategies"]}
    sizes = [len(array) for array in next(iter(arrays.values()))]
    for row in across["summaries"]:
        own = arrays[row["strategy"]]
        near(row["mean"], float(mean_of_means(own)), "mean over datasets")
        near(row["interquartile_mean"], float(pooled_iqm(own)), "IQM over datasets")
        if min(sizes) >= 8 and numpy.concatenate(own).std() > 0:
            within_simulation_error(row["mean_interval"], *stratified(own, mean_of_means), "mean over datasets")
            within_simulation_error(row["interquartile_interval"], *stratified(own, pooled_iqm, 2999), "IQM over datasets")
    assert len(across["differences"]) == len(arrays) * (len(arrays) - 1) // 2
    for pair in across["differences"]:
        a, b = arrays[pair["better"]], arrays[pair["worse"]]
        near(pair["difference"], float(mean_of_means(a) - mean_of_means(b)), "difference over datasets")
        assert pair["difference"] >= 0
        shares = [stats.mannwhitneyu(x, y).statistic / len(x) / len(y) for x, y in zip(a, b)]
        near(pair["probability_of_improvement"], float(numpy.mean(shares)), "P(better) over datasets")
        if min(sizes) >= 8:
            within_simulation_error(pair["interval"], *stratified([x - y for x, y in zip(a, b)], mean_of_means), "difference")


def check_across(result, values):
    check_overall(result, values)
    strategies = result["across"]["strategies"]
    if len(values) < 2 or len(strategies) < 3:
        assert result["across"]["refusals"] and "mean_ranks" not in result["across"]
        return
    table = numpy.array([[numpy.mean(list(values[d][s].values())) for s in strategies] for d in sorted(values)])
    chi, p = stats.friedmanchisquare(*table.T)
    n, k = table.shape
    near(result["across"]["chi_square"], chi, "Friedman")
    near(result["across"]["p_chi_square"], p, "Friedman p")
    room = n * (k - 1) - chi
    f = (n - 1) * chi / room if room > 1e-9 else math.nan
    near(result["across"]["iman_davenport_f"], f, "Iman-Davenport")
    few = n <= {3: 20, 4: 10, 5: 6, 6: 4, 7: 3}.get(k, 2 if k <= 10 else 0)
    assert result["across"]["exact"] == (few or room <= 1e-9)  # blocks that are all alike have an exact p
    assert (result["across"]["permutations"] > 0) == (not result["across"]["exact"] and n * k <= 300)
    if room <= 1e-9 and not few:
        near(result["across"]["p"], max(math.factorial(k) ** (1 - n), 2.3e-308), "Friedman of blocks that are all alike")
    elif not result["across"]["exact"] and n * k > 300:
        near(result["across"]["p"], stats.f.sf(f, k - 1, (k - 1) * (n - 1)), "Iman-Davenport p")
    elif math.factorial(k) ** (n - 1) <= 20000:
        near(result["across"]["p"], all_rankings_p(table), "Friedman by enumeration")
    else:
        share = drawn_rankings_p(table)
        assert abs(result["across"]["p"] - share) < 5 * math.sqrt(max(share, 1e-3) / 20000), (result["across"]["p"], share)
    critical = stats.studentized_range.ppf(0.95, k, numpy.inf) / math.sqrt(2) * math.sqrt(k * (k + 1) / 6 / n)
    if critical > k - 1:
        assert "critical_difference" not in result["across"] and "datasets are needed" in result["across"]["refusals"][0]
    else:
        assert abs(result["across"]["critical_difference"] - critical) < 1e-6, "SciPy integrates to about 1e-7"
        second = qsturng(0.95, k, numpy.inf) / math.sqrt(2) * math.sqrt(k * (k + 1) / 6 / n)
        assert abs(result["across"]["critical_difference"] - second) < 2e-3, "statsmodels interpolates (Gleason 1999)"


def tables():
    """Twenty-five tables: name -> values."""
    rng = numpy.random.default_rng(20260101)
    def table(datasets, strategies, seeds, draw):
        return {f"d{d}": {f"s{s}": {seed: float(draw(d, s)) for seed in range(seeds)} for s in range(strategies)}
                for d in range(datasets)}
    made = {"all equal": table(1, 3, 8, lambda d, s: 0.5), "one seed": table(2, 2, 1, lambda d, s: rng.normal()),
            "budgets": table(1, 3, 9, lambda d, s: rng.choice([20, 30, 40, 50])),
            "two blocks": table(2, 6, 5, lambda d, s: rng.normal()), "40 seeds": table(1, 3, 40, lambda d, s: rng.normal(s / 4)),
            "40 seeds with ties": table(1, 3, 40, lambda d, s: round(rng.normal(s / 4), 1))}
    for seeds in (2, 5, 8, 12, 16, 25):
        made[f"normal {seeds}"] = table(1, 4, seeds, lambda d, s: rng.normal(0.3 * s))
        made[f"ties {seeds}"] = table(3, 3, min(seeds, 14), lambda d, s: round(rng.normal(0.4 * s) * 2) / 2)
    for datasets in (2, 4, 8, 12, 14):
        made[f"{datasets} datasets"] = table(datasets, 4, 6, lambda d, s: rng.normal(0.5 * s + d))
    made["skewed"] = table(2, 3, 10, lambda d, s: rng.exponential(1 + s))
    made["ties over datasets"] = table(5, 4, 1, lambda d, s: rng.integers(0, 3))
    made["hundredths"] = table(2, 3, 7, lambda d, s: round(rng.normal(0.85, 0.04), 2))
    made["three alike"] = table(3, 3, 6, lambda d, s: rng.normal(3 * s, 0.1))
    return made


def check_values(xil, root):
    made = tables()
    assert len(made) >= 20
    for name, values in made.items():
        result = compare(xil, write_table(root / "table.csv", values))
        try:
            check_pairs(result, values)
            check_summaries(result, values)
            check_across(result, values)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error
    return len(made)


def check_published(xil, root):
    """Demsar 2006, table 5 and section 3.2.2: q of Nemenyi's test at .05 for 4, 5 and 10 classifiers; the critical difference
    of 4 classifiers on 14 data sets is 1.25."""
    for k, q in ((4, 2.569), (5, 2.728), (10, 3.164)):
        values = {f"d{d}": {f"s{s}": {0: float((s * 7 + d * 3) % 11)} for s in range(k)} for d in range(14)}
        critical = compare(xil, write_table(root / "table.csv", values))["across"]["critical_difference"]
        assert abs(critical / math.sqrt(k * (k + 1) / 6 / 14) - q) < 5e-4, (k, critical)
        if k == 4:
            assert abs(critical - 1.25) < 5e-3


def check_bad_tables(xil, root):
    rng = numpy.random.default_rng(3)
    values = {"d": {s: {seed: float(rng.normal()) for seed in range(8)} for s in ("a", "b", "c")}}
    good = write_table(root / "good.csv", values)
    expected = call([xil, "compare", good])[0]
    for shuffle in range(3):
        shuffled = write_table(root / "good.csv", values, numpy.random.default_rng(shuffle))
        assert call([xil, "compare", shuffled])[0] == expected, "the order of rows matters"
    missing = {"d": {s: dict(seeds) for s, seeds in values["d"].items()}}
    del missing["d"]["b"][3]
    path = write_table(root / "missing.csv", missing)
    refused(xil, path, "d: seed 3 has no value of b", "--missing drop")
    result = compare(xil, path, "--missing", "drop")
    assert result["dropped"] == ["d: seed 3 is left out, it has no value of b"] and 3 not in result["datasets"][0]["seeds"]
    missing["d"]["b"][3] = math.nan
    refused(xil, write_table(path, missing), "seed 3 has no value of b (undefined at", "missing.csv:17", "--missing drop")
    dropped = compare(xil, path, "--missing", "drop")["dropped"]
    assert len(dropped) == 1 and "missing.csv:17" in dropped[0] and "says nothing of such runs" in dropped[0], dropped
    missing["d"]["b"][3] = math.inf
    refused(xil, write_table(path, missing), "missing.csv:17", "'inf' cannot be ranked", flags=["--missing", "drop"])

    double = root / "double.csv"
    double.write_text(good.read_text() + "d,a,2,.5\n")
    refused(xil, double, "dataset=d strategy=a seed=2 occurs twice")
    lone = write_table(root / "lone.csv", {"d": {"a": {0: 1.0, 1: 2.0}}})
    refused(xil, lone, "'a' is the only strategy")
    refused(xil, good, "no strategy 'z'", "a, b, c", flags=["--baseline", "z"])
    bad = root / "bad.csv"
    head = "dataset,strategy,seed,value\n"
    for text, *mentioned in (("dataset,strategy,value\nd,a,1\n", "no column 'seed'"), ("", "empty"),
                             (head + "d,a,one,1\n", "bad.csv:2", "'one'"), (head + "d,a,1,much\n", "bad.csv:2", "'much'")):
        bad.write_text(text)
        refused(xil, bad, *mentioned)
    refused(xil, root / "absent.csv", "absent.csv", "no such file")

    pairs = [(p["better"], p["worse"]) for p in compare(xil, good, "--baseline", "b")["datasets"][0]["pairs"]]
    assert len(pairs) == 2 and all("b" in pair for pair in pairs), pairs
    up, down = compare(xil, good), compare(xil, good, "--lower-is-better")
    assert [p["p"] for p in up["datasets"][0]["pairs"]] == [p["p"] for p in down["datasets"][0]["pairs"]]
    assert all(p["better"] == q["worse"] for p, q in zip(up["datasets"][0]["pairs"], down["datasets"][0]["pairs"]))


def check_words(xil, root):
    five = {"d": {s: {seed: seed + 10.0 * k for seed in range(5)} for k, s in enumerate("ab")}}
    claim = compare(xil, write_table(root / "five.csv", five))["datasets"][0]["finding"]
    assert claim == compare(xil, root / "five.csv")["datasets"][0]["claim"], "the earlier name stays"
    assert "exploratory, and nothing can be seen: with 5 seeds" in claim and "6 seeds are the fewest" in claim, claim
    eight = {"d": {s: {seed: seed / 100 + k for seed in range(8)} for k, s in enumerate("abc")}}
    path = write_table(root / "eight.csv", eight)
    data = compare(xil, path)["datasets"][0]
    assert all(p["detectable_difference"] == data["advice"]["detectable_effect"] * p["deviation"] for p in data["pairs"] if p["deviation"] > 0)
    assert data["finding"] == "d: exploratory: b over a (p = 0.023); c over a, b (p <= 0.023).", data["finding"]
    for form, mark in (("markdown", "|---|---|---:|"), ("latex", "\\toprule")):
        text = call([xil, "compare", path, "--format", form])[0]
        assert mark in text and "Holm over the 3 tests" in text, text


def noise_table(path, rows):
    """So many rows: 20 strategies, 50 seeds, more datasets the more rows."""
    noise = numpy.random.default_rng(1).normal(size=rows)
    path.write_text("dataset,strategy,seed,value\n" + "".join(
        f"d{i // 1000},s{i // 50 % 20},{i % 50},{x:.6f}\n" for i, x in enumerate(noise)))
    return path


def check_speed(xil, root):
    """Ten times the rows take no more than ten times the work or so."""
    few, many = (work_of([xil, "compare", noise_table(root / "noise.csv", rows)]) for rows in (10000, 100000))
    assert many < 20 * few, f"10,000 rows take {few:.2f} s, 100,000 {many:.2f} s"
    return many


def main(xil):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        count = check_values(xil, root)
        check_published(xil, root)
        check_bad_tables(xil, root)
        check_words(xil, root)
        used = check_speed(xil, root)
    print(f"{count} tables agree with SciPy {scipy.__version__} and statsmodels {statsmodels.__version__}; 100,000 rows take {used:.2f} s of work")


if __name__ == "__main__":
    main(*sys.argv[1:])
