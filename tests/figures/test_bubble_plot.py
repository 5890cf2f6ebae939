"""The bubble plot: where bubbles, bars and the line stand, and where names find room."""

import math
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon

from b12meta.figures import theme, to_svg
from b12meta.figures.bubble_plot import bubble
from b12meta.figures.label import Label

EXACT = 1e-9  # positions are handed to matplotlib as they are
PIXEL = 1e-6  # a chain of three transforms, on lengths of hundreds of pixels
NAN, INF = math.nan, math.inf


@pytest.fixture
def rows():
    given = [
        ("Sener", 1996, -0.95, NAN, NAN, 10.0),
        ("Najafi", 2012, 0.22, NAN, NAN, 23.0),
        ("Zhang", 2014, NAN, -0.43, 0.43, NAN),
        ("Reynolds", 1992, NAN, -INF, -0.51, NAN),
        ("Ali", 2023, NAN, 0.44, INF, NAN),
        ("Salemi", 2010, 0.42, 0.41, 0.43, 5.0),
    ]
    return pd.DataFrame(given, columns=["study", "year", "yi", "low", "high", "weight"])


@pytest.fixture
def line():
    x = [1992.0, 2000.0, 2010.0, 2023.0]
    frame = pd.DataFrame({"x": x, "estimate": [-0.8, -0.5, -0.1, 0.4]})
    half = np.array([0.6, 0.4, 0.3, 0.5])
    frame = frame.assign(ci_low=frame["estimate"] - half, ci_high=frame["estimate"] + half)
    return frame.assign(pi_low=frame["ci_low"] - 1, pi_high=frame["ci_high"] + 1)


def texts(ax):
    return [text.shown for text in ax.texts if isinstance(text, Label)]


def bubbles(ax):
    found = [
        item
        for item in ax.collections
        if isinstance(item, PathCollection) and item.get_offset_transform() == ax.transData
    ]
    return [(*item.get_offsets()[0], item.get_sizes()[0]) for item in found]


def effects_at(ax, *heights):
    """Effects at pixels from the top of the panel, from where the words of the axis stand."""
    figure = ax.get_figure()
    top = (1 - ax.get_position().y1) * figure.get_size_inches()[1] * 96
    ticks = {}
    for text in ax.texts:
        if text.get_horizontalalignment() == "right" and text.shown.strip("−.0123456789") == "":
            middle = text.get_position()[1] * 96 + 0.66 * 12 / 2
            height = figure.get_size_inches()[1] * 96 - middle - top
            ticks[float(text.shown.replace("−", "-"))] = height
    (a, first), *_, (b, last) = sorted(ticks.items())
    return [a + (b - a) * (height - first) / (last - first) for height in heights]


def bars(ax):
    """Upright bars: x, and effects at the lower and upper end."""
    found = []
    for patch in ax.patches:
        in_panel = patch.get_transform().contains_branch(ax.transData)
        if isinstance(patch, Polygon) and in_panel and to_hex(patch.get_edgecolor()) == theme.STUDY:
            corners = ax.transData.inverted().transform(
                patch.get_transform().transform(patch.get_xy())
            )
            low, high = effects_at(ax, corners[:, 1].max(), corners[:, 1].min())
            found.append(((corners[:, 0].min() + corners[:, 0].max()) / 2, low, high))
    return found


def test_bubbles_stand_on_x_and_effect(rows):
    ax = bubble(rows, x="year")
    drawn = {x: y for x, y, _ in bubbles(ax)}
    known = rows[rows["yi"].notna()]
    assert set(drawn) == set(known["year"])
    at = effects_at(ax, *(drawn[year] for year in known["year"]))
    assert at == pytest.approx(list(known["yi"]), abs=PIXEL)


def test_area_is_in_proportion_to_weight_as_given(rows):
    areas = {x: area for x, _, area in bubbles(bubble(rows, x="year"))}
    assert areas[1996] / areas[2012] == pytest.approx(10 / 23, abs=EXACT)
    assert areas[2010] / areas[2012] == pytest.approx(5 / 23, abs=EXACT)
    shares = rows.assign(weight=rows["weight"] / 38)
    assert {x: area for x, _, area in bubbles(bubble(shares, x="year"))} == pytest.approx(areas)
    by_error = rows.assign(sei=rows["weight"] ** -0.5).drop(columns="weight")
    assert {x: area for x, _, area in bubbles(bubble(by_error, x="year"))} == pytest.approx(areas)


def test_without_weights_all_are_equal(rows):
    ax = bubble(rows.drop(columns="weight"), x="year")
    assert len({area for *_, area in bubbles(ax)}) == 1
    assert "estimate" in texts(ax)


