"""The radial plot: where studies, the pooled line and the scale of effects stand."""

import math
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

import b12meta as b12
from b12meta.figures import Diamond, show, theme, to_svg
from b12meta.figures.label import Label
from b12meta.figures.numbers import Scale
from b12meta.figures.radial_plot import radial

EXACT = 1e-9  # positions are handed to matplotlib as they are
YI = pd.Series([0.8912, 0.4548, 0.6027, 1.2384, 1.1591, 0.2233])
VI = pd.Series([0.0316, 0.0789, 0.0647, 0.0382, 0.0563, 0.0092])
NAMES = ["Ramsaransing", "Masoud", "Moghaddasi", "Triantafyllou", "Zhang", "Zoccolella"]


@pytest.fixture
def points():
    years = [2006, 2007, 2008, 2008, 2014, None]
    return b12.radial(YI, VI).assign(study=NAMES, year=years)


@pytest.fixture
def pooled():
    return b12.pool(YI, VI, method="EE", test="z")


def drawn(ax):
    found = [item for item in ax.collections if item.get_offset_transform() == ax.transData]
    return np.array([item.get_offsets()[0] for item in found])


def lines(ax):
    """The pooled line and the edges of its band, as arrays of shape (2, 2)."""
    found = [one for one in ax.lines if to_hex(one.get_color()) == theme.POOLED]
    inside = [one for one in found if one.get_transform().contains_branch(ax.transData)]
    return [np.column_stack(one.get_data()) for one in inside]


def said(ax):
    return [text.shown for text in ax.texts if isinstance(text, Label)]


def value(ax, pooled, pixels):
    """Standardised effects at these pixels, from where the pooled line begins and ends."""
    (_, zero), (far, end) = lines(ax)[0]
    return (np.asarray(pixels) - zero) / (end - zero) * pooled.estimate * far


def test_points_stand_on_their_coordinates(points, pooled):
    ax = radial(points, pooled)
    assert drawn(ax)[:, 0] == pytest.approx(1 / np.sqrt(VI.to_numpy()), rel=EXACT)
    expected = (YI / np.sqrt(VI)).to_numpy()
    assert value(ax, pooled, drawn(ax)[:, 1]) == pytest.approx(expected, rel=1e-9)


def test_line_has_the_pooled_slope_and_its_band_two_units(points, pooled):
    ax = radial(points, pooled)
    line, lower, upper = lines(ax)
    assert line[0, 0] == 0
    assert line[1, 0] == ax.get_xlim()[1] > points["x"].max()
    assert value(ax, pooled, lower[:, 1]) == pytest.approx([-2, pooled.estimate * line[1, 0] - 2])
    assert value(ax, pooled, upper[:, 1]) == pytest.approx([2, pooled.estimate * line[1, 0] + 2])


def scale(ax):
    """Effects written at the right, and the pixels from the top of the panel where they stand."""
    high = ax.get_figure().get_size_inches()[1] * 96
    edge = ax.get_position().x1 * 700
    found = {}
    for text in ax.texts:
        x, y = (96 * place for place in text.get_position())
        if x > edge and text.get_horizontalalignment() == "left":
            capitals, top = 0.33 * 12, 30  # words are centred on half the height of capitals
            found[float(text.shown.replace("−", "-"))] = high - y - capitals - top
    return found


def test_scale_at_the_right_reads_effects(points, pooled):
    """A ray of the slope of an effect ends at the tick of this effect."""
    ax = radial(points, pooled)
    ticks = scale(ax)
    assert len(ticks) >= 3
    slopes = value(ax, pooled, list(ticks.values())) / ax.get_xlim()[1]
    assert slopes == pytest.approx(list(ticks), abs=1e-6)


def test_interval_is_half_a_diamond_on_the_scale(points, pooled):
    ax = radial(points, pooled)
    (shape,) = [p for p in ax.patches if p.get_facecolor()[3] == 1]
    corners = shape.get_xy()[:3]
    far = ax.get_xlim()[1]
    limits = [pooled.ci.low, pooled.estimate, pooled.ci.high]
    assert value(ax, pooled, corners[:, 1]) / far == pytest.approx(limits, rel=1e-9)
    assert corners[0, 0] == corners[2, 0] == far


def test_wide_interval_does_not_squeeze_the_studies(points, pooled):
    plain = np.ptp(drawn(radial(points, pooled))[:, 1])
    wide = Diamond("All", pooled.estimate, -50.0, 50.0)
    assert np.ptp(drawn(radial(points, wide))[:, 1]) > 0.4 * plain


