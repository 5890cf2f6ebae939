"""The GOSH plot: what is drawn are the counts of the subsets, and the numbers said are theirs."""

from bisect import bisect_right
from collections import Counter
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.patches import PathPatch, Polygon

import b12meta as b12
from b12meta.figures import theme, to_svg
from b12meta.figures.gosh_plot import gosh
from b12meta.figures.gosh_raster import opacities, runs, steps
from b12meta.stats.batch import fit_members

# Colditz 1994: TB among vaccinated and others, as in metadat's dat.bcg
TPOS = np.array([4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27])
TNEG = np.array([119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886])
CPOS = np.array([11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29])
CNEG = np.array([128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825])
YI = np.log(TPOS / (TPOS + TNEG) / (CPOS / (CPOS + CNEG)))
VI = 1 / TPOS - 1 / (TPOS + TNEG) + 1 / CPOS - 1 / (CPOS + CNEG)
LABELS = [f"Trial {place}" for place in range(13)]
EXACT = 1e-9  # positions are handed to matplotlib as they are


def subsets(yi, vi, numbers, **how):
    fits = fit_members(yi, vi, numbers, **how)
    bits = np.asarray(numbers)
    return SimpleNamespace(**fits, contains=lambda study: (bits >> study & 1).astype(bool))


def noise(n, *, seed=1, size=1.0):
    """Stand-ins for fits that lie anywhere."""
    rng = np.random.default_rng(seed)
    inside = rng.random(n) < 0.5
    inside[:2] = [True, False]
    return SimpleNamespace(
        estimate=size * rng.normal(size=n), tau2=size * rng.random(n), i2=rng.random(n),
        k=rng.integers(1, 30, n), contains=lambda _: inside,
    )  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return subsets(YI, VI, range(1, 2**13))


def rasters(ax):
    """Steps of shades in the order of drawing, each as its rectangles."""
    return [
        patch.get_path().vertices.reshape(-1, 5, 2)
        for patch in ax.patches
        if isinstance(patch, PathPatch) and patch.get_data_transform() == ax.transData
    ]


def cells(x, y, bins, roof):
    """Counts by cell, point by point."""
    across, up = np.linspace(min(x), max(x), bins[0] + 1), np.linspace(0, roof, bins[1] + 1)
    place = zip(x, y, strict=True)
    return Counter(
        (min(bisect_right(across, a), bins[0]) - 1, min(bisect_right(up, b), bins[1]) - 1)
        for a, b in place
    )


def test_shades_cover_the_cells_that_reach_them(found):
    bins = (20, 10)
    ax = gosh(found, bins=bins)
    counted = cells(found.estimate, found.i2, bins, found.i2.max())
    across = np.linspace(found.estimate.min(), found.estimate.max(), 21)
    least = steps(max(counted.values()))
    assert len(rasters(ax)) == len(least) > 3
    for bound, boxes in zip(least, rasters(ax), strict=True):
        covered = set()
        for box in boxes:
            left, right = (np.abs(across - x).argmin() for x in (box[0, 0], box[1, 0]))
            assert across[[left, right]] == pytest.approx(box[[0, 1], 0], abs=EXACT)
            row = round((240 - box[2, 1]) / 24)  # a panel of ten rows keeps its least height
            covered |= {(column, row) for column in range(left, right)}
        assert covered == {cell for cell, n in counted.items() if n >= bound}


def test_margins_are_the_counts_by_column_and_row(found):
    bins = (20, 10)
    ax = gosh(found, bins=bins)
    counted = cells(found.estimate, found.i2, bins, found.i2.max())
    top, side = (patch.get_xy() for patch in ax.patches if isinstance(patch, Polygon))
    columns = np.array([sum(n for (i, _), n in counted.items() if i == j) for j in range(20)])
    rows = np.array([sum(n for (_, i), n in counted.items() if i == j) for j in range(10)])
    heights = top[0, 1] - top[1:-2:2, 1]
    assert heights == pytest.approx(52.0 * columns / columns.max(), abs=EXACT)
    pixel = np.diff(ax.get_xlim())[0] / (700 * ax.get_position().width)
    lengths = (side[1:-2:2, 0] - side[0, 0]) / pixel
    expected = 52.0 * np.minimum(rows / rows[1:].max(), 1.0)
    assert lengths == pytest.approx(expected, abs=1e-6)  # through the position of the Axes


