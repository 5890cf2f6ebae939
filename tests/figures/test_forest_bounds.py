"""Studies known by bounds only, groups, links, notes and several conclusions in a forest plot."""

import json
import math
import re
from typing import NamedTuple
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon, Rectangle

from b12meta.figures import Diamond, forest, show, theme, to_svg
from b12meta.figures.label import Label
from b12meta.figures.measure import width

SVG = "{http://www.w3.org/2000/svg}"
INF, NAN = math.inf, math.nan
EXACT = 1e-9  # positions are handed to matplotlib as they are
COLUMNS = ["study", "year", "n1i", "n2i", "yi", "ci_low", "ci_high", "low", "high", "weight"]


class Pair(NamedTuple):
    estimate: float
    ci: object


@pytest.fixture
def b12():
    """Two estimates and six bounds, as the studies of serum B12 print them."""
    rows = [
        ("Sener", 1996, 24, 20, -0.95, -1.57, -0.32, NAN, NAN, 0.09),
        ("Najafi", 2012, 60, 38, 0.22, -0.19, 0.63, NAN, NAN, 0.17),
        ("Zhang", 2014, 41, 42, NAN, NAN, NAN, -0.43, 0.43, 0.14),
        ("Fahmy", 2018, 45, 20, NAN, NAN, NAN, -0.53, 0.53, 0.12),
        ("Ramsaransing", 2006, 88, 57, NAN, NAN, NAN, -0.33, 0.33, 0.18),
        ("Vrethem", 2003, 72, 23, NAN, NAN, NAN, -0.47, 0.47, 0.13),
        ("Reynolds", 1992, 29, 31, NAN, NAN, NAN, -INF, -0.51, 0.08),
        ("Moghaddasi", 2013, 75, 75, NAN, NAN, NAN, -INF, -0.32, 0.09),
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["level"] = ["means"] * 2 + ["bounded_p"] * 2 + ["significance"] * 4
    return frame.assign(
        group=["Means"] * 2 + ["A bound on p"] * 2 + ["Significance only"] * 4,
        note=[""] * 2 + ["not different (p > 0.05)"] * 4 + ["significantly lower"] * 2,
        url="https://doi.org/10.1000/x?a=1&b=2",
    )


@pytest.fixture
def diamonds():
    return [
        Diamond("Means only, two studies: no pooled verdict"),
        Diamond("Every study (k = 8)", -0.18, -0.45, 0.10, (-0.9, 0.5), interval="CrI"),
    ]


def words(ax):
    return [text.shown for text in ax.texts if isinstance(text, Label)]


def on_line(ax, first):
    """Words on the line of a text, from left to right."""
    level = next(text.get_position()[1] for text in ax.texts if text.shown == first)
    line = [text for text in ax.texts if text.get_position()[1] == level]
    return [text.shown for text in sorted(line, key=lambda text: text.get_position()[0])]


def bars(ax):
    """Left and right end of each bar in the panel, and whether each end is pointed."""
    found = []
    for patch in ax.patches:
        if to_hex(patch.get_edgecolor()) == theme.STUDY and patch.get_transform().contains_branch(
            ax.transData
        ):
            x = patch.get_xy()[:, 0]
            found.append((x.min(), x.max(), x[1] > x[0], x[3] > x[2]))
    return found


def tips(ax):
    """Positions of the ticks at the ends of bars, in the panel."""
    return [
        line.get_xdata()[0]
        for line in ax.lines
        if to_hex(line.get_color()) == theme.STUDY and line.get_transform() == ax.transData
    ]


def diamond_shapes(ax):
    return [
        p
        for p in ax.patches
        if isinstance(p, Polygon) and to_hex(p.get_facecolor()) == theme.POOLED
    ]


def test_bars_end_at_the_bounds_and_point_where_there_is_none(b12, diamonds):
    ax = forest(b12, diamonds)
    low = ax.get_xlim()[0]
    drawn = bars(ax)
    ends = [(max(a, low), b) for a, b in zip(b12["low"], b12["high"], strict=True)][2:]
    assert np.array([bar[:2] for bar in drawn]) == pytest.approx(np.array(ends), abs=EXACT)
    assert [bar[2:] for bar in drawn] == [(False, False)] * 4 + [(True, False)] * 2
    finite = [-0.43, 0.43, -0.53, 0.53, -0.33, 0.33, -0.47, 0.47, -0.51, -0.32]
    assert tips(ax) == pytest.approx(finite, abs=EXACT)


def test_bars_are_pale_and_squares_are_only_for_estimates(b12):
    ax = forest(b12)
    assert {round(p.get_facecolor()[3], 3) for p in ax.patches if p.get_linewidth()} == {0.2}
    squares = [
        item
        for item in ax.collections
        if isinstance(item, PathCollection) and item.get_offset_transform() == ax.transData
    ]
    assert [item.get_offsets()[0][0] for item in squares] == [-0.95, 0.22]


def test_bound_that_leaves_the_window_is_cut_and_pointed(b12):
    b12.loc[2, "high"] = 40.0
    ax = forest(b12)
    assert ax.get_xlim()[1] < 5
    assert bars(ax)[0] == pytest.approx((-0.43, ax.get_xlim()[1], False, True))
    assert 40.0 not in tips(ax)
    assert "−0.43 to 40.00" in on_line(ax, "Zhang")


@pytest.mark.parametrize(
    ("low", "high", "text", "spoken"),
    [
        (-0.45, 0.0, "−0.45 to 0.00", "between −0.45 and 0.00"),
        (-INF, 0.0, "< 0.00", "below 0.00"),
        (0.31, INF, "> 0.31", "above 0.31"),
        (-INF, INF, "any value", "any value"),
        (0.2, 0.2, "0.20 to 0.20", "between 0.20 and 0.20"),
    ],
)
def test_bounds_in_words(low, high, text, spoken):
    rows = pd.DataFrame({"study": ["A"], "low": [low], "high": [high]})
    ax = forest(rows)
    assert on_line(ax, "A") == ["A", text]
    assert f"A {spoken}." in ax.get_label()
    assert "SMD, bounds" in words(ax)
    ET.fromstring(to_svg(ax))


def test_bounds_are_italic_and_end_where_the_digits_of_limits_end(b12, boxes):
    ax = forest(b12)
    (bound,) = [text for text in ax.texts if text.shown == "−0.43 to 0.43"]
    assert bound.get_fontstyle() == "italic"
    found = dict(boxes(ax)[0])
    bracket = width("]", theme.BODY)
    assert found["0.63]"].x1 - found["−0.43 to 0.43"].x1 == pytest.approx(bracket, abs=1.5)


def test_half_lines_alone_make_a_window_that_shows_where_they_point():
    ax = forest(pd.DataFrame({"study": ["A", "B"], "low": [-INF, 0.4], "high": [-0.5, INF]}))
    low, high = ax.get_xlim()
    assert low < -0.5 - 0.08 * (high - low)
    assert high > 0.4 + 0.08 * (high - low)


def test_a_study_that_printed_nothing_is_listed_without_a_mark(b12):
    b12.loc[3, ["low", "high", "weight"]] = NAN
    b12.loc[3, "level"] = "none"
    b12.loc[2, "weight"] = 0.26
    ax = forest(b12)
    assert on_line(ax, "Fahmy") == ["Fahmy", "2018", "45", "20", "nothing printed"]
    assert len(bars(ax)) == 5
    assert "8 studies, 5 known by bounds only, 1 without a printed result" in ax.get_label()


def test_groups_stand_under_their_headings(b12):
    said = words(forest(b12))
    order = ["Means", "Sener", "Najafi", "A bound on p", "Zhang", "Fahmy", "Significance only"]
    assert [word for word in said if word in order] == order


def test_notes_stand_right_below_their_study(b12):
    ax = forest(b12)
    height = {text.shown: text.get_position()[1] for text in ax.texts}
    gap = (height["Moghaddasi"] - height["significantly lower"]) * theme.PX_PER_INCH
    assert 10 < gap < 18
    assert "below −0.32 (significantly lower)" in ax.get_label()


def test_a_long_note_is_shortened_and_whole_in_its_title(b12, check):
    long = "the abstract says that levels were within the reference interval of the laboratory " * 2
    b12.loc[2, "note"] = long
    ax = forest(b12)
    check(ax)
    assert ax.get_figure().get_size_inches()[0] * 96 == pytest.approx(700)
    (short,) = [text for text in ax.texts if text.shown.startswith("the abstract")]
    assert (short.shown[-1], short.full) == ("…", long.strip())


def test_names_lead_to_their_source(b12):
    for text in (to_svg(forest(b12)), show(forest(b12)).html):
        root = ET.fromstring(re.search(r"<svg.*</svg>", text, re.DOTALL)[0])
        links = {a.find(f"{SVG}text").text: a.get("href") for a in root.iter(f"{SVG}a")}
        assert links == dict.fromkeys(b12["study"], "https://doi.org/10.1000/x?a=1&b=2")
        assert root.get("role") == "group"  # an image would hide its links


def test_names_may_lead_to_a_page_of_the_report(b12):
    page = "../docs/studies/sener1996.md#arms-48"
    assert to_svg(forest(b12.assign(url=page))).count(f'<a href="{page}">') == len(b12)


def test_lab_finds_no_link_in_a_drawing_that_it_would_rewrite(b12):
    """JupyterLab 4.6 sets `href` of every local link that has one, which fails in an SVG."""
    drawn = show(forest(b12.assign(url="../docs/studies/sener1996.md#arms-48"))).html
    root = ET.fromstring(re.search(r"<svg.*</svg>", drawn, re.DOTALL)[0])
    links = list(root.iter(f"{SVG}a"))
    assert len(links) == len(b12)
    for one in links:
        assert one.get("href") is None
        assert one.get("{http://www.w3.org/1999/xlink}href").endswith("sener1996.md#arms-48")
        place = json.loads(one.get("data-commandlinker-args"))
        assert place == {"path": "docs/studies/sener1996.md", "id": "#arms-48"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "//x.org", "x.org", "https://", "https://[x",
        "../docs/../../secret.md", "../docs/studies/x.html", "docs/studies/x.md",
    ],
)  # fmt: skip
def test_refuses_addresses_that_are_not_web_pages(b12, url):
    with pytest.raises(ValueError, match=r"row 0 \(Sener\): url: got .* https:// or http://"):
        forest(b12.assign(url=[url, *[None] * 7]))


