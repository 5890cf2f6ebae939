"""The albatross plot: where studies and contours stand, and where names find room."""

import math
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from b12meta.figures import albatross, theme, to_svg
from b12meta.figures.label import Label

COLUMNS = ["study", "year", "n", "direction", "p", "p_low", "p_high"]
NAN, INF = math.nan, math.inf
EXACT = 1e-9  # positions are handed to matplotlib as they are


@pytest.fixture
def reports():
    rows = [
        ("Sener", 1996, 44, "lower", 0.007, NAN, NAN),
        ("Najafi", 2012, 98, "higher", 0.284, NAN, NAN),
        ("Pamuk", 2009, 88, "none_stated", 0.31, NAN, NAN),
        ("Zhang", 2014, 83, "none_stated", NAN, 0.05, 1.0),
        ("Ramsaransing", 2006, 145, "none_stated", NAN, 0.05, NAN),
        ("Reynolds", 1992, 60, "lower", NAN, NAN, 0.05),
        ("Kararizou", 2013, 46, "higher", NAN, 0.015, 0.025),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture
def contours():
    """Contours of a plain rule, z = d sqrt(n) / 2, by the error function of Python."""
    grid = [(d, float(n)) for d in (0.1, 0.2, 0.5, 0.8) for n in range(4, 400, 4)]
    p = [math.erfc(d * math.sqrt(n) / 2 / math.sqrt(2)) for d, n in grid]
    return pd.DataFrame({"smd": [d for d, _ in grid], "n": [n for _, n in grid], "p": p})


def points(ax):
    """Points of the panel: x, y, and whether hollow."""
    found = [item for item in ax.collections if item.get_offset_transform() == ax.transData]
    return [(*item.get_offsets()[0], not len(item.get_facecolor())) for item in found]


def bars(ax):
    patches = [p for p in ax.patches if p.get_transform().contains_branch(ax.transData)]
    return [(p.get_xy()[:, 0].min(), p.get_xy()[:, 0].max(), p.get_xy()[0, 1]) for p in patches]


def height(ax, n, reports):
    """Where n must stand: pixels from the top, in proportion to the root."""
    tall = ax.get_ylim()[0]
    roots = np.sqrt(reports["n"])
    floor, roof = 0.8 * roots.min(), 1.06 * roots.max()
    return tall * (roof - math.sqrt(n)) / (roof - floor)


def test_points_stand_on_p_and_n(reports):
    ax = albatross(reports)
    x = math.log10(0.007), -math.log10(0.284), math.log10(0.31), -math.log10(0.31)
    n = 44, 98, 88, 88
    assert [point[0] for point in points(ax)] == pytest.approx(x, abs=EXACT)
    assert [point[1] for point in points(ax)] == pytest.approx([height(ax, k, reports) for k in n])
    assert [point[2] for point in points(ax)] == [False, False, True, True]


def test_bars_end_at_the_bounds_of_p(reports):
    ax = albatross(reports)
    edge, bound = ax.get_xlim()[0], -math.log10(0.05)
    ends = [bar[:2] for bar in bars(ax)]
    assert ends[0] == ends[1] == pytest.approx((-bound, bound), abs=EXACT)
    assert ends[2] == pytest.approx((edge, -bound), abs=EXACT)
    assert ends[3] == pytest.approx((-math.log10(0.025), -math.log10(0.015)), abs=EXACT)


def test_bound_below_without_direction_is_drawn_on_both_sides(reports):
    ax = albatross(reports[5:6].assign(direction="none_stated"))
    low, high = ax.get_xlim()
    bound = -math.log10(0.05)
    ends = np.array([bar[:2] for bar in bars(ax)])
    assert ends == pytest.approx(np.array([(low, -bound), (bound, high)]))
    assert "direction not stated: both are drawn" in [text.shown for text in ax.texts]


def test_contours_follow_the_points_given(reports, contours):
    ax = albatross(reports, contours)
    lines = [line for line in ax.lines if to_hex(line.get_color()) == theme.CONTEXT]
    lines = [line for line in lines if len(line.get_xdata()) > 2]
    assert len(lines) == 8
    tall, reach = ax.get_ylim()[0], ax.get_xlim()[1]
    for line, (side, d) in zip(
        lines, [(side, d) for d in (0.1, 0.2, 0.5, 0.8) for side in (-1, 1)], strict=True
    ):
        given = contours[contours["smd"].eq(d)]
        x = side * -np.log10(given["p"])
        y = np.array([height(ax, n, reports) for n in given["n"]])
        drawn = np.interp(y, line.get_ydata()[::-1], line.get_xdata()[::-1], NAN, NAN)
        inside = ~np.isnan(drawn)
        assert inside.sum() > 5
        assert drawn[inside] == pytest.approx(x[inside].to_numpy(), abs=EXACT)
        assert (line.get_ydata().min(), line.get_ydata().max()) >= (-EXACT, -EXACT)
        assert line.get_ydata().max() <= tall + EXACT
        assert np.abs(line.get_xdata()).max() <= reach + EXACT


def test_contours_are_named_where_they_leave(reports, contours):
    said = [text.shown for text in albatross(reports, contours).texts]
    assert {"−0.8", "−0.5", "−0.2", "−0.1", "0.1", "0.2", "0.5", "0.8"} <= set(said)
    assert "SMD" in said
    assert "where a given SMD would lie" in said
    assert "SMD" not in [text.shown for text in albatross(reports).texts]


def test_any_object_with_the_three_attributes_will_do(reports, contours):
    loose = SimpleNamespace(**{name: list(contours[name]) for name in contours})
    assert to_svg(albatross(reports, loose)) == to_svg(albatross(reports, contours))


def test_description_holds_every_study(reports, contours):
    words = albatross(reports, contours).get_label()
    assert words.startswith(
        "Albatross plot of 7 studies: two-sided p value against number of people. "
    )
    for part in (
        "Contours show where an SMD of 0.1, 0.2, 0.5, 0.8 would lie, either way.",
        "Sener 1996: 44 people, lower in MS, p = 0.007;",
        "Pamuk 2009: 88 people, direction not stated, p = 0.31;",
        "Zhang 2014: 83 people, direction not stated, p > 0.05;",
        "Reynolds 1992: 60 people, lower in MS, p < 0.05;",
        "Kararizou 2013: 46 people, higher in MS, p 0.015 to 0.025.",
    ):
        assert part in words


def test_p_too_small_for_the_axis_ends_in_an_arrow(reports):
    reports.loc[0, "p"] = 1e-40
    ax = albatross(reports)
    assert ax.get_xlim()[0] == pytest.approx(-8.35)
    assert points(ax)[0][0] == ax.get_xlim()[0]


def test_every_study_is_named_or_its_name_stands_below(reports, contours, check):
    ax = albatross(reports, contours)
    said = {text.shown for text in ax.texts if isinstance(text, Label)}
    assert set(reports["study"] + " " + reports["year"].astype(str)) <= said
    crowd = pd.concat([reports[3:4]] * 30).assign(study=[f"Study {i}" for i in range(30)])
    ax = albatross(crowd, contours)
    check(ax)
    said = " ".join(text.shown for text in ax.texts)
    assert "Drawn without a name, for lack of room:" in said
    assert all(f"Study {i} 2014" in said for i in range(30))


@pytest.mark.parametrize("k", [1, 6, 40])
def test_nothing_overlaps(nasty, contours, check, k):
    rng = np.random.default_rng(k)
    rows = pd.DataFrame(
        {
            "study": [nasty[i % len(nasty)] for i in range(k)],
            "n": rng.integers(3, 3000, k),
            "direction": [["lower", "higher", "none_stated"][i % 3] for i in range(k)],
            "p": np.where(rng.random(k) < 0.5, rng.random(k) ** 3, NAN),
            "p_low": 0.05,
            "p_high": 1.0,
        }
    )
    long = "much higher in people with multiple sclerosis than in any of the controls whatsoever"
    check(albatross(rows, contours, sides=("lower", long), footnotes=["word " * 60]))


def test_same_figure_same_bytes_and_well_formed(reports, contours):
    linked = reports.assign(url="https://example.org/a?b&c")
    text = to_svg(albatross(linked, contours))
    assert text == to_svg(albatross(linked, contours))
    assert len(list(ET.fromstring(text).iter("{http://www.w3.org/2000/svg}a"))) == len(reports)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("p", 0.0, r"row 0 \(Sener\): p: got 0, expected above 0 and at most 1"),
        ("p", 1.2, r"row 0 \(Sener\): p: got 1.2"),
        ("n", NAN, r"row 0 \(Sener\): n: got nan, expected a number above 0"),
        ("direction", "down", r"row 0 \(Sener\): direction: got 'down'"),
        ("study", None, r"row 0 \(no name\): study is missing"),
    ],
)
def test_refuses_rows_that_cannot_be_drawn(reports, column, value, message):
    frame = reports.astype({column: object})
    frame.loc[0, column] = value
    with pytest.raises(ValueError, match=message):
        albatross(frame)


def test_refuses_impossible_bounds_and_contours(reports, contours):
    with pytest.raises(ValueError, match=r"p_low, p_high: got 0.05, 0.01"):
        albatross(reports[3:4].assign(p_high=0.01))
    with pytest.raises(ValueError, match="column p is missing"):
        albatross(reports[["study", "n", "direction"]])
    with pytest.raises(ValueError, match=r"contours: got smd 0\.1, n 4, p 7"):
        albatross(reports, contours.assign(p=7.0))