def test_all_studies_together_are_a_diamond_at_the_pooled_effect(found):
    ax = gosh(found, ratio=True, measure="Risk ratio")
    pooled = b12.pool(YI, VI)
    mark = next(c for c in ax.collections if c.get_offset_transform() == ax.transData)
    x, y = mark.get_offsets()[0]
    assert x == pytest.approx(pooled.estimate, abs=1e-9)  # a batched fit
    height = ax.get_ylim()[0] - 3.0
    assert y == pytest.approx(height * (1 - pooled.i2 / found.i2.max()), abs=1e-6)
    shown = [text.shown for text in ax.texts]
    assert f"all 13 studies: {np.exp(pooled.estimate):.2f}, I² {100 * pooled.i2:.0f}%" in shown


def test_the_description_holds_the_numbers(found):
    said = gosh(found, of="tau2", highlight="Trial 7", labels=LABELS).get_label()
    assert said.startswith("GOSH plot of 8,191 subsets of 13 studies: SMD (x) and τ² (y).")
    having = np.arange(1, 2**13) >> 7 & 1 == 1
    for chosen, name in (
        (np.ones(8191, bool), "All subsets"),
        (having, "The 4,096 subsets with Trial 7"),
        (~having, "The 4,095 subsets without Trial 7"),
    ):
        low, first, middle, third, high = np.percentile(
            found.estimate[chosen], [0, 25, 50, 75, 100]
        )
        words = (
            f"{name}: estimates from {low:.2f} to {high:.2f}, the middle half from {first:.2f} to "
            f"{third:.2f}, median {middle:.2f}; τ² from 0 to {found.tau2[chosen].max():.2f}"
        ).replace("-", "−")
        assert words in said
    none = 100 * (found.tau2 == 0).mean()
    assert f"No heterogeneity (τ² = 0): {none:.1f}% of subsets;" in said


def test_a_highlighted_study_is_found_by_number_or_name_and_drawn_as_stripes(found):
    ax = gosh(found, highlight=7, labels=LABELS)
    assert to_svg(ax) == to_svg(gosh(found, highlight="Trial 7", labels=LABELS))
    assert ax.get_label() != gosh(found, highlight=6, labels=LABELS).get_label()
    high = [boxes[0, 2, 1] - boxes[0, 0, 1] for boxes in rasters(ax)]
    assert set(np.round(high, 6)) == {6.0, 3.6}
    hues = {tuple(np.round(patch.get_facecolor()[:3], 3)) for patch in ax.patches}
    assert len(hues) >= 2
    assert "study 8" in gosh(found, highlight=7).get_label()


def test_values_far_out_are_left_out_and_said():
    fits = noise(5000)
    fits.tau2[17] = 900.0
    ax = gosh(fits, of="tau2")
    left = int((fits.tau2 > np.quantile(fits.tau2, 0.9975)).sum())
    assert f"{left} of 5,000 subsets lie beyond the edges and are not drawn." in ax.get_label()
    assert any("beyond the edges" in text.shown for text in ax.texts)


def test_a_bar_of_no_heterogeneity_that_would_dwarf_the_others_is_cut_and_said():
    fits = noise(3000)
    assert "is cut" not in gosh(fits).get_label()
    fits.i2[:1500] = 0.0
    assert "I² = 0): 50.0% of subsets. Their bar at the side is cut." in gosh(fits).get_label()


def test_random_subsets_do_not_tell_how_many_studies_there_are():
    ax = gosh(noise(200))
    assert "200 subsets of up to 29 studies" in ax.get_label()
    assert "together" not in ax.get_label()
    assert "of 40 studies" in gosh(noise(200), labels=["a"] * 40).get_label()


def test_fits_that_know_more_are_asked(found):
    """Labels that are numbers themselves are not mistaken for places."""
    labels = tuple(range(100, 113))
    fits = SimpleNamespace(
        **vars(found) | {"contains": lambda label: found.contains(labels.index(label))},
        labels=labels, size=13, overall=b12.pool(YI, VI),
    )  # fmt: skip
    said = gosh(fits, highlight="107").get_label()
    assert said == gosh(fits, highlight=7).get_label()
    assert said == gosh(found, highlight="107", labels=[*map(str, labels)]).get_label()
    some = noise(50)
    some.size, some.overall = 40, SimpleNamespace(estimate=0.25, i2=0.4, tau2=0.1)
    shown = [text.shown for text in gosh(some).texts]
    assert "all 40 studies: 0.25, I² 40%" in shown


@pytest.mark.parametrize("how", [{}, {"highlight": 0}])
@pytest.mark.parametrize("n", [3000, 5000, 200_000])
def test_the_file_stays_small_however_the_points_lie(n, how):
    """Nothing is harder than points everywhere: no neighbours share a shade."""
    assert len(to_svg(gosh(noise(n), **how))) < 150_000