def test_several_conclusions_from_top_to_bottom(b12, diamonds):
    ax = forest(b12, diamonds, footnotes=["Bayesian random-effects model.", "τ = 0.28."])
    said = words(ax)
    assert said.index("Means only, two studies: no pooled verdict") < said.index(
        "Every study (k = 8)"
    )
    assert on_line(ax, "Every study (k = 8)")[1:] == ["−0.18", "[−0.45,", "0.10]"]
    assert on_line(ax, "95% prediction interval")[1:] == ["[−0.90,", "0.50]"]
    (shape,) = diamond_shapes(ax)
    assert shape.get_xy()[:4, 0] == pytest.approx([-0.45, -0.18, 0.10, -0.18], abs=EXACT)
    (bar,) = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx((-0.9, 0.5), abs=EXACT)
    assert {"Bayesian random-effects model.", "τ = 0.28.", "14.0%"} <= set(said)
    assert "100%" not in said
    assert "SMD [95% interval] or bounds" in said


def test_description_names_every_conclusion(b12, diamonds):
    said = forest(b12, diamonds, footnotes=["τ = 0.28."]).get_label()
    title = (
        "Forest plot of 8 studies, 6 known by bounds only: Means only, two studies: no pooled "
        "verdict; Every study (k = 8), SMD −0.18 [95% CrI −0.45 to 0.10]. "
    )
    assert said.startswith(title)
    assert "95% prediction interval: −0.90 to 0.50. τ = 0.28. Below 0" in said
    assert "Zhang 2014 (41 with MS, 42 controls) between −0.43 and 0.43" in said


