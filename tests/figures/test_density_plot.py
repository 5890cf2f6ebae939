"""Levels by study: curves, marks and bands hold the numbers that they were given."""

from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon, Rectangle

from b12meta.evidence.raw_levels import footnotes, levels
from b12meta.evidence.reference_bands import bands as known_bands
from b12meta.figures import theme, to_svg
from b12meta.figures.density_plot import density
from b12meta.stats.level_curves import level_curve
from b12meta.tables import load_tables


def group(study, group, centre, sd=None, **more):
    curve = level_curve(centre, sd) if sd else None
    return {
        "study": study, "group": group, "centre": centre, "sd": sd, "stat": "mean",
        "x": curve and curve.x, "density": curve and curve.density, **more,
    }  # fmt: skip


@pytest.fixture
def some():
    return pd.DataFrame(
        [
            group("Sener", "MS", 413.0, 218.0, n=24, year=1996),
            group("Sener", "control", 805.0, 555.0, n=20, year=1996),
            group("Vrethem", "MS", 300.0, n=72, year=2003),
            group("Zoccolella", "control", 250.0, stat="median", low=90.0, high=900.0, n=219),
        ]
    )


@pytest.fixture
def limits():
    return pd.DataFrame(
        {
            "kind": ["reference", "cutoff", "cutoff"],
            "label": ["blood donors", "low band", "threshold"],
            "low": [168.0, 148.0, 148.0],
            "high": [553.0, 221.0, 148.0],
        }
    )


def clouds(ax):
    return [
        patch.get_xy()
        for patch in ax.patches
        if isinstance(patch, Polygon) and len(patch.get_xy()) > 50
    ]


def marks(ax):
    return [
        tuple(item.get_offsets()[0])
        for item in ax.collections
        if item.get_offset_transform() == ax.transData and item.get_sizes()[0] < 40
    ]


def spans(ax):
    """Ends of the horizontal lines in data units, by height."""
    lines = [line for line in ax.lines if line.get_transform() == ax.transData]
    ends = {}
    for line in lines:
        (x0, x1), (y0, y1) = line.get_xdata(), line.get_ydata()
        if y0 == y1:
            ends[y0] = (x0, x1)
    return ends


def test_marks_stand_at_the_centres_and_lines_span_the_spread(some):
    ax = density(some)
    placed = marks(ax)
    assert [x for x, _ in placed[:4]] == list(some["centre"])
    ends = [spans(ax)[y] for _, y in placed[:4]]
    assert ends[0] == (413.0 - 218.0, 413.0 + 218.0)
    assert ends[2] == (300.0, 300.0)
    assert ends[3] == (90.0, 900.0)


def test_curves_have_equal_areas_and_the_points_given(some):
    """Heights are pixels, so areas are in pixels times the unit; one factor serves all."""
    drawn = clouds(density(some))
    assert len(drawn) == 2
    areas = []
    for corners, row in zip(drawn, some.to_dict("records")[:2], strict=True):
        x, up = corners[1:-2, 0], corners[0, 1] - corners[1:-2, 1]
        assert x == pytest.approx(row["x"])
        assert up / up.max() == pytest.approx(row["density"] / row["density"].max())
        areas.append(np.trapezoid(up, x))
    assert areas[0] == pytest.approx(areas[1], rel=1e-3)  # both leave out the same tails


def test_real_levels_are_drawn_as_counted():
    tables = load_tables()
    found = levels(tables, "b12")
    ax = density(
        found.kept, known_bands(tables, "b12"), unit=found.unit, footnotes=footnotes(found)
    )
    assert [x for x, _ in marks(ax)[: len(found.kept)]] == pytest.approx(found.kept["centre"])
    assert len(clouds(ax)) == found.kept["x"].notna().sum()
    for row in found.kept.to_dict("records"):
        assert f"mean {row['centre']:.0f}, SD {row['sd']:.0f}" in ax.get_label()
    hrefs = {a.get("href") for a in ET.fromstring(to_svg(ax)).iter("{http://www.w3.org/2000/svg}a")}
    assert set(found.kept["url"]) <= hrefs
    assert "../docs/studies/sener1996.md#arms-48" in hrefs


