"""Rank tests by enumeration and SciPy, to hold `xil compare` to."""
import itertools

import numpy
from scipy import stats


def rounded(d):
    """Differences of values of order 1, without what round-off leaves of them."""
    return numpy.round(d, 10)


def signed_rank_p(a, b):
    """SciPy's exact distribution where it has one, all signs by hand where there are ties, its approximation beyond 25."""
    d = rounded(numpy.array(a) - numpy.array(b))
    d = d[d != 0]
    if len(d) == 0:
        return 1.0
    ranks = stats.rankdata(abs(d))
    if len(d) > 25:
        return stats.wilcoxon(d, correction=True, mode="approx").pvalue
    if len(set(abs(d))) == len(d):
        return stats.wilcoxon(d, mode="exact").pvalue
    if len(d) > 16:
        return None  # too many signs to go through here
    observed = abs(2 * ranks[d > 0].sum() - ranks.sum())
    signs = itertools.product((0, 1), repeat=len(d))
    sums = [abs(2 * numpy.dot(sign, ranks) - ranks.sum()) for sign in signs]
    return sum(s >= observed - 1e-12 for s in sums) / len(sums)


def all_rankings_p(table):
    """Share of all rankings within blocks whose rank sums have squares that sum to as much or more."""
    ranks = [stats.rankdata(numpy.round(row, 10)) for row in table]
    observed = (numpy.sum(ranks, axis=0) ** 2).sum()
    orders = [[numpy.array(order) for order in itertools.permutations(row)] for row in ranks[1:]]
    far = [(numpy.sum((ranks[0],) + order, axis=0) ** 2).sum() >= observed - 1e-9 for order in itertools.product(*orders)]
    return float(numpy.mean(far))


def drawn_rankings_p(table, draws=20000):
    rng = numpy.random.default_rng(17)
    ranks = numpy.array([stats.rankdata(numpy.round(row, 10)) for row in table])
    observed = (ranks.sum(axis=0) ** 2).sum()
    return float(numpy.mean([(rng.permuted(ranks, axis=1).sum(axis=0) ** 2).sum() >= observed - 1e-9 for _ in range(draws)]))
