"""The cumulative plot: small diamonds and intervals where the table says, the pool at its foot."""

import math
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

import b12meta as b12
from b12meta.figures import theme, to_svg
from b12meta.figures.cumulative_plot import cumulative
from b12meta.figures.label import Label

EXACT = 1e-9  # positions are handed to matplotlib as they are
NAN, INF = math.nan, math.inf
NAMES = ["Vrethem", "Ramsaransing", "Masoud", "Moghaddasi", "Teunissen"]


@pytest.fixture
def table():
    effects = pd.Series([0.76, 0.89, 0.45, 0.60, 0.00], index=NAMES)
    found = b12.cumulative(effects, [0.06, 0.03, 0.08, 0.06, 0.01], test="adhoc")
    return found.assign(year=[2003, 2006, 2007, 2008, 2008])


def texts(ax):
    return [text.shown for text in ax.texts if isinstance(text, Label)]


def points(ax, color=theme.POOLED):
    """Small diamonds, or arrows, of a colour."""
    return [
        tuple(item.get_offsets()[0])
        for item in ax.collections
        if isinstance(item, PathCollection) and to_hex(item.get_facecolor()[0]) == color
    ]


def whiskers(ax):
    lines = [
        line for line in ax.lines if np.ptp(line.get_ydata()) == 0 and line.get_linewidth() == 1
    ]
    return [tuple(line.get_xdata()) for line in lines]


def row_texts(ax, name):
    level = next(t.get_position()[1] for t in ax.texts if t.shown == name)
    line = [t for t in ax.texts if t.get_position()[1] == level]
    return [t.shown for t in sorted(line, key=lambda t: t.get_position()[0])]


def test_diamonds_and_whiskers_stand_on_the_table(table):
    ax = cumulative(table)
    before = table[:-1]
    assert [x for x, _ in points(ax)] == pytest.approx(list(before["estimate"]), abs=EXACT)
    ends = np.array([before["ci_low"], before["ci_high"]]).T
    window = ax.get_xlim()
    assert np.array(whiskers(ax)) == pytest.approx(np.clip(ends, *window), abs=EXACT)
    heights = [y for _, y in points(ax)]
    assert heights == sorted(heights)


def test_last_row_is_the_pool(table):
    ax = cumulative(table)
    (diamond,) = [patch for patch in ax.patches if isinstance(patch, Polygon)]
    left, top, right, _, _ = diamond.get_xy()
    last = table.iloc[-1]
    assert (left[0], top[0], right[0]) == pytest.approx(
        (last["ci_low"], last["estimate"], last["ci_high"]), abs=EXACT
    )
    assert left[1] > max(y for _, y in points(ax))
    dotted = [line for line in ax.lines if to_hex(line.get_color()) == theme.POOLED]
    assert [set(line.get_xdata()) for line in dotted] == [{last["estimate"]}]


def test_rows_are_named_by_the_study_that_entered_in_order(table):
    ax = cumulative(table)
    named = ["Vrethem 2003", "+ Ramsaransing 2006", "+ Masoud 2007", "+ Moghaddasi 2008",
             "+ Teunissen 2008"]  # fmt: skip
    assert [word for word in texts(ax) if word in named] == named
    assert {"Study added", "SMD [95% CI]", "I²"} <= set(texts(ax))


def test_cells_are_the_numbers_of_the_row():
    frame = pd.DataFrame(
        {"study": ["A", "B"], "k": [2, 3], "estimate": [0.5, 0.25], "ci_low": [0.1, -0.05],
         "ci_high": [0.9, 0.55], "tau": [0.31, 0.2]}
    )  # fmt: skip
    ax = cumulative(frame)
    assert row_texts(ax, "+ A") == ["+ A", "2", "0.50", "[0.10,", "0.90]", "0.31"]
    assert {"Studies", "τ"} <= set(texts(ax))


def test_one_study_alone_has_no_plus_and_no_spread(table):
    assert row_texts(cumulative(table), "Vrethem 2003")[-1].endswith("]")
    counted = table.assign(k=range(3, 8))
    assert row_texts(cumulative(counted), "+ Vrethem 2003")[-1] == "0%"


def test_names_come_from_the_column_or_else_the_label(table):
    assert "+ Sener" in texts(cumulative(table.assign(study="Sener").drop(columns="year")))
    assert "+ 1" in texts(cumulative(table.drop(columns="year").reset_index(drop=True)))


def test_infinite_limits_end_in_arrows_and_an_infinite_estimate_has_no_diamond(table):
    table.iloc[0, table.columns.get_indexer(["estimate", "ci_low", "ci_high"])] = [-INF, -INF, INF]
    table.iloc[1, table.columns.get_loc("ci_high")] = INF
    ax = cumulative(table)
    low, high = ax.get_xlim()
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert whiskers(ax)[0] == (low, high)
    assert [x for x, _ in points(ax)] == pytest.approx(list(table["estimate"][1:-1]), abs=EXACT)
    assert {(low, points(ax, theme.INK)[0][1]), (high, points(ax, theme.INK)[0][1])} <= set(
        points(ax, theme.INK)
    )
    assert row_texts(ax, "Vrethem 2003") == ["Vrethem 2003", "−∞", "[−∞,", "∞]"]


