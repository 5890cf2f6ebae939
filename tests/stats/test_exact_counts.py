"""Exact intervals of proportions and odds ratios, against R, scipy and statsmodels."""

import math
from itertools import product

import numpy as np
import pytest
from scipy.stats import hypergeom, nchypergeom_fisher
from scipy.stats.contingency import odds_ratio
from statsmodels.discrete.conditional_models import ConditionalLogit
from statsmodels.stats.proportion import proportion_confint

from b12meta.stats.counts.exact_homogeneity import zelen_p
from b12meta.stats.counts.exact_odds import exact_odds_ratio
from b12meta.stats.counts.exact_shares import exact_shares

TABLES = {
    "low B12 in MS": ([7, 13], [28, 47], [1, 10], [29, 28]),
    "BCG, three trials": ([4, 6, 3], [119, 300, 228], [11, 29, 11], [128, 274, 209]),
}

UNIROOT = 5e-4
"""R solves for the limits by uniroot with its default tolerance, eps^0.25 = 1.2e-4."""


@pytest.mark.parametrize(
    ("events", "total", "low", "high"),
    [
        (7, 35, 0.0844060161606, 0.3693788445224),
        (0, 33, 0.0, 0.105762810075),
        (33, 33, 0.894237189925, 1.0),
        (7, 165, 0.0172243369115, 0.0854543480618),
    ],
)
def test_shares_agree_with_r(events, total, low, high):
    """R 4.2.2, binom.test(events, total)$conf.int."""
    found = exact_shares([events], [total])
    assert (found.low[0], found.high[0]) == pytest.approx((low, high), rel=1e-10)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_shares_agree_with_statsmodels(level):
    events, total = np.array([0, 1, 14, 32, 60]), np.array([9, 30, 83, 156, 60])
    found = exact_shares(events, total, level=level)
    low, high = proportion_confint(events, total, alpha=1 - level, method="beta")
    np.testing.assert_allclose(found.low, low, rtol=1e-12)
    np.testing.assert_allclose(found.high, high, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "level", "estimate", "low", "high"),
    [
        ("low B12 in MS", 0.95, 1.314587235512, 0.543645309649, 3.317840021084),
        ("BCG, three trials", 0.95, 0.242561344779, 0.119759001154, 0.458352957330),
        ("BCG, three trials", 0.90, 0.242561344779, 0.134092272142, 0.419052735263),
    ],
)
def test_common_odds_agree_with_r(name, level, estimate, low, high):
    """R 4.2.2, mantelhaen.test(x, exact = TRUE, conf.level = level)."""
    found = exact_odds_ratio(*TABLES[name], level=level)
    got = (found.estimate, found.ci.low, found.ci.high)
    assert got == pytest.approx((estimate, low, high), rel=UNIROOT)


@pytest.mark.parametrize(
    "table",
    [(7, 28, 1, 29), (13, 47, 10, 28), (32, 124, 0, 9), (0, 33, 4, 30), (300, 4700, 250, 4750)],
)
def test_one_table_agrees_with_scipy(table):
    """scipy.stats.contingency.odds_ratio, the odds ratio of Fisher's exact test."""
    found = exact_odds_ratio(*([cell] for cell in table))
    theirs = odds_ratio([table[:2], table[2:]], kind="conditional")
    limits = theirs.confidence_interval(0.95)
    assert found.estimate == pytest.approx(theirs.statistic, rel=1e-8)  # their brentq: 2e-12
    assert tuple(found.ci) == pytest.approx((limits.low, limits.high), rel=1e-8)


@pytest.mark.parametrize("tables", TABLES.values(), ids=TABLES)
def test_limits_leave_equal_tails(tables):
    """Every pair or triple of tables with these margins, by scipy's own distribution."""
    found = exact_odds_ratio(*tables)
    seen = sum(tables[0])
    above = tail(tables, found.ci.low, lambda total: total >= seen)
    below = tail(tables, found.ci.high, lambda total: total <= seen)
    assert (above, below) == pytest.approx((0.025, 0.025), rel=1e-7)