def test_large_bubbles_are_drawn_first(rows):
    areas = [area for *_, area in bubbles(bubble(rows, x="year"))]
    assert areas == sorted(areas, reverse=True)


def test_bars_end_at_the_bounds_and_at_the_panel(rows):
    ax = bubble(rows, x="year")
    floor, roof = effects_at(ax, ax.get_ylim()[0], 0)
    expected = [(2014, -0.43, 0.43), (1992, floor, -0.51), (2023, 0.44, roof)]
    assert np.array(bars(ax)) == pytest.approx(np.array(expected), abs=PIXEL)
    assert "no bound on this side" in texts(ax)


def test_line_and_band_follow_the_points_given(rows, line):
    ax = bubble(rows, line[::-1], x="year")
    (drawn,) = [one for one in ax.lines if one.get_linewidth() == 1.2
                and to_hex(one.get_color()) == theme.POOLED]  # fmt: skip
    assert list(drawn.get_xdata()) == list(line["x"])
    assert effects_at(ax, *drawn.get_ydata()) == pytest.approx(list(line["estimate"]), abs=PIXEL)
    (band,) = [patch for patch in ax.patches if patch.get_transform() == ax.transData
               and to_hex(patch.get_facecolor()) == theme.POOLED]  # fmt: skip
    corners = band.get_xy()[:-1]
    assert list(corners[:, 0]) == [*line["x"], *line["x"][::-1]]
    ends = [*line["ci_low"], *line["ci_high"][::-1]]
    assert effects_at(ax, *corners[:, 1]) == pytest.approx(ends, abs=PIXEL)


def test_prediction_interval_is_dashed_where_it_is_given(rows, line):
    def dashed(ax):
        return [one for one in ax.lines if one.get_linestyle() == "--"
                and one.get_transform() == ax.transData]  # fmt: skip

    ax = bubble(rows, line, x="year")
    low, high = dashed(ax)
    assert effects_at(ax, *low.get_ydata()) == pytest.approx(list(line["pi_low"]), abs=PIXEL)
    assert effects_at(ax, *high.get_ydata()) == pytest.approx(list(line["pi_high"]), abs=PIXEL)
    assert "prediction interval" in texts(ax)
    bare = bubble(rows, line.drop(columns=["pi_low", "pi_high"]), x="year")
    assert not dashed(bare)
    assert "prediction interval" not in texts(bare)


def test_infinite_limits_of_the_line_do_not_widen_the_window(rows, line):
    line.loc[0, ["ci_low", "ci_high"]] = -INF, INF
    ax = bubble(rows, line, x="year")
    floor, roof = effects_at(ax, ax.get_ylim()[0], 0)
    assert -3 < floor < roof < 3
    assert "nan" not in to_svg(ax)


def test_axes_have_names_and_sides(rows):
    words = texts(bubble(rows, x="year", name="year of publication", measure="SMD"))
    assert {"SMD", "↑ higher in MS", "↓ lower in MS", "year of publication"} <= set(words)
    assert {"1995", "2000"} <= set(words)
    assert "year" in texts(bubble(rows, x="year"))


def test_ratio_axis_speaks_in_ratios(rows):
    ax = bubble(rows, x="year", ratio=True, measure="ROM")
    assert "Salemi 2010: 2010, 1.52." in ax.get_label()
    assert {"0.5", "1.0"} <= set(texts(ax))
    assert "Below 1 is lower in MS" in ax.get_label()


def test_description_holds_every_study(rows, line):
    words = bubble(rows, line, x="year", footnotes=["Made up."]).get_label()
    assert words.startswith("Bubble plot of 6 studies, 3 known by bounds only: SMD against year. ")
    for part in (
        "The fitted line runs from SMD −0.80 [−1.40 to −0.20] at year 1992 to SMD 0.40 ",
        "Made up.",
        "Sener 1996: 1996, −0.95;",
        "Zhang 2014: 2014, between −0.43 and 0.43;",
        "Reynolds 1992: 1992, below −0.51;",
    ):
        assert part in words


def test_every_study_is_named_or_its_name_stands_below(rows, check):
    ax = bubble(rows, x="year")
    assert set(rows["study"] + " " + rows["year"].astype(str)) <= set(texts(ax))
    crowd = pd.concat([rows[:1]] * 60).assign(study=[f"Study {i}" for i in range(60)])
    ax = bubble(crowd, x="year")
    check(ax)
    said = " ".join(texts(ax))
    assert "Drawn without a name, for lack of room:" in said
    assert all(f"Study {i} 1996" in said for i in range(60))


