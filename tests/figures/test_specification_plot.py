"""The specification curve: what is drawn are the numbers and the options of the table."""

import itertools
import math
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Rectangle

from b12meta.figures import theme, to_svg
from b12meta.figures.specification_layout import CURVE
from b12meta.figures.specification_plot import specification_curve

EXACT = 1e-9  # positions are handed to matplotlib as they are
CHOICES = {
    "method": ["REML", "DL", "PM"],
    "test": ["Knapp-Hartung", "normal"],
    "reports": ["means", "bounds", "all"],
    "r": [0.7, 0.3],
}


def table_of(n, *, choices=CHOICES, seed=1, size=1.0):
    rng = np.random.default_rng(seed)
    combined = list(itertools.product(*choices.values()))
    rows = [combined[place % len(combined)] for place in range(n)]
    estimate, half = rng.normal(-0.15, 0.2, n), rng.uniform(0.1, 0.4, n)
    table = pd.DataFrame(rows, columns=list(choices), index=[f"s{place}" for place in range(n)])
    return table.assign(
        estimate=size * estimate,
        ci_low=size * (estimate - half),
        ci_high=size * (estimate + half),
    )


def drawn(table, **how):
    return specification_curve(table, list(CHOICES), **how)


def strokes(ax, color, opacity=None):
    """Strokes of one path, as arrays of x and y of both ends."""
    found = [
        patch.get_path().vertices.reshape(-1, 2, 2)
        for patch in ax.patches
        if isinstance(patch, PathPatch)
        and patch.get_data_transform() == ax.transData
        and to_hex(patch.get_edgecolor()) == color
        and patch.get_linewidth() > 0
        and (opacity is None or patch.get_edgecolor()[3] == pytest.approx(opacity))
    ]
    return np.concatenate(found) if found else np.empty((0, 2, 2))


def effect(ax, y):
    """From pixels back to effects, by the words of the ticks and where they stand."""
    high = ax.get_figure().get_size_inches()[1] * 96
    ticks = {}
    for text in ax.texts:
        down = high - 96 * text.get_position()[1] - 0.33 * 12  # capitals are centred on it
        words = text.shown.replace("−", "-")
        number = words.replace(".", "").replace("-", "").isdigit()
        if text.get_horizontalalignment() == "right" and number and 30 <= down <= 30 + CURVE:
            ticks[down - 30] = float(words)
    (y0, v0), *_, (y1, v1) = sorted(ticks.items())
    return v0 + (np.asarray(y) - y0) * (v1 - v0) / (y1 - y0)


@pytest.mark.parametrize("n", [1, 3, 36, 300])
def test_intervals_and_estimates_are_those_of_the_table_in_their_order(n):
    table = table_of(n)
    table.loc["s0", ["estimate", "ci_low", "ci_high"]] = [-0.3, -0.6, 0.1]
    ax = drawn(table)
    ordered = table.sort_values("estimate")
    away = (ordered["ci_low"] > 0) | (ordered["ci_high"] < 0)
    for opacity, chosen in ((0.8, away), (0.3, ~away)):
        lines = strokes(ax, theme.STUDY, opacity)
        assert lines[:, 0, 0] == pytest.approx(np.flatnonzero(chosen) + 0.5, abs=EXACT)
        assert effect(ax, lines[:, 0, 1]) == pytest.approx(ordered["ci_low"][chosen], abs=1e-6)
        assert effect(ax, lines[:, 1, 1]) == pytest.approx(ordered["ci_high"][chosen], abs=1e-6)
    lines = strokes(ax, theme.INK, 1.0)
    assert lines[:, :, 0].mean(1) == pytest.approx(np.arange(n) + 0.5, abs=EXACT)
    assert effect(ax, lines[:, 0, 1]) == pytest.approx(ordered["estimate"], abs=1e-6)


def test_thousands_of_estimates_are_one_line():
    table = table_of(2000)
    ax = drawn(table)
    line = next(line for line in ax.lines if len(line.get_xdata()) == 2000)
    assert effect(ax, line.get_ydata()) == pytest.approx(np.sort(table["estimate"]), abs=1e-6)
    assert len(strokes(ax, theme.STUDY)) == 2000


def test_ticks_stand_where_an_option_was_chosen():
    table = table_of(36)
    ax = drawn(table)
    ordered = table.sort_values("estimate")
    ticks = strokes(ax, theme.INK, 0.65)
    rows = sorted({round(y, 6) for y in ticks[:, :, 1].mean(1)})
    options = [(name, option) for name, given in CHOICES.items() for option in sorted_as(given)]
    assert len(rows) == len(options)
    for y, (name, option) in zip(rows, options, strict=True):
        at = ticks[np.isclose(ticks[:, :, 1].mean(1), y), 0, 0]
        assert at == pytest.approx(np.flatnonzero(ordered[name] == option) + 0.5, abs=EXACT)
        middle = 30 + y
        words = {text.shown for text in ax.texts if abs(where(ax, text) - middle) < 1}
        assert words == {str(option), str((table[name] == option).sum())}


