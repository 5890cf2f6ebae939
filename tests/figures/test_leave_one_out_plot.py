"""The leave-one-out plot: the rows of the table before the interval of all studies."""

import math
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon, Rectangle

import b12meta as b12
from b12meta.figures import Diamond, theme, to_svg
from b12meta.figures.label import Label
from b12meta.figures.leave_one_out_plot import leave_one_out

EXACT = 1e-9  # positions are handed to matplotlib as they are
NAN, INF = math.nan, math.inf
VARIANCES = [0.06, 0.03, 0.08, 0.06, 0.01]


@pytest.fixture
def effects():
    names = ["Vrethem", "Ramsaransing", "Masoud", "Moghaddasi", "Teunissen"]
    return pd.Series([0.76, 0.89, 0.45, 0.60, 0.00], index=names)


@pytest.fixture
def table(effects):
    return b12.leave_one_out(effects, VARIANCES, test="adhoc")


@pytest.fixture
def pool(effects):
    return b12.pool(effects, VARIANCES, test="adhoc")


@pytest.fixture
def bounded():
    """A table with fewer columns, and its pool: `Sener` printed a bound only."""
    given = {"yi": [0.2, -0.9, NAN], "vi": [0.04, 0.10, 0.07], "low": [0.2, -0.9, -INF],
             "high": [0.2, -0.9, -0.5]}  # fmt: skip
    frame = pd.DataFrame(given, index=["Najafi", "Reynolds", "Sener"])
    columns = [frame[name] for name in given]
    prior = b12.HalfNormal(0.5)
    return b12.leave_one_out_bounded(*columns, tau_prior=prior), b12.pool_bounded(
        *columns, tau_prior=prior
    )


def texts(ax):
    return [text.shown for text in ax.texts if isinstance(text, Label)]


def points(ax):
    return [
        tuple(item.get_offsets()[0])
        for item in ax.collections
        if isinstance(item, PathCollection) and to_hex(item.get_facecolor()[0]) == theme.POOLED
    ]


def whiskers(ax):
    lines = [
        line for line in ax.lines if np.ptp(line.get_ydata()) == 0 and line.get_linewidth() == 1
    ]
    return [tuple(line.get_xdata()) for line in lines]


def test_diamonds_and_whiskers_stand_on_the_table(table, pool):
    ax = leave_one_out(table, pool)
    assert [x for x, _ in points(ax)] == pytest.approx(list(table["estimate"]), abs=EXACT)
    ends = np.clip(np.array([table["ci_low"], table["ci_high"]]).T, *ax.get_xlim())
    assert np.array(whiskers(ax)) == pytest.approx(ends, abs=EXACT)
    heights = [y for _, y in points(ax)]
    assert heights == sorted(heights)
    named = [word for word in texts(ax) if word.startswith("without ")]
    assert named == [f"without {name}" for name in table.index]


def test_band_diamond_and_dotted_line_are_the_pool(table, pool):
    ax = leave_one_out(table, pool)
    (band,) = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    (diamond,) = [patch for patch in ax.patches if isinstance(patch, Polygon)]
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx(pool.ci, abs=EXACT)
    left, top, right, _, _ = diamond.get_xy()
    assert (left[0], top[0], right[0]) == pytest.approx(
        (pool.ci.low, pool.estimate, pool.ci.high), abs=EXACT
    )
    assert band.get_y() + band.get_height() == left[1] > max(y for _, y in points(ax))
    assert band.get_zorder() < min(item.get_zorder() for item in ax.collections)
    dotted = [line for line in ax.lines if to_hex(line.get_color()) == theme.POOLED]
    assert [set(line.get_xdata()) for line in dotted] == [{pool.estimate}]
    assert texts(ax).index("All studies") > texts(ax).index("without Teunissen")


def test_without_a_pool_there_is_no_band(table):
    ax = leave_one_out(table)
    assert not ax.patches
    assert not any("Shaded" in word for word in texts(ax))
    assert "All studies" not in ax.get_label()


