"""The statistics of planned tests once more, from their definitions: exact fractions, enumeration of signs and rankings, NumPy."""
import collections
import fractions
import itertools
import math

import numpy
from scipy import optimize, stats

DIFFERENT, BETTER, NOT_WORSE, EQUIVALENT = range(4)


def rounded(values):
    """Values of order 1 without what round-off leaves of them."""
    return numpy.round(numpy.asarray(values, float), 10)


def half_ranks(differences):
    """Twice the signed midranks of what is not 0, as whole numbers."""
    used = differences[differences != 0]
    return (2 * stats.rankdata(abs(used)) * numpy.sign(used)).astype(int)


def tails(differences):
    """P(W+ as great or greater), P(W+ as small or smaller), P(as far from its mean), over all signs, in fractions."""
    signed = half_ranks(differences)
    counts = collections.Counter({0: 1})
    for rank in abs(signed):
        more = collections.Counter()
        for total, count in counts.items():
            more[total] += count
            more[total + int(rank)] += count
        counts = more
    observed, total, everything = int(signed[signed > 0].sum()), int(abs(signed).sum()), 2 ** len(signed)
    share = lambda chosen: float(fractions.Fraction(sum(c for w, c in counts.items() if chosen(w)), everything))
    distance = abs(2 * observed - total)
    return share(lambda w: w >= observed), share(lambda w: w <= observed), share(lambda w: abs(2 * w - total) >= distance)


def paired(claim, margin, differences):
    """(used, p) of a planned test."""
    if claim in (DIFFERENT, BETTER):
        greater, _, both = tails(differences)
        return numpy.count_nonzero(differences), both if claim == DIFFERENT else greater
    low, high = rounded(differences + margin), rounded(differences - margin)
    if claim == NOT_WORSE:
        return numpy.count_nonzero(low), tails(low)[0]
    return min(numpy.count_nonzero(low), numpy.count_nonzero(high)), max(tails(low)[0], tails(high)[1])


def interval(differences, confidence):
    """Ends of the shifts that the two-sided test does not reject, for differences without ties."""
    if 2 / 2 ** len(differences) > 1 - confidence + 1e-12:
        return math.nan, math.nan
    means = numpy.sort([(x + y) / 2 for x, y in itertools.combinations_with_replacement(differences, 2)])
    kept = []
    for below, above in zip(means[:-1], means[1:]):
        if above - below < 1e-12:
            continue
        middle = (below + above) / 2  # no pair mean is hit, so that the moved differences have neither zeros nor ties
        if stats.wilcoxon(differences - middle, mode="exact").pvalue > 1 - confidence + 1e-12:
            kept.append((below, above))
    return kept[0][0], kept[-1][1]


def friedman(table):
    """Share of all rankings with rank sums as far from each other, in fractions, block by block."""
    ranks = [tuple(int(2 * rank) for rank in stats.rankdata(-rounded(row))) for row in table]
    observed = sum(total ** 2 for total in numpy.sum(ranks, axis=0).tolist())
    counts = collections.Counter({ranks[0]: 1})
    for block in ranks[1:]:
        more = collections.Counter()
        for order in itertools.permutations(block):
            for sums, count in counts.items():
                more[tuple(a + b for a, b in zip(sums, order))] += count
        counts = more
    far = sum(count for sums, count in counts.items() if sum(total ** 2 for total in sums) >= observed)
    return float(fractions.Fraction(far, sum(counts.values())))


def posterior(differences, rope, rng, samples=40000, prior=0.5):
    """Left, equal, right of the Bayesian signed-rank test, by whole matrices of pairs."""
    values = numpy.concatenate([[0.0], differences])
    means = rounded((values[:, None] + values[None, :]) / 2)
    weights = rng.dirichlet([prior] + [1] * len(differences), samples)
    mass = lambda chosen: numpy.einsum("si,ij,sj->s", weights, chosen.astype(float), weights, optimize=True)
    left, right = mass(means < -rope), mass(means > rope)
    equal = 1 - left - right if rope > 0 else numpy.zeros(samples)
    lefts, rights = (left > right) & (left > equal), (right > left) & (right > equal)
    return lefts.mean(), 1 - lefts.mean() - rights.mean(), rights.mean()


def pooled(datasets, confidence=0.95):
    """Estimate, ends of the interval and tau by Paule and Mandel, and Hartung and Knapp."""
    y = numpy.array([numpy.mean(own) for own in datasets])
    v = numpy.array([numpy.var(own, ddof=1) / len(own) for own in datasets])
    centre = lambda t: numpy.average(y, weights=1 / (v + t))
    excess = lambda t: ((y - centre(t)) ** 2 / (v + t)).sum() - (len(y) - 1)
    t = optimize.brentq(excess, 0, 1e6, xtol=1e-16, rtol=1e-14) if excess(0) > 0 else 0.0
    mean, q = centre(t), (excess(t) + len(y) - 1) / (len(y) - 1)
    half = stats.t.ppf((1 + confidence) / 2, len(y) - 1) * math.sqrt(max(1, q) / (1 / (v + t)).sum())
    return mean, mean - half, mean + half, math.sqrt(t)


def claims_until(differences, looks, bounds, two_sided):
    """For all signs of the differences, the share that has claimed until each look."""
    n = looks[-1]
    signs = 1 - 2 * (numpy.arange(2 ** n)[:, None] >> numpy.arange(n)[None, :] & 1)
    claimed, shares = numpy.zeros(2 ** n, bool), []
    for look, bound in zip(looks, bounds):
        own = numpy.asarray(differences[:look])
        ranks = numpy.zeros(look, int)
        ranks[own != 0] = abs(half_ranks(own))
        sums = (signs[:, :look] > 0) @ ranks
        far = abs(2 * sums - ranks.sum()) if two_sided else sums
        law, places = numpy.unique(far, return_inverse=True)
        p_of = numpy.cumsum(numpy.bincount(places)[::-1])[::-1] / 2 ** n
        claimed |= p_of[places] <= bound + 1e-15
        shares.append((claimed.mean(), p_of))
    return shares