def test_limits_and_results_that_do_not_exist_are_said(table):
    table.iloc[0, table.columns.get_indexer(["ci_low", "ci_high"])] = NAN
    table.iloc[1, table.columns.get_indexer(["estimate", "ci_low", "ci_high"])] = NAN
    ax = cumulative(table)
    assert [x for x, _ in points(ax)] == pytest.approx(list(table["estimate"].iloc[[0, 2, 3]]))
    assert len(whiskers(ax)) == 2
    assert row_texts(ax, "Vrethem 2003") == ["Vrethem 2003", "0.76", "[–,", "–]"]
    assert row_texts(ax, "+ Ramsaransing 2006")[:2] == ["+ Ramsaransing 2006", "not defined"]
    words = ax.get_label()
    assert "Vrethem 2003 0.76 [interval not defined];" in words
    assert "+ Ramsaransing 2006 not defined" in words


@pytest.mark.parametrize("values", [(-INF, -INF, INF), (0.3, NAN, NAN), (NAN, NAN, NAN)])
def test_a_pool_that_cannot_be_a_diamond_is_drawn_as_the_other_rows(table, values):
    table.iloc[-1, table.columns.get_indexer(["estimate", "ci_low", "ci_high"])] = values
    ax = cumulative(table)
    assert not ax.patches
    assert np.isfinite(ax.get_xlim()).all()
    to_svg(ax)


def test_ratio_axis_speaks_in_ratios(table):
    ax = cumulative(table, ratio=True, measure="ROM")
    ticks = zip(ax.get_xticks(), (t.get_text() for t in ax.get_xticklabels()), strict=True)
    assert all(math.exp(tick) == pytest.approx(float(word)) for tick, word in ticks)
    last = table.iloc[-1]
    assert row_texts(ax, "+ Teunissen 2008")[1] == f"{math.exp(last['estimate']):.2f}"
    assert points(ax)[0][0] == table["estimate"].iloc[0]
    assert "Below 1 is lower in MS" in ax.get_label()


def test_description_begins_and_ends_with_the_numbers(table):
    words = cumulative(table, interval="95% credible interval", footnotes=["Made up."]).get_label()
    first, last = (
        f"{row['estimate']:.2f} [{row['ci_low']:.2f} to {row['ci_high']:.2f}]"
        for _, row in table.iloc[[0, -1]].iterrows()
    )
    assert words.startswith(
        f"Cumulative forest plot of 5 pools: SMD {first} with Vrethem 2003, {last} with all."
    )
    assert " Made up. Below 0 is lower in MS, above 0 is higher in MS. " in words
    assert f"Each row, SMD [95% credible interval]: Vrethem 2003 {first};" in words


@pytest.mark.parametrize("k", [1, 2, 60])
@pytest.mark.parametrize("size", [1.0, 98765.4])
def test_any_number_of_rows_and_any_names_keep_apart(many, check, k, size):
    rows, _ = many(k, size=size)
    frame = rows.rename(columns={"yi": "estimate"}).assign(k=range(1, k + 1), i2=0.5, url="")
    check(cumulative(frame, footnotes=["word " * 60]))
    if size == 1:
        check(cumulative(frame, ratio=True, sides=("x" * 90, "higher")))


def test_names_are_links_and_the_same_table_gives_the_same_bytes(table):
    linked = table.assign(url="https://example.org/a?b&c")
    text = to_svg(cumulative(linked))
    assert text == to_svg(cumulative(linked, ax=Figure().add_subplot()))
    assert len(list(ET.fromstring(text).iter("{http://www.w3.org/2000/svg}a"))) == len(table)


def test_refuses_rows_that_cannot_be_drawn_all_at_once(table):
    table.iloc[0, table.columns.get_loc("ci_low")] = NAN
    table.iloc[2, table.columns.get_loc("ci_low")] = 9.0
    wanted = r"row 0 \(Vrethem\): got estimate 0.76, ci_low nan.*row 2 \(Masoud\): .*ci_low 9"
    with pytest.raises(ValueError, match=wanted):
        cumulative(table)
    with pytest.raises(ValueError, match="table: column ci_high is missing"):
        cumulative(table.drop(columns="ci_high"))
    with pytest.raises(ValueError, match="table: there is no row"):
        cumulative(table[:0])
    with pytest.raises(ValueError, match=r"row 4 \(no name\): study is missing"):
        cumulative(table.fillna(0).assign(study=["a", "b", "c", "d", None], ci_low=-9, ci_high=9))