def test_pool_with_a_prior_has_credible_intervals(bounded):
    table, pool = bounded
    ax = leave_one_out(table, pool)
    assert {"SMD [95% credible interval]", "τ"} <= set(texts(ax))
    assert [x for x, _ in points(ax)] == pytest.approx(list(table["estimate"]), abs=EXACT)
    assert "SMD [95% CI]" in texts(leave_one_out(table, pool, interval="95% CI"))


def test_a_diamond_brings_its_words_but_not_its_prediction(table):
    shape = Diamond("Every study (k = 5)", 0.5, 0.1, 0.9, pi=(-9, 9), note="small", level=0.9)
    ax = leave_one_out(table, shape)
    assert {"Every study (k = 5)", "SMD [90% CI]"} <= set(texts(ax))
    assert "small" not in texts(ax)
    assert ax.get_xlim()[1] < 5


def test_infinite_and_missing_limits(table, pool):
    at = table.columns.get_indexer(["estimate", "ci_low", "ci_high"])
    table.iloc[0, at[1]], table.iloc[1, at[1:]], table.iloc[2, at] = -INF, NAN, NAN
    ax = leave_one_out(table, pool)
    assert whiskers(ax)[0][0] == ax.get_xlim()[0]
    assert len(whiskers(ax)) == len(points(ax)) - 1 == 3
    words = ax.get_label()
    left = f"{table['estimate'].iloc[1]:.2f} [interval not defined]"
    assert "[−∞ to" in words
    assert f"without Ramsaransing {left}" in words
    assert "without Masoud not defined" in words
    wide = SimpleNamespace(estimate=0.5, ci=SimpleNamespace(low=-INF, high=INF))
    ax = leave_one_out(table, wide)
    (band,) = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx(ax.get_xlim())


def test_description_names_the_least_and_the_greatest(table, pool):
    words = leave_one_out(table, pool).get_label()
    low, high = table["estimate"].idxmin(), table["estimate"].idxmax()
    assert words.startswith(
        f"Leave-one-out plot of 5 pools: SMD from {table['estimate'][low]:.2f} (without {low}) "
        f"to {table['estimate'][high]:.2f} (without {high}); All studies {pool.estimate:.2f} ["
    )
    for name, row in table.iterrows():
        assert f"without {name} {row['estimate']:.2f} [" in words


def test_ratio_axis_speaks_in_ratios(table, pool):
    ax = leave_one_out(table, pool, ratio=True, measure="ROM")
    assert f"{math.exp(pool.estimate):.2f}" in texts(ax)
    assert points(ax)[0][0] == table["estimate"].iloc[0]
    assert "Below 1 is lower in MS" in ax.get_label()


@pytest.mark.parametrize("k", [1, 2, pytest.param(60, marks=pytest.mark.long)])
@pytest.mark.parametrize("size", [1.0, 98765.4])
def test_any_number_of_rows_and_any_names_keep_apart(many, check, nasty, k, size):
    rows, pooled = many(k, size=size)
    frame = rows.rename(columns={"yi": "estimate"}).assign(tau=0.3)
    check(leave_one_out(frame, pooled, footnotes=["word " * 60]))
    for name in nasty:
        check(leave_one_out(frame, Diamond(name, 0.0, -0.5 * size, 0.5 * size)))


def test_names_are_links_and_the_same_table_gives_the_same_bytes(table, pool):
    linked = table.assign(url="../docs/studies/masoud2007.md")
    text = to_svg(leave_one_out(linked, pool))
    assert text == to_svg(leave_one_out(linked, pool))
    assert len(list(ET.fromstring(text).iter("{http://www.w3.org/2000/svg}a"))) == len(table)


def test_refuses_what_cannot_be_drawn(table):
    with pytest.raises(ValueError, match=r"row 0 \(Vrethem\).*row 4 \(Teunissen\)"):
        leave_one_out(table.assign(ci_high=-9.0))
    with pytest.raises(ValueError, match="overall: got float"):
        leave_one_out(table, 0.5)
    with pytest.raises(ValueError, match="words alone"):
        leave_one_out(table, Diamond("no pooled verdict"))