def test_pairs_of_label_and_result(rows, pooled, make_ends):
    least = Pair(0.8, make_ends(0.3, 1.3))
    ax = forest(rows, [("REML", pooled), ("Another", least)])
    assert on_line(ax, "REML")[1:] == ["0.90", "[0.50,", "1.31]"]
    assert "95% prediction interval, t with 4 df" in words(ax)
    assert on_line(ax, "Another")[1:] == ["0.80", "[0.30,", "1.30]"]
    assert len(diamond_shapes(ax)) == 2
    dotted = [line for line in ax.lines if to_hex(line.get_color()) == theme.POOLED]
    assert [line.get_xdata()[0] for line in dotted] == [0.8]


def test_weights_may_come_with_the_rows(rows):
    ax = forest(rows.assign(weight=[0.1, 0.2, 0.3, 0.4, 0.0]))
    areas = [item.get_sizes()[0] for item in ax.collections]
    assert areas[:4] / areas[3] == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert "40.0%" in on_line(ax, "Triantafyllou")


def test_footnotes_follow_those_of_the_result(rows, pooled):
    said = words(forest(rows, pooled, footnotes=["One study was left out."]))
    (spread,) = [place for place, word in enumerate(said) if word.startswith("Heterogeneity")]
    assert said[spread + 1] == "One study was left out."


