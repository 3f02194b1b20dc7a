"""Planned tests, looks, posterior and pooled differences agree with SciPy, statsmodels, enumeration and NumPy.
Usage: planned_statistics_test.py PLANNED_STATISTICS
"""
import math
import subprocess
import sys

import numpy
from scipy import stats

import planned_references as reference

CLOSE = 1e-9


class Requests:
    """Requests are collected and answered at once; each has a check that gets the numbers."""

    def __init__(self):
        self.lines, self.checks = [], []

    def ask(self, check, *words):
        flat = []
        for word in words:
            flat += [len(word), *(repr(float(x)) if isinstance(x, float) else x for x in word)] if hasattr(word, "__len__") and not isinstance(word, str) else [word]
        self.lines.append(" ".join(map(str, flat)))
        self.checks.append(check)

    def run(self, program):
        answers = subprocess.run([program], input="\n".join(self.lines) + "\n", text=True, check=True, capture_output=True).stdout.splitlines()
        assert len(answers) == len(self.checks), f"{len(answers)} answers to {len(self.checks)} requests"
        for line, check, answer in zip(self.lines, self.checks, answers):
            try:
                check([float(number) for number in answer.split()])
            except AssertionError as error:
                raise AssertionError(f"{error}\n{line}\n{answer}") from None


def near(found, expected, what, tolerance=CLOSE):
    same = (math.isnan(found) and math.isnan(expected)) or abs(found - expected) <= tolerance
    assert same, f"{what}: {found!r}, not {expected!r}"


def tables(rng):
    """Pairs with 3 to 25 seeds: without ties, as decimals with ties and zeros, and all alike."""
    for n in list(range(3, 26)) * 2 + [6, 8, 8, 12]:
        digits = int(rng.integers(2, 4)) if rng.random() < 0.7 else 12
        a = numpy.round(0.9 + 0.02 * rng.standard_normal(n), digits)
        b = numpy.round(a - rng.choice([0, 0.005, 0.02]) - 0.02 * rng.standard_normal(n), digits)
        yield a, b
    yield numpy.full(8, 0.9), numpy.full(8, 0.88)
    yield numpy.full(8, 0.9), numpy.full(8, 0.9)
    yield numpy.array([0.94, 0.91, 0.90, 0.92]), numpy.array([0.90, 0.87, 0.88, 0.94])


def ask_paired(requests, rng):
    counts = {"tables": 0, "ties": 0, "zeros": 0}
    for a, b in tables(rng):
        d = reference.rounded(a - b)
        counts["tables"] += 1
        counts["ties"] += len(set(abs(d))) < len(d)
        counts["zeros"] += 0 in d
        for claim, margin in ((0, 0.0), (1, 0.0), (2, 0.01), (2, 0.02), (3, 0.01), (3, 0.02), (3, 0.05)):
            requests.ask(check_paired(claim, margin, d), "paired", claim, margin, 0.05, list(a), list(b))
    return counts


def check_paired(claim, margin, d):
    def check(answer):
        pairs, used, p, above, below, exact, estimate, low, high, coverage = answer
        expected_used, expected = reference.paired(claim, margin, d)
        near(p, expected, "p")
        assert (pairs, used, exact) == (len(d), expected_used, 1), f"{pairs} pairs, {used} used, exact {exact}"
        means = [(x + y) / 2 for i, x in enumerate(d) for y in d[i:]]
        near(estimate, float(numpy.median(means)), "Hodges-Lehmann estimate")
        if len(set(abs(d))) == len(d) and 0 not in d:
            confidence = 0.95 if claim == 0 else 0.9
            if len(d) <= 16:
                for found, end in zip((low, high), reference.interval(d, confidence)):
                    near(found, end, "end of the interval")
            if claim < 2:
                near(p, stats.wilcoxon(d, mode="exact", alternative=("two-sided", "greater")[claim]).pvalue, "SciPy's p")
            assert math.isnan(coverage) or coverage >= confidence - 1e-12
            border = (0, 0, -margin, -margin)[claim]
            if claim in (1, 2):
                assert (p <= 0.05) == (low > border), f"p {p}, but the interval begins at {low}"
    return check


def ask_friedman(requests, rng):
    sizes = [(2, 3), (3, 3), (4, 3), (6, 3), (8, 3), (2, 4), (3, 4), (4, 4), (2, 5), (3, 5), (2, 6)]
    for n, k in sizes * 2:
        table = numpy.round(rng.random((n, k)) + 0.1 * numpy.arange(k), int(rng.integers(1, 3)))
        requests.ask(check_friedman(table), "friedman", n, *[list(row) for row in table])
    alike = numpy.array([[0.9, 0.8, 0.7, 0.6], [0.5, 0.4, 0.35, 0.2]])

    def check_alike(answer):
        near(answer[2], 1 / 24, "p of two datasets that rank four strategies alike")
        assert math.isnan(answer[1])
    requests.ask(check_alike, "friedman", 2, *[list(row) for row in alike])
    for n, k, slope in ((12, 4, 0.05), (7, 5, 0.2), (5, 8, 0.1), (3, 12, 0.08), (25, 3, 0.05)):
        table = rng.random((n, k)) + slope * numpy.arange(k)
        requests.ask(check_drawn(table, rng.integers(1 << 30)), "friedman", n, *[list(row) for row in table])