def test_the_million_subsets_of_twenty_studies():
    rng = np.random.default_rng(3)
    yi, vi = rng.normal(0.2, 0.3, 20), rng.uniform(0.01, 0.1, 20)
    fits = subsets(yi, vi, range(1, 2**20), method="DL", columns=["estimate", "i2", "tau2", "k"])
    ax = gosh(fits, highlight=int(np.argmax(yi)))
    assert "1,048,575 subsets of 20 studies" in ax.get_label()
    assert len(to_svg(ax)) < 150_000


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("n", [2, 900])
def test_nothing_overlaps(nasty, check, size, n):
    for of in ("i2", "tau2"):
        for name in (nasty[1], "x" * 300, nasty[-1]):
            fits = noise(n, size=size)
            long = {"measure": "y" * 200, "footnotes": ["word " * 60]}
            ax = gosh(fits, highlight=1, labels=[*nasty[:1], name] + nasty * 4, of=of, **long)
            check(ax)
            ET.fromstring(to_svg(ax))


def test_a_window_without_no_effect_has_no_tick_for_it(check):
    fits = SimpleNamespace(
        estimate=[-0.5, -0.3], tau2=[0.1, 0.2], i2=[0.2, 0.5], k=[2, 3],
        contains=lambda _: np.array([True, False]),
    )  # fmt: skip
    ax = gosh(fits, ratio=True)
    assert not {"1", "1.0"} & {text.shown for text in ax.texts}
    check(ax)


def test_subsets_that_all_agree():
    fits = SimpleNamespace(
        estimate=[0.3], tau2=[0.0], i2=[0.0], k=[1], contains=lambda _: np.array([True])
    )
    assert "1 subset of 1 study:" in gosh(fits).get_label()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"estimate": [np.nan, 1, np.inf]}, r"estimate of 2 subsets is not finite \(subset 0: nan"),
        ({"i2": [-1, 0, 0], "k": [0, 1, 1]}, r"i2 of 1 .*; k of 1 subsets is not finite and at"),
        ({"k": [1, 1]}, r"estimate \(3,\), i2 \(3,\), k \(2,\); expected arrays of one length"),
        ({"contains": lambda _: np.array([True] * 3)}, "in 3 of 3 subsets"),
        ({"contains": lambda _: np.array([1, 0, 0])}, "expected truth values"),
    ],
)
def test_what_cannot_be_drawn_is_named(change, message):
    fits = {
        "estimate": [0.1, 0.2, 0.15], "i2": [0.0, 0, 0.1], "tau2": [0.0, 0, 0], "k": [1, 1, 2],
        "contains": lambda _: np.array([True, False, True]),
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        gosh(SimpleNamespace(**fits | change), highlight=0)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"of": "q"}, "of: got 'q', expected i2 or tau2"),
        ({"highlight": "z", "labels": ["a", "b"] * 15}, "highlight: got 'z'; expected one of"),
        ({"highlight": "z"}, "no labels given"),
        ({"highlight": 30, "labels": ["a"] * 30}, "expected the number of a study, 0 to 29"),
        ({"highlight": -1}, "highlight: got -1"),
        ({"labels": ["a"]}, "labels: got 1 names, but a subset has 29 studies"),
    ],
)
def test_what_cannot_be_asked_is_named(how, message):
    with pytest.raises(ValueError, match=message):
        gosh(noise(300), **how)


def test_it_needs_fits_of_subsets():
    with pytest.raises(ValueError, match="got list without estimate, i2, k, contains"):
        gosh([])


def test_runs_are_neighbours_that_are_inside():
    rng = np.random.default_rng(0)
    inside = rng.random((7, 5)) < 0.5
    rebuilt = np.zeros_like(inside)
    for row, first, end in runs(inside):
        assert not rebuilt[first:end, row].any()
        assert first == 0 or not inside[first - 1, row]
        rebuilt[first:end, row] = True
    assert (rebuilt == inside).all()


def test_shades_darken_step_by_step_as_the_key_shows(found):
    """Steps laid over each other have the opacity of the key's swatches."""
    patches = [p for p in gosh(found).patches if isinstance(p, PathPatch)]
    layers = [p.get_facecolor()[3] for p in patches[: len(patches) // 2]]
    seen = 1 - np.cumprod(1 - np.array(layers))
    assert seen == pytest.approx(opacities(len(layers)))
    assert [p.get_facecolor()[3] for p in patches[len(layers) :]] == pytest.approx(seen)
    assert theme.STUDY in to_svg(gosh(found))