@pytest.mark.parametrize("k", [1, 7, 60])
@pytest.mark.parametrize("size", [1e-5, 1.0, 98765.4])
def test_nothing_overlaps(nasty, check, k, size):
    rng = np.random.default_rng(k)
    low = size * rng.normal(0, 0.5, k)
    frame = pd.DataFrame(
        {
            "study": [nasty[i % len(nasty)] for i in range(k)],
            "dose": size * rng.random(k),
            "yi": np.where(rng.random(k) < 0.7, size * rng.normal(0, 0.5, k), NAN),
            "low": np.where(rng.random(k) < 0.2, -INF, low),
            "high": low + size * 0.4,
            "weight": rng.random(k),
        }
    )
    long = "much higher in people with multiple sclerosis than in any of the controls whatsoever"
    check(bubble(frame, x="dose", name=long, sides=(long, long), measure=long * 2))


def test_bubbles_stay_inside_the_panel(rows):
    ax = bubble(rows, x="year")
    low, high = ax.get_xlim()
    pixel = (high - low) / (ax.get_position().width * ax.get_figure().get_size_inches()[0] * 96)
    for x, y, area in bubbles(ax):
        half = math.sqrt(area) * 96 / 72 / 2
        assert low < x - half * pixel < x + half * pixel < high
        assert 0 < y - half < y + half < ax.get_ylim()[0]


def test_names_keep_off_the_bubbles(boxes):
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "study": [f"Study {i}" for i in range(25)],
            "dose": rng.random(25),
            "yi": rng.normal(0, 0.5, 25),
            "weight": rng.random(25),
        }
    )
    ax = bubble(frame, x="dose")
    words, _ = boxes(ax)
    named = [(word, box) for word, box in words if word.startswith("Study ")]
    assert len(named) > 20
    for x, y, area in bubbles(ax):
        (across, up), half = ax.transData.transform((x, y)), math.sqrt(area) * 96 / 72 / 2
        for word, box in named:
            near = min(max(across, box.x0), box.x1), min(max(up, box.y0), box.y1)
            assert math.dist(near, (across, up)) >= half - 1, word  # glyphs are hinted to pixels


@pytest.mark.parametrize("value", [0.0, 2014.0, 1e18])
def test_one_value_across_is_drawn(rows, check, value):
    ax = bubble(rows.assign(dose=value), x="dose")
    check(ax)
    assert ax.get_xlim()[0] < value < ax.get_xlim()[1]


def test_names_are_links_and_the_same_rows_give_the_same_bytes(rows, line):
    linked = rows.assign(url="../docs/studies/sener1996.md")
    text = to_svg(bubble(linked, line, x="year"))
    assert text == to_svg(bubble(linked, line, x="year"))
    assert len(list(ET.fromstring(text).iter("{http://www.w3.org/2000/svg}a"))) == len(rows)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("year", NAN, r"row 0 \(Sener\): year: got nan.*row 2 \(Zhang\): year: got nan"),
        ("yi", INF, r"row 0 \(Sener\): yi: got inf.*row 2 \(Zhang\)"),
        ("weight", -1.0, r"row 0 \(Sener\): weight: got -1, expected a number above 0"),
        ("study", None, r"row 0 \(no name\): study is missing.*row 2 \(no name\)"),
        ("high", -9.0, r"row 2 \(Zhang\): got low -0.43, high -9"),
        ("year", "n.d.", r"row 0 \(Sener\): year: got 'n.d.', expected a number"),
    ],
)
def test_names_every_row_that_cannot_be_drawn(rows, column, value, message):
    frame = rows.astype({column: object})
    frame.loc[[0, 2], column] = value
    with pytest.raises(ValueError, match=message):
        bubble(frame, x="year")


def test_refuses_what_is_not_there(rows, line):
    with pytest.raises(ValueError, match=r"row 2 \(Zhang\): got neither yi nor bounds"):
        bubble(rows.drop(columns=["low", "high"]), x="year")
    with pytest.raises(ValueError, match="rows: column dose is missing"):
        bubble(rows, x="dose")
    with pytest.raises(ValueError, match="rows: there is no row"):
        bubble(rows[:0], x="year")
    with pytest.raises(ValueError, match="line: got one point"):
        bubble(rows, line[:1], x="year")
    with pytest.raises(ValueError, match=r"line: row 0 \(x 1992\).*row 3 \(x 2023\)"):
        bubble(rows, line.assign(ci_low=[9.0, -9.0, -9.0, 9.0]), x="year")
    with pytest.raises(ValueError, match="pi_low 9, pi_high"):
        bubble(rows, line.assign(pi_low=9.0), x="year")