def check_friedman(table):
    def check(answer):
        chi, _, p, exact, permutations, error = answer
        assert (exact, permutations, error) == (1, 0, 0)
        near(p, reference.friedman(table), "Friedman's p")
        rows = numpy.round(table, 10)
        if any(len(set(row)) > 1 for row in rows):
            near(chi, stats.friedmanchisquare(*rows.T).statistic, "chi-square")
    return check


def check_drawn(table, seed, draws=50000):
    def check(answer):
        chi, f, p, exact, permutations, error = answer
        assert exact == 0 and permutations == 49999 and error > 0
        rng = numpy.random.default_rng(seed)
        ranks = numpy.array([stats.rankdata(row) for row in table])
        drawn = numpy.tile(ranks, (draws, 1, 1))
        far = ((rng.permuted(drawn, axis=2).sum(axis=1) ** 2).sum(axis=1) >= (ranks.sum(axis=0) ** 2).sum() - 1e-9).mean()
        near(p, far, "p by drawn rankings", 5 * math.hypot(error, math.sqrt(max(far, 1e-4) / draws)))
        near(error, math.sqrt(p * (1 - p) / permutations), "error of p")
    return check


def ask_posterior(requests, rng):
    for n, shift in ((3, 0.0), (5, 0.02), (8, 0.01), (8, 0.03), (12, -0.02), (16, 0.0), (25, 0.005)):
        a = numpy.round(0.9 + 0.02 * rng.standard_normal(n), 3)
        b = numpy.round(a - shift - 0.02 * rng.standard_normal(n), 3)
        for rope in (0.0, 0.01, 0.02):
            def check(answer, d=reference.rounded(a - b), rope=rope, seed=int(rng.integers(1 << 30))):
                expected = reference.posterior(d, rope, numpy.random.default_rng(seed))
                near(sum(answer[:3]), 1, "sum of the probabilities")
                for found, share, what in zip(answer, expected, ("left", "equal", "right")):
                    own = math.sqrt(max(share * (1 - share), 1e-4) / 40000)
                    near(found, share, what, 4 * math.hypot(own, answer[3]))
            requests.ask(check, "bayes", rope, list(a), list(b))


def ask_pooled(requests, rng):
    for sizes, spread in (((8, 8), 0.0), ((8, 8), 0.05), ((5, 8, 12), 0.02), ((6, 6, 6, 6), 0.1), ((3, 9, 20, 5, 8), 0.01)):
        datasets = [0.02 + spread * rng.standard_normal() + 0.02 * rng.standard_normal(n) for n in sizes]

        def check(answer, datasets=datasets):
            expected = reference.pooled(datasets)
            for found, value, what in zip(answer, expected, ("estimate", "low", "high", "tau")):
                near(found, value, what)
            with_statsmodels(answer, datasets)
        requests.ask(check, "pooled", len(sizes), *[list(own) for own in datasets])


def with_statsmodels(answer, datasets):
    try:
        from statsmodels.stats.meta_analysis import combine_effects
    except ImportError:
        return
    means = numpy.array([own.mean() for own in datasets])
    variances = numpy.array([own.var(ddof=1) / len(own) for own in datasets])
    found = combine_effects(means, variances, method_re="iterated", use_t=True, atol=1e-14, maxiter=500)
    if found.tau2 == 0 < answer[3]:
        return  # its iteration goes below 0 and stops there, though the root is above; that was checked before
    near(answer[3] ** 2, found.tau2, "statsmodels' tau^2", 1e-8)
    near(answer[0], found.mean_effect_re, "statsmodels' estimate", 1e-8)
    if answer[3] > 0:  # elsewhere statsmodels lets the variance be smaller than the normal one
        row = found.summary_frame().loc["random effect wls"]
        near(answer[1], row["ci_low"], "statsmodels' low end", 1e-7)
        near(answer[2], row["ci_upp"], "statsmodels' high end", 1e-7)


def ask_sequential(requests, rng):
    for looks in ([4, 8, 12], [6, 12], [5, 10, 15], [3, 6, 9, 12], [8, 14], [8, 16]):
        for claim, margin in ((0, 0.0), (1, 0.0), (2, 0.02)):
            n, digits = looks[-1], int(rng.choice([2, 12]))
            a = numpy.round(0.9 + 0.02 * rng.standard_normal(n), digits)
            b = numpy.round(a - 0.01 - 0.02 * rng.standard_normal(n), digits)
            d = reference.rounded(a - b + margin)
            for level in (0.05, 0.2):
                requests.ask(check_sequential(d, looks, claim == 0, level), "sequential", claim, margin, level, 3, looks, looks, list(a), list(b))