def sorted_as(options):
    """Numbers rising, words as they come."""
    return sorted(options) if isinstance(options[0], float) else options


def where(ax, text):
    high = ax.get_figure().get_size_inches()[1] * 96
    return high - 96 * text.get_position()[1] - 0.33 * text.get_fontsize() * 96 / 72


def test_strips_are_shares_of_stretches():
    table = table_of(1000)
    ax = drawn(table)
    ordered = table.sort_values("estimate").reset_index(drop=True)
    stretch = np.searchsorted(np.arange(121) * 1000 // 120, ordered.index, side="right") - 1
    boxes = [
        patch.get_path().vertices.reshape(-1, 5, 2)
        for patch in ax.patches
        if isinstance(patch, PathPatch)
        and patch.get_data_transform() == ax.transData
        and not patch.get_linewidth()
    ]
    edges = np.arange(121) * 1000 // 120
    rows = sorted({round(box[:, 1].min(), 6) for step in boxes for box in step})
    options = [(name, option) for name, given in CHOICES.items() for option in sorted_as(given)]
    assert len(rows) == len(options)
    for bound, step in zip((1e-9, 0.1, 0.25, 0.5, 0.75), boxes, strict=True):
        for y, (name, option) in zip(rows, options, strict=True):
            share = (ordered[name] == option).groupby(stretch).mean()
            covered = np.zeros(120, bool)
            for box in step[np.isclose(step[:, :, 1].min(1), y)]:
                first, end = np.searchsorted(edges, [box[0, 0], box[1, 0]])
                covered[first:end] = True
            assert (covered == (share >= bound)).all()


@pytest.mark.parametrize("n", [36, 1000])
def test_the_headline_stands_in_its_place_with_its_options(n):
    table = table_of(n)
    ax = drawn(table, highlight="s7")
    place = int((table["estimate"] < table.loc["s7", "estimate"]).sum())
    marks = [c.get_offsets()[0] for c in ax.collections if c.get_offset_transform() == ax.transData]
    assert len(marks) == 1 + len(CHOICES)
    assert {x for x, _ in marks} == {place + 0.5}
    assert effect(ax, marks[0][1]) == pytest.approx(table.loc["s7", "estimate"], abs=1e-6)
    rows = {round(y + 30): y for _, y in marks[1:]}
    named = {
        text.shown: round(where(ax, text))
        for text in ax.texts
        if text.get_horizontalalignment() == "left"
    }
    assert {named[str(table.loc["s7", name])] for name in CHOICES} == set(rows)
    at, low, high = table.loc["s7", ["estimate", "ci_low", "ci_high"]]
    said = f"{at:.2f} [{low:.2f} to {high:.2f}], place {place + 1:,} of {n:,}".replace("-", "−")
    assert any(text.shown == f"headline: {said}" for text in ax.texts)
    assert f"Headline: {said}." in ax.get_label()


def test_the_band_spans_the_smallest_effect():
    ax = drawn(table_of(36), smallest=0.2)
    band = next(p for p in ax.patches if isinstance(p, Rectangle))
    ends = effect(ax, [band.get_y() + band.get_height(), band.get_y()])
    assert ends == pytest.approx([-0.2, 0.2], abs=1e-6)
    assert not any(isinstance(p, Rectangle) for p in drawn(table_of(36)).patches)


def test_the_description_counts_and_takes_medians():
    table = table_of(36)
    said = drawn(table, smallest=0.2).get_label()
    low, middle, high = np.percentile(table["estimate"], [0, 50, 100])
    below, above = (table["ci_high"] < 0).sum(), (table["ci_low"] > 0).sum()
    first = f"SMD from {low:.2f} to {high:.2f}, median {middle:.2f}.".replace("-", "−")
    assert said.startswith(f"Specification curve of 36 specifications: {first}")
    assert f"wholly below 0: {below}; above: {above}; neither: {36 - below - above}." in said
    under, over = (table["estimate"] < -0.2).sum(), (table["estimate"] > 0.2).sum()
    assert (
        f"Estimates below −0.20: {under}; above 0.20: {over}; between: {36 - under - over}" in said
    )
    for name in CHOICES:
        for option, group in table.groupby(name):
            words = f"{group['estimate'].median():.2f} ({len(group)})".replace("-", "−")
            assert f"{option} {words}" in said
    moved = table.assign(**{c: table[c] + 0.5 for c in ("estimate", "ci_low", "ci_high")})
    assert drawn(moved, smallest=0.2).get_label() != said


def test_ratios_are_written_as_ratios():
    table = table_of(36)
    said = drawn(table, ratio=True, measure="OR", smallest=math.log(1.25)).get_label()
    low, high = np.exp(table["estimate"].min()), np.exp(table["estimate"].max())
    assert f"OR from {low:.2f} to {high:.2f}" in said
    assert "Intervals wholly below 1" in said
    assert "Estimates below 0.80" in said


def test_intervals_without_end_or_without_interval():
    table = table_of(36)
    table.loc["s3", ["estimate", "ci_low", "ci_high"]] = [-0.1, -math.inf, 0.2]
    table.loc["s4", ["estimate", "ci_low", "ci_high"]] = [0.1, 0.05, math.inf]
    table.loc["s5", ["ci_low", "ci_high"]] = math.nan
    ax = drawn(table, highlight="s5")
    lines = strokes(ax, theme.STUDY)
    assert len(lines) == 35
    assert np.isfinite(lines).all()
    assert lines[:, :, 1].min() == 0.0
    assert lines[:, :, 1].max() == CURVE
    shown = " ".join(text.shown for text in ax.texts)
    assert "2 intervals go on beyond the edge of the panel." in shown
    assert "1 specification without an interval." in shown
    assert "inf" not in to_svg(ax)
    assert ">nan" not in to_svg(ax)
    alone = table.loc[["s5"]]
    assert "neither: 0" in drawn(alone, highlight="s5").get_label()


def test_options_stand_in_the_order_of_their_categories_and_nothing_chosen_has_no_tick():
    table = table_of(36)
    order = ["PM", "EB", "REML"]
    known = table["method"].where(table["method"].isin(order))
    table["method"] = pd.Categorical(known, categories=order)
    ax = drawn(table)
    places = {text.shown: where(ax, text) for text in ax.texts}
    assert places["PM"] < places["REML"] < places["test"]
    assert "EB" not in places
    assert "DL" not in places
    assert places["0.3"] < places["0.7"]
    assert len(strokes(ax, theme.INK, 0.65)) == 4 * 36 - table["method"].isna().sum()


def test_choices_may_have_names():
    ax = specification_curve(table_of(6), {"method": "τ² estimator", "test": "Interval"})
    shown = [text.shown for text in ax.texts]
    assert {"τ² estimator", "Interval"} <= set(shown)
    assert "method" not in shown


@pytest.mark.parametrize("size", [1e-4, 1.0, 1e5])
@pytest.mark.parametrize("n", [1, 3, 90])
def test_nothing_overlaps(nasty, check, n, size):
    choices = {
        nasty[1]: nasty[:4],
        "x" * 200: [*nasty[4:], "y" * 300],
        "short": ["a", "b"],
    }
    table = table_of(n, choices=choices, size=size)
    long = "much higher in people with multiple sclerosis than in any of the controls whatsoever"
    ax = specification_curve(
        table, list(choices), highlight="s0", smallest=0.2 * size, measure="z" * 150,
        sides=(long, long), footnotes=["word " * 60],
    )  # fmt: skip
    check(ax)
    ET.fromstring(to_svg(ax))
    check(specification_curve(table, list(choices)))


@pytest.mark.parametrize("n", [400, 2000])
def test_the_file_stays_small(n):
    choices = {f"choice {place}": [f"option {place}.{i}" for i in range(4)] for place in range(10)}
    rng = np.random.default_rng(n)
    table = table_of(n).assign(**{name: rng.choice(given, n) for name, given in choices.items()})
    ax = specification_curve(table, list(choices), highlight="s1", smallest=0.2)
    svg = to_svg(ax)
    assert len(svg) < 200_000
    assert svg == to_svg(ax)
    assert 'viewBox="-16 -10 732 ' in svg


def test_bad_rows_are_all_named():
    table = table_of(6)
    table.loc["s1", "estimate"] = math.nan
    table.loc["s2", "ci_low"] = math.nan
    table.loc["s3", ["ci_low", "ci_high"]] = [9.0, 10.0]
    table.loc["s4", "estimate"] = math.inf
    message = (
        r"row s1: estimate: got nan.*; row s2: ci_low, ci_high: got nan and .*expected both or "
        r"neither; row s3: ci_low, estimate, ci_high: got 9, .*; row s4: estimate: got inf"
    )
    with pytest.raises(ValueError, match=message):
        drawn(table)


@pytest.mark.parametrize(
    ("change", "how", "message"),
    [
        (lambda t: t.drop(columns="ci_low"), {}, "column ci_low is missing"),
        (lambda t: t.drop(columns="r"), {}, "column r is missing"),
        (lambda t: t.iloc[:0], {}, "there is no row"),
        (lambda t: t, {"highlight": "no"}, "'no' labels 0 rows"),
        (lambda t: t.set_axis(["a"] * 6), {"highlight": "a"}, "'a' labels 6 rows"),
        (lambda t: t, {"smallest": -0.2}, "smallest: got -0.2, expected a finite number above 0"),
        (lambda t: t, {"smallest": math.nan}, "smallest: got nan"),
    ],
)
def test_what_cannot_be_drawn_is_named(change, how, message):
    with pytest.raises(ValueError, match=message):
        drawn(change(table_of(6)), **how)
    with pytest.raises(ValueError, match="choices: got none"):
        specification_curve(table_of(6), [])