def tail(tables, ratio, counts_in):
    """Probability of the sums that count, by enumeration."""
    singles = [
        nchypergeom_fisher(a + b + c + d, a + b, a + c, ratio)
        for a, b, c, d in zip(*tables, strict=True)
    ]
    supports = [range(int(one.support()[0]), int(one.support()[1]) + 1) for one in singles]
    chances = [
        dict(zip(s, one.pmf(s), strict=True)) for s, one in zip(supports, singles, strict=True)
    ]
    return sum(
        math.prod(chance[n] for chance, n in zip(chances, counts, strict=True))
        for counts in product(*supports)
        if counts_in(sum(counts))
    )


@pytest.mark.parametrize("tables", TABLES.values(), ids=TABLES)
def test_estimate_maximises_the_conditional_likelihood(tables):
    """statsmodels' conditional logistic regression, one stratum per study."""
    people = [
        (event, group, study)
        for study, cells in enumerate(zip(*tables, strict=True))
        for (group, event), n in zip(product((1, 0), (1, 0)), cells, strict=True)
        for _ in range(n)
    ]
    event, group, study = np.array(people, dtype=float).T
    found = exact_odds_ratio(*tables)
    model = ConditionalLogit(event, group[:, None], groups=study)
    score = model.score(np.array([math.log(found.estimate)]))
    assert score == pytest.approx([0.0], abs=1e-9)  # events expected less seen; seen: 10 to 20


def test_groups_swapped_give_the_inverse():
    a, b, c, d = TABLES["low B12 in MS"]
    one, other = exact_odds_ratio(a, b, c, d), exact_odds_ratio(c, d, a, b)
    assert other.estimate == pytest.approx(1 / one.estimate, rel=1e-12)
    assert other.ci.low == pytest.approx(1 / one.ci.high, rel=1e-12)


def test_tables_without_events_say_nothing():
    found = exact_odds_ratio([0], [4], [0], [5])
    assert math.isnan(found.estimate)
    assert tuple(found.ci) == (0, math.inf)
    with_one = exact_odds_ratio([0, 7], [4, 28], [0, 1], [5, 29])
    assert with_one.estimate == pytest.approx(exact_odds_ratio([7], [28], [1], [29]).estimate)


def test_half_a_person_is_refused():
    with pytest.raises(ValueError, match="whole numbers"):
        exact_odds_ratio([7.5], [28], [1], [29])


@pytest.mark.parametrize(
    ("name", "p"),
    [("low B12 in MS", 0.0718969719929032), ("BCG, three trials", 0.525231371977147)],
)
def test_zelen_agrees_with_r(name, p):
    """R 4.2.2: products of dhyper over expand.grid of every table's a, those with the seen sum.

    zelen <- function(a, b, c, d) {
      m <- a + b; n <- c + d; k <- a + c
      grid <- expand.grid(Map(function(m, n, k) max(0, k - n):min(k, m), m, n, k))
      grid <- grid[rowSums(grid) == sum(a), ]
      p <- apply(grid, 1, function(x) prod(dhyper(x, m, n, k)))
      sum(p[p <= prod(dhyper(a, m, n, k)) * (1 + 1e-7)]) / sum(p)
    }
    """
    assert zelen_p(*TABLES[name]) == pytest.approx(p, rel=1e-10)  # sums in another order


def test_zelen_agrees_with_scipy_for_two_tables():
    a, b, c, d = (np.array(cell) for cell in ([3, 0], [2, 6], [1, 4], [5, 3]))
    n1, n, events = a + b, a + b + c + d, a + c
    first = np.arange(4)
    chances = hypergeom.pmf(first, n[0], events[0], n1[0]) * hypergeom.pmf(
        3 - first, n[1], events[1], n1[1]
    )
    expected = chances[chances <= chances[3] * (1 + 1e-7)].sum() / chances.sum()
    assert zelen_p(a, b, c, d) == pytest.approx(expected, rel=1e-10)
    assert zelen_p(c, d, a, b) == pytest.approx(expected, rel=1e-10)  # groups swapped


def test_zelen_has_nothing_to_test_in_one_table():
    assert zelen_p([7], [28], [1], [29]) == 1
    assert zelen_p([7, 0], [28, 4], [1, 0], [29, 5]) == 1  # the second margins leave no choice


def test_zelen_refuses_what_it_cannot_list():
    with pytest.raises(ValueError, match="whole numbers"):
        zelen_p([7.5], [28], [1], [29])
    with pytest.raises(ValueError, match="outcomes, expected at most"):
        zelen_p(*([500] * 3 for _ in range(4)))