def test_reference_intervals_are_shaded_and_listed(some, limits):
    ax = density(some, limits)
    drawn = [
        (patch.get_x(), patch.get_x() + patch.get_width())
        for patch in ax.patches
        if isinstance(patch, Rectangle) and patch.get_transform().contains_branch(ax.transData)
    ]
    assert drawn.count((168.0, 553.0)) == 2  # behind the groups, and in its own line
    assert drawn.count((148.0, 221.0)) == 1  # a cut-off is not shaded
    thresholds = [line for line in ax.lines if list(line.get_xdata()) == [148.0, 148.0]]
    assert len(thresholds) == 2
    shown = [text.shown for text in ax.texts]
    assert {"168 to 553", "148 to 221", "148"} <= set(shown)


def test_everything_but_the_tails_lies_in_the_window(some, limits):
    low, high = density(some, limits).get_xlim()
    assert low == 0
    assert high > 805 + 555
    arrowed = [text.shown for text in density(some).texts]
    assert "A curve that ends in an arrow goes on beyond the figure." in arrowed


def test_patients_are_filled_and_controls_hollow(some):
    ax = density(some)
    patches = [p for p in ax.patches if isinstance(p, Polygon) and len(p.get_xy()) > 50]
    assert [to_hex(patch.get_edgecolor()) for patch in patches] == [theme.STUDY, theme.CONTEXT]
    assert [patch.get_facecolor()[3] > 0 for patch in patches] == [True, False]


def test_a_spread_below_zero_stops_at_zero():
    ax = density(pd.DataFrame([group("a", "MS", 5.0, 7.0)]))
    ((_, y),) = marks(ax)[:1]
    assert spans(ax)[y] == (0.0, 12.0)
    assert ax.get_xlim()[0] == 0


@pytest.mark.parametrize("size", [1e-4, 1.0, 1e6])
@pytest.mark.parametrize("k", [1, 25])
def test_nothing_overlaps(nasty, check, k, size):
    rows = pd.DataFrame(
        [
            group(
                nasty[i % len(nasty)], ["MS", "control"][i % 2], size * (100 + i),
                size * 60 if i % 3 else None, n=10**i if i < 6 else None, who=nasty[-i % 9],
            )
            for i in range(k)
        ]
    )  # fmt: skip
    lines = pd.DataFrame(
        {"label": [name + str(i) for i, name in enumerate(nasty)], "low": size * 50.0}
    ).assign(high=size * 180.0)
    check(density(rows, lines, name="x" * 200, unit="pmol/L", footnotes=["word " * 80]))
    check(density(rows))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"centre": None}, r"row 0 \(Sener\): centre is missing"),
        ({"sd": -1.0}, "sd: got -1, expected a number above 0"),
        ({"group": "cis"}, "group: got 'cis', expected MS, control"),
        ({"stat": "mode"}, "stat: got 'mode'"),
        ({"low": 500.0}, "the centre lies outside"),
        ({"url": "javascript:x"}, "url: got"),
        ({"density": np.array([1.0, 2.0])}, "x, density: expected as many of each"),
    ],
)
def test_what_cannot_be_drawn_is_named(some, change, message):
    row = {**some.iloc[0].to_dict(), **change}
    with pytest.raises(ValueError, match=message):
        density(pd.DataFrame([row]))


def test_bands_that_cannot_be_drawn_are_named(some, limits):
    with pytest.raises(ValueError, match=r"bands: row 0 \(blood donors\): low, high: got 168, 1"):
        density(some, limits.assign(high=1.0))
    with pytest.raises(ValueError, match="bands: column label is missing"):
        density(some, limits.drop(columns="label"))
