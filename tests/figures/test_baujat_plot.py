"""The Baujat plot: where studies stand, and where their names find room."""

import math
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

import b12meta as b12
from b12meta.figures import show, to_svg
from b12meta.figures.baujat_plot import baujat
from b12meta.figures.label import Label

EXACT = 1e-9  # positions are handed to matplotlib as they are


@pytest.fixture
def points():
    yi = pd.Series([0.8912, 0.4548, 0.6027, 1.2384, 1.1591, 0.2233])
    vi = pd.Series([0.0316, 0.0789, 0.0647, 0.0382, 0.0563, 0.0092])
    names = ["Ramsaransing", "Masoud", "Moghaddasi", "Triantafyllou", "Zhang", "Zoccolella"]
    years = [2006, 2007, 2008, 2008, 2014, None]
    return b12.baujat(yi, vi).assign(study=names, year=years)


def drawn(ax):
    found = [item for item in ax.collections if item.get_offset_transform() == ax.transData]
    return np.array([item.get_offsets()[0] for item in found])


def said(ax):
    return [text.shown for text in ax.texts if isinstance(text, Label)]


def test_points_stand_on_their_coordinates(points):
    """Upwards by the ticks: their words say which value stands at which pixel."""
    ax = baujat(points)
    assert drawn(ax)[:, 0] == pytest.approx(points["x"].to_numpy(), abs=EXACT)
    tall, most = ax.get_ylim()[0], points["y"].max()
    share = (1.05 - points["y"] / most) / 1.17
    assert drawn(ax)[:, 1] == pytest.approx((tall * share).to_numpy(), abs=EXACT)


def test_ticks_upwards_tell_the_truth(points):
    ax = baujat(points)
    left, top = 4.0, 30.0
    high = ax.get_figure().get_size_inches()[1] * 96
    ticks = {}
    for text in ax.texts:
        x, y = (96 * value for value in text.get_position())
        if text.get_horizontalalignment() == "right" and x < 60 and text.shown[0].isdigit():
            ticks[float(text.shown)] = high - y - 0.33 * 12 - top  # capitals are centred on it
    assert len(ticks) >= 3
    assert left < 60
    values, pixels = np.array(list(ticks)), np.array(list(ticks.values()))
    back = np.interp(drawn(ax)[:, 1], np.sort(pixels), np.sort(values)[::-1])
    inside = (points["y"] >= values.min()) & (points["y"] <= values.max())
    assert inside.sum() >= 3
    assert back[inside] == pytest.approx(points["y"][inside].to_numpy(), abs=1e-6)


def test_every_study_is_named_and_described(points, check):
    ax = baujat(points, footnotes=["Equal-effects model."])
    check(ax)
    labels = {"Ramsaransing 2006", "Triantafyllou 2008", "Zoccolella", "Moghaddasi 2008"}
    assert labels <= set(said(ax))
    words = ax.get_label()
    assert words.startswith(
        "Baujat plot of 6 studies: Contribution to heterogeneity (Q) (x) and Influence on the "
        "pooled effect (y). Equal-effects model. "
    )
    x, y = points.loc[5, ["x", "y"]]
    assert f"Zoccolella {x:.2f} and {y:.2f}." in words


def test_axes_may_be_named(points):
    ax = baujat(points, across="Squared Pearson residual", upwards="Squared change")
    assert {"Squared Pearson residual", "Squared change"} <= set(said(ax))


@pytest.mark.parametrize("k", [1, 2, 13, 40])
@pytest.mark.parametrize("size", [1e-9, 1.0, 1e6])
def test_nothing_overlaps(nasty, check, k, size):
    rng = np.random.default_rng(k)
    frame = pd.DataFrame(
        {
            "study": [nasty[i % len(nasty)] for i in range(k)],
            "x": size * rng.chisquare(1, k),
            "y": size * rng.chisquare(1, k) ** 2,
        }
    )
    check(baujat(frame, across="word " * 60, upwards="word " * 60, footnotes=["word " * 60]))


def test_identical_studies_at_zero(points, check):
    same = points.assign(x=0.0, y=0.0)
    ax = baujat(same)
    check(ax)
    words = " ".join(said(ax))
    assert all(name in words for name in same["study"])


def test_links_and_the_same_bytes(points):
    linked = points.assign(url="https://example.org/a?b&c")
    text = to_svg(baujat(linked))
    assert text == to_svg(baujat(linked))
    assert len(list(ET.fromstring(text).iter("{http://www.w3.org/2000/svg}a"))) == len(points)
    assert min(word.get_fontsize() for word in baujat(linked).texts) >= 8
    assert show(baujat(linked)).alt == baujat(linked).get_label()


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("x", -1.0, r"row 0 \(Ramsaransing\): x: got -1, expected a finite number of at least 0"),
        ("y", math.nan, r"row 0 \(Ramsaransing\): y: got nan"),
        ("y", math.inf, r"row 0 \(Ramsaransing\): y: got inf"),
        ("study", None, r"row 0 \(no name\): study is missing"),
        ("url", "javascript:alert(1)", r"row 0 \(Ramsaransing\): url: got 'javascript"),
    ],
)
def test_refuses_rows_that_cannot_be_drawn(points, column, value, message):
    frame = points.assign(url=None).astype({column: object})
    frame.loc[0, column] = value
    with pytest.raises(ValueError, match=message):
        baujat(frame)


def test_refuses_frames_without_studies(points):
    with pytest.raises(ValueError, match="there is no row"):
        baujat(points[:0])
    with pytest.raises(ValueError, match="column x is missing"):
        baujat(points.drop(columns="x"))
    with pytest.raises(ValueError, match=r"row 1 .*row 3 "):
        baujat(points.assign(x=[1, -1, 1, -1, 1, 1]))