def test_words_of_the_plot(points, pooled):
    ax = radial(points, pooled, footnotes=["Bounded studies have no place."])
    text = Scale(ratio=False)
    result = (
        f"pooled SMD {text.text(pooled.estimate)} [95% CI "
        f"{text.text(pooled.ci.low)} to {text.text(pooled.ci.high)}]"
    )
    words = said(ax)
    assert {result, "2 standard errors to either side", "Bounded studies have no place."} <= set(
        words
    )
    assert {"SMD / standard error", "Precision (1 / standard error)", "SMD"} <= set(words)
    alt = ax.get_label()
    assert alt.startswith(
        "Radial plot of 6 studies, SMD / standard error against Precision (1 / standard error): "
        f"{result}. Above 0: higher in MS; below: lower in MS."
    )
    x, y = points.loc[5, ["x", "y"]]
    assert f"Zoccolella {x:.3g} and {y:.3g}." in alt


def test_ratios_have_a_scale_of_ratios(points, check):
    pool = Diamond("Pooled effect", math.log(2), math.log(1.5), math.log(3))
    ax = radial(points, pool, measure="OR", ratio=True)
    check(ax)
    assert "pooled OR 2.00 [95% CI 1.50 to 3.00]" in said(ax)
    assert "log OR / standard error" in said(ax)
    ticks = scale(ax)
    assert len(ticks) >= 2
    assert min(ticks) >= 0
    slopes = value(ax, pool, [ticks[ratio] for ratio in ticks if ratio > 0.2]) / ax.get_xlim()[1]
    assert np.exp(slopes) == pytest.approx([ratio for ratio in ticks if ratio > 0.2], rel=1e-6)


def test_without_a_pooled_effect_there_is_no_line(points):
    ax = radial(points)
    assert lines(ax) == []
    assert "not pooled" in ax.get_label()
    ax = radial(points, Diamond("No pooled verdict"))
    assert lines(ax) == []
    assert "No pooled verdict." in said(ax)


@pytest.mark.parametrize("k", [1, 2, 13, 40])
@pytest.mark.parametrize("size", [1e-4, 1.0, 98765.4])
def test_nothing_overlaps(nasty, check, k, size):
    rng = np.random.default_rng(k)
    x = 1 / (size * rng.uniform(0.05, 0.5, k))
    frame = pd.DataFrame(
        {
            "study": [nasty[i % len(nasty)] for i in range(k)],
            "x": x,
            "y": rng.normal(0.5 * size, 0.5 * size, k) * x,
        }
    )
    pool = Diamond("Pooled effect", 0.5 * size, 0.3 * size, 0.7 * size)
    check(radial(frame, pool))
    long = "Mean difference in serum B12 between people, pmol/L " * 3
    check(radial(frame, pool, measure=long, across=long, sides=(long, long), footnotes=[long]))


def test_identical_studies(points, check, pooled):
    same = pd.concat([points[:1]] * 12).assign(study=[f"Twin {i}" for i in range(12)])
    ax = radial(same, pooled)
    check(ax)
    assert all(f"Twin {i} 2006" in " ".join(said(ax)) for i in range(12))


def test_links_and_the_same_bytes(points, pooled):
    linked = points.assign(url="https://example.org/a?b&c")
    text = to_svg(radial(linked, pooled))
    assert text == to_svg(radial(linked, pooled))
    assert len(list(ET.fromstring(text).iter("{http://www.w3.org/2000/svg}a"))) == len(points)
    ax = radial(linked, pooled)
    assert min(word.get_fontsize() for word in ax.texts) >= 8
    assert theme.INK not in show(ax).html


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("x", -1.0, r"row 0 \(Ramsaransing\): x: got -1, expected a finite number of at least 0"),
        ("y", math.nan, r"row 0 \(Ramsaransing\): y: got nan, expected a finite number"),
        ("study", None, r"row 0 \(no name\): study is missing"),
    ],
)
def test_refuses_rows_that_cannot_be_drawn(points, pooled, column, value, message):
    frame = points.astype({column: object})
    frame.loc[0, column] = value
    with pytest.raises(ValueError, match=message):
        radial(frame, pooled)


def test_refuses_frames_without_studies(points, pooled):
    with pytest.raises(ValueError, match="there is no row"):
        radial(points[:0], pooled)
    with pytest.raises(ValueError, match="column y is missing"):
        radial(points.drop(columns="y"), pooled)
    with pytest.raises(ValueError, match="pooled: got float"):
        radial(points, 0.4)
