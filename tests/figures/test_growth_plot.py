"""The figure of growth: points stand on the logarithms of what was measured."""

import math
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from b12meta.figures import to_svg
from b12meta.figures.growth_plot import growth

EXACT = 1e-9  # positions are handed to matplotlib as they are


@pytest.fixture
def rows():
    size = [10, 100, 1000]
    return pd.DataFrame(
        {
            "series": ["b12meta"] * 3 + ["metafor"] * 3,
            "x": size[::-1] + size,
            "y": [0.1, 0.0098, 0.0011, 2.0, 21.0, 190.0],
            "slope": [0.98] * 3 + [None] * 3,
            "ours": [True] * 3 + [False] * 3,
        }
    )


def points(ax):
    found = [c for c in ax.collections if c.get_offset_transform() == ax.transData]
    return np.array([c.get_offsets()[0] for c in found])


def test_points_stand_on_their_logarithms(rows):
    ax = growth(rows)
    drawn, ordered = points(ax), rows.sort_values(["series", "x"])
    assert drawn[:, 0] == pytest.approx(np.log(ordered["x"].to_numpy(float)), abs=EXACT)
    low, high = math.log(rows["y"].min()), math.log(rows["y"].max())
    share = (np.log(ordered["y"]) - low) / (high - low)
    height = ax.get_ylim()[0]
    assert drawn[:, 1] == pytest.approx(height * (1.05 - share) / 1.1, abs=1e-6)


def test_ticks_tell_the_truth(rows):
    ax = growth(rows)
    tall = ax.get_figure().get_size_inches()[1] * 96
    ticks = {}
    for text in ax.texts:
        if text.get_horizontalalignment() == "right":
            down = tall - 96 * text.get_position()[1] - 0.33 * 12 - 30  # capitals are centred on it
            ticks[down] = math.log(float(text.shown))
    assert len(ticks) >= 3
    (y0, v0), *_, (y1, v1) = sorted(ticks.items())
    found = np.exp(v0 + (points(ax)[:, 1] - y0) * (v1 - v0) / (y1 - y0))
    assert found == pytest.approx(rows.sort_values(["series", "x"])["y"].to_numpy(), rel=1e-6)


def test_names_carry_the_slopes_and_stand_beside_the_last_points(rows):
    ax = growth(rows)
    places = {text.shown: text.get_position()[1] for text in ax.texts}
    assert places["metafor"] > places["b12meta, slope 0.98"]
    leaders = [line for line in ax.lines if len(line.get_xdata()) == 3 and line.get_zorder() == 1]
    ends = points(ax)[[2, 5]]  # the last of each series
    for line, end in zip(leaders, ends, strict=True):
        assert (line.get_xdata()[0], line.get_ydata()[0]) == pytest.approx(tuple(end), abs=EXACT)
        assert line.get_ydata()[2] == pytest.approx(end[1], abs=EXACT)
    said = ax.get_label()
    assert said.startswith("Growth of Seconds with Studies (k), on logarithmic scales.")
    assert "b12meta, slope 0.98: 0.0011 at 10, 0.0098 at 100, 0.1 at 1,000." in said
    assert growth(rows.assign(slope=1.5)).get_label() != said


def test_others_are_hollow_and_grey(rows):
    faces = [len(c.get_facecolor()) for c in growth(rows).collections]
    assert faces == [1] * 3 + [0] * 3
    alone = growth(rows.drop(columns="ours")).collections
    assert [len(c.get_facecolor()) for c in alone] == [1] * 6


@pytest.mark.parametrize("count", [1, 4, 30])
def test_nothing_overlaps(nasty, check, count):
    rng = np.random.default_rng(count)
    rows = pd.DataFrame(
        [
            {"series": f"{nasty[place % len(nasty)]} {place}", "x": x, "y": 2.0 + rng.random(),
             "slope": -0.5}
            for place in range(count)
            for x in (1, 3)
        ]
    )  # fmt: skip
    ax = growth(rows, across="x" * 200, upwards="y" * 200, footnotes=["word " * 50])
    check(ax)
    ET.fromstring(to_svg(ax))
    assert to_svg(ax) == to_svg(growth(rows, across="x" * 200, upwards="y" * 200,
                                       footnotes=["word " * 50]))  # fmt: skip


def test_only_ticks_inside_the_panel_are_drawn():
    """On a narrow ratio scale 1 is a tick wherever it is."""
    rows = pd.DataFrame({"series": ["one"] * 2, "x": [20, 30], "y": [5.0, 6.0]})
    assert not {"1", "1.0"} & {text.shown for text in growth(rows).texts}


@pytest.mark.parametrize(("x", "y"), [(1, 1.0), (2**40, 1e-9)])
def test_a_single_point(check, x, y):
    check(growth(pd.DataFrame({"series": ["one"], "x": [x], "y": [y]})))


def test_bad_rows_are_all_named(rows):
    rows.loc[0, "x"] = 0
    rows.loc[2, "y"] = math.nan
    rows.loc[3, "slope"] = math.inf
    rows.loc[4, "series"] = None
    message = (
        r"row 0 \(b12meta\): x: got 0, .*; row 2 \(b12meta\): y: got nan, .*; row 3 \(metafor\): "
        r"slope: got inf, .*; row 4 \(no name\): series is missing"
    )
    with pytest.raises(ValueError, match=message):
        growth(rows)


def test_a_series_has_one_slope(rows):
    rows.loc[0, "slope"] = 2.0
    with pytest.raises(ValueError, match="series b12meta: got 2 slopes and 1 values of ours"):
        growth(rows)
    with pytest.raises(ValueError, match="column y is missing"):
        growth(rows.drop(columns="y"))