def check_sequential(d, looks, two_sided, level):
    def check(answer):
        shown = numpy.array(answer[2:]).reshape(-1, 4)
        p, bounds, spent, enumerated = shown.T
        assert len(shown) == len(looks) and all(enumerated)
        shares = reference.claims_until(d, looks, bounds, two_sided)
        for k, (look, (share, steps)) in enumerate(zip(looks, shares)):
            near(spent[k], share, f"chance of a claim until look {look}")
            greater, _, both = reference.tails(d[:look])
            near(p[k], both if two_sided else greater, f"p of look {look}")
            budget = 2 * stats.norm.sf(stats.norm.isf(level / 2) / math.sqrt(look / looks[-1]))
            assert share <= budget + 1e-12, f"look {look} spends {share} of {budget}"
            more = [*bounds[:k], min([step for step in steps if step > bounds[k] + 1e-15])]
            next_share = reference.claims_until(d, looks[:k] + [look], more, two_sided)[-1][0]
            assert next_share > budget - 1e-12, f"look {look} could have spent {next_share} of {budget}"
        first = next((k for k in range(len(looks)) if p[k] <= bounds[k]), -1)
        assert answer[1] == first and (answer[0] <= level) == (first >= 0), f"claims at {answer[1]}, not {first}; p {answer[0]}"
    return check


def ask_planned(requests, rng):
    """Looks as planned: their bounds spend what 200,000 sequences of normal differences spend."""
    for looks, level, two_sided in (([8, 16, 24], 0.05, True), ([8, 16, 24], 0.05, False), ([10, 20], 0.0125, True), ([6, 9, 12, 15], 0.05, False)):
        def check(answer, looks=looks, level=level, two_sided=two_sided, seed=int(rng.integers(1 << 30))):
            bounds, spent = numpy.array(answer).reshape(-1, 2).T
            values = numpy.random.default_rng(seed).standard_normal((200000, looks[-1]))
            claimed = numpy.zeros(len(values), bool)
            for k, n in enumerate(looks):
                ranks = abs(values[:, :n]).argsort(axis=1).argsort(axis=1) + 1
                sums = (ranks * (values[:, :n] > 0)).sum(axis=1)
                law = numpy.array([1.0])
                for rank in range(1, n + 1):
                    law = (numpy.pad(law, (0, rank)) + numpy.pad(law, (rank, 0))) / 2
                upper = numpy.cumsum(law[::-1])[::-1]
                p = numpy.minimum(1, 2 * numpy.minimum(upper, upper[::-1])) if two_sided else upper
                claimed |= p[sums] <= bounds[k] + 1e-15
                near(spent[k], claimed.mean(), f"spent until look {n}", 0.03 * level + 4 * math.sqrt(level / len(values)))
        requests.ask(check, "planned", int(two_sided), level, looks)


def ask_power(requests, rng):
    """Power beside that of simulated sweeps, whose p SciPy or the references compute."""
    for claim, margin, tests, mean, n in ((0, 0.0, 1, 1.0, 10), (1, 0.0, 2, 1.0, 10), (2, 1.0, 1, 0.0, 12), (3, 1.5, 3, 0.2, 14)):
        def check(answer, claim=claim, margin=margin, tests=tests, mean=mean, n=n, seed=int(rng.integers(1 << 30))):
            values = numpy.random.default_rng(seed).standard_normal((3000, n)) + mean
            law = numpy.array([1.0])
            for rank in range(1, n + 1):
                law = (numpy.pad(law, (0, rank)) + numpy.pad(law, (rank, 0))) / 2
            upper = numpy.cumsum(law[::-1])[::-1]
            def one_sided(x):
                ranks = abs(x).argsort(axis=1).argsort(axis=1) + 1
                return upper[(ranks * (x > 0)).sum(axis=1)]
            p = (2 * numpy.minimum(one_sided(values), one_sided(-values)), one_sided(values), one_sided(values + margin),
                 numpy.maximum(one_sided(values + margin), one_sided(margin - values)))[claim]
            power = (p <= 0.05 / tests).mean()
            near(answer[0], power, "power", 4 * math.hypot(answer[1], math.sqrt(power * (1 - power) / 3000)))
            assert answer[2] == n and 0 < answer[3] <= n and 0 < answer[4] <= answer[5], answer
            assert (answer[4] <= n) == (answer[0] >= 0.8), answer
        requests.ask(check, "power", claim, margin, 0.05, tests, [], mean, 1.0, n)


def main(program):
    rng = numpy.random.default_rng(22)
    requests = Requests()
    counts = ask_paired(requests, rng)
    for ask in (ask_friedman, ask_posterior, ask_pooled, ask_sequential, ask_planned, ask_power):
        ask(requests, rng)
    requests.run(program)
    print(f"{len(requests.lines)} answers agree; paired tests of {counts['tables']} tables, {counts['ties']} with ties, {counts['zeros']} with zeros")


if __name__ == "__main__":
    main(*sys.argv[1:])