def test_marks_are_explained_only_where_they_need_it(b12, rows):
    said = words(forest(b12))
    assert {"estimate with its interval", "no bound on this side"} <= set(said)
    assert "no bound on this side" not in words(forest(b12[:6].drop(columns="weight")))
    assert "estimate with its interval" not in words(forest(rows))


@pytest.mark.parametrize("size", [1.0, 4321.0])
@pytest.mark.parametrize("ratio", [False, True])
def test_nothing_overlaps(b12, diamonds, context, check, size, ratio):
    names = ["yi", "ci_low", "ci_high", "low", "high"]
    large = b12.assign(**{name: size * b12[name] for name in names})
    check(forest(large, diamonds, context=context, ratio=ratio, footnotes=["word " * 60]))
    check(forest(large[2:].drop(columns=["weight", "year", "n1i"]), ratio=ratio))


def test_same_figure_same_bytes(b12, diamonds):
    assert to_svg(forest(b12, diamonds)) == to_svg(forest(b12, diamonds))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("low", 0.9, r"row 2 \(Zhang\): got low 0.9, high 0.43; expected low <= high"),
        ("high", NAN, r"row 2 \(Zhang\): got low -0.43, high nan"),
        ("low", INF, r"row 2 \(Zhang\): got low inf"),
        ("level", "guess", r"row 2 \(Zhang\): level: got 'guess', expected one of means"),
        ("weight", 0.5, r"weight: got shares from 0.08 that sum to 1.36"),
        ("group", None, r"Zhang: no group, while other rows have one"),
        ("group", "Significance only", r"group 'Significance only' is in several places"),
    ],
)
def test_refuses_rows_that_cannot_be_drawn(b12, column, value, message):
    b12.loc[2, column] = value
    with pytest.raises(ValueError, match=message):
        forest(b12)


def test_refuses_an_empty_row_that_is_not_called_so(b12):
    b12.loc[2, ["low", "high"]] = NAN
    with pytest.raises(ValueError, match=r"row 2 \(Zhang\): got yi nan"):
        forest(b12)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((0.5, 0.6, 0.7), "low <= estimate <= high"),
        ((INF, 0.0, INF), "the estimate finite"),
        ((0.5, None, 0.7), "or none of the three"),
        ((NAN, 0.0, 1.0), "low <= estimate <= high"),
    ],
)
def test_refuses_diamonds_that_are_none(numbers, message):
    with pytest.raises(ValueError, match=message):
        Diamond("A", *numbers)


def test_refuses_other_conclusions(b12):
    with pytest.raises(ValueError, match="label is empty"):
        Diamond(" ")
    with pytest.raises(ValueError, match=r"pooled: got float; expected a result"):
        forest(b12, 0.5)
    with pytest.raises(ValueError, match=r"pooled\[0\]: got str; expected a Diamond"):
        forest(b12, ["every study"])
    with pytest.raises(ValueError, match="levels 90%, 95%; expected one level"):
        forest(b12, [Diamond("A", 0, -1, 1), Diamond("B", 0, -1, 1, level=0.9)])


def test_a_diamond_without_an_end_is_cut(b12):
    ax = forest(b12, Diamond("Every study", -0.4, -INF, 0.1))
    (shape,) = diamond_shapes(ax)
    assert shape.get_xy()[0, 0] == ax.get_xlim()[0]
    assert "[−∞," in on_line(ax, "Every study")
