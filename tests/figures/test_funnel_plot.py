"""The funnel plot: where studies, limits and shades stand, and where names find room."""

import math
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

import b12meta as b12
from b12meta.figures import Diamond, show, theme, to_svg
from b12meta.figures.funnel_plot import funnel
from b12meta.figures.label import Label
from b12meta.figures.numbers import Scale
from b12meta.stats.small_study.contours import funnel_contours

COLUMNS = ["study", "year", "yi", "sei", "low", "high", "level"]
NAN, INF = math.nan, math.inf
EXACT = 1e-9  # positions are handed to matplotlib as they are


@pytest.fixture
def rows():
    studies = [
        ("Ramsaransing", 2006, 0.8912, 0.1779, NAN, NAN, "means"),
        ("Masoud", 2007, 0.4548, 0.2809, NAN, NAN, "means"),
        ("Vrethem", 2003, 0.7555, 0.2395, 0.73, 0.78, "exact_p"),
        ("Fahmy", 2018, NAN, 0.2687, -0.53, 0.53, "bounded_p"),
        ("Ribeiro", 2024, NAN, 0.1028, 0.34, INF, "bounded_p"),
        ("Reynolds", NAN, NAN, 0.2583, NAN, -0.21, "significance"),
        ("Silent", 1999, NAN, NAN, NAN, NAN, "none"),
    ]
    return pd.DataFrame(studies, columns=COLUMNS)


@pytest.fixture
def pooled(rows):
    exact = rows.dropna(subset=["yi"])
    return b12.pool(exact["yi"], exact["sei"] ** 2)


@pytest.fixture
def contours(rows, pooled):
    return funnel_contours(rows["sei"].max(), pooled=pooled.estimate)


def points(ax):
    found = [item for item in ax.collections if item.get_offset_transform() == ax.transData]
    return np.array([item.get_offsets()[0] for item in found])


def bars(ax):
    """Left end, right end and height of the bars of bounds."""
    edged = [p for p in ax.patches if to_hex(p.get_edgecolor()) == theme.STUDY]
    inside = [p for p in edged if p.get_transform().contains_branch(ax.transData)]
    return [(p.get_xy()[:, 0].min(), p.get_xy()[:, 0].max(), p.get_xy()[0, 1]) for p in inside]


def regions(ax):
    """Corners and opacity of the shades."""
    shades = [p for p in ax.patches if p.get_linewidth() == 0 and p.get_zorder() < 1]
    return [(p.get_xy()[:-1], p.get_facecolor()[3]) for p in shades]


def lines(ax, color):
    """Ends of the lines of the panel, which may stop at names between them."""
    return [line[[0, -1]] for line in whole_lines(ax, color)]


def whole_lines(ax, color):
    """Lines of the panel, as arrays of shape (m, 2), a row of NaN where they stop."""
    found = [one for one in ax.lines if to_hex(one.get_color()) == color]
    inside = [one for one in found if one.get_transform().contains_branch(ax.transData)]
    return [np.column_stack(one.get_data()) for one in inside]


def heights(ax, sei, largest):
    return ax.get_ylim()[0] * np.asarray(sei) / largest


def said(ax):
    return [text.shown for text in ax.texts if isinstance(text, Label)]


def test_points_stand_on_effect_and_standard_error(rows):
    ax = funnel(rows)
    exact = rows.dropna(subset=["yi"])
    assert points(ax)[:, 0] == pytest.approx(exact["yi"].to_numpy(), abs=EXACT)
    expected = heights(ax, exact["sei"], 1.08 * rows["sei"].max())
    assert points(ax)[:, 1] == pytest.approx(expected, abs=EXACT)


def test_bars_end_at_the_bounds_or_at_the_edge(rows):
    ax = funnel(rows)
    low, high = ax.get_xlim()
    ends = np.array([bar[:2] for bar in bars(ax)])
    assert ends == pytest.approx(np.array([(-0.53, 0.53), (0.34, high), (low, -0.21)]), abs=EXACT)
    expected = heights(ax, rows["sei"][3:6], 1.08 * rows["sei"].max())
    assert [bar[2] for bar in bars(ax)] == pytest.approx(expected, abs=EXACT)


def test_open_ends_have_room_to_point(rows):
    far = rows.assign(low=rows["low"].replace(0.34, 5.0))
    ax = funnel(far)
    assert ax.get_xlim()[1] > 5.5
    assert bars(ax)[1][0] == pytest.approx(5.0)


def test_wide_bound_does_not_squeeze_the_studies(rows):
    ax = funnel(rows.assign(high=rows["high"].replace(0.53, 400.0)))
    low, high = ax.get_xlim()
    assert high - low < 4
    assert bars(ax)[0][1] == high


def test_limits_are_drawn_where_they_were_computed(rows, pooled, contours):
    ax = funnel(rows, pooled, contours=contours)
    largest = contours.sei.max()
    drawn = lines(ax, theme.CONTEXT)
    given = [
        np.column_stack([end[at], heights(ax, contours.sei[at], largest)])
        for end in (contours.low, contours.high)
        for at in ([0, 1], [2, 3], [4, 5])
    ]
    assert len(drawn) == 6
    for one, other in zip(drawn, given, strict=True):
        assert one == pytest.approx(other, abs=EXACT)
    line, left, right = lines(ax, theme.POOLED)
    assert line[:, 0] == pytest.approx([pooled.estimate] * 2, abs=EXACT)
    assert line[:, 1] == pytest.approx([0, ax.get_ylim()[0]])
    assert left[1, 0] == pytest.approx(contours.low[-1], abs=EXACT)
    assert right[1, 0] == pytest.approx(contours.high[-1], abs=EXACT)
    assert left[0, 0] == right[0, 0] == pytest.approx(pooled.estimate)


def test_shades_lie_between_the_contours_and_fade_outwards(rows, contours):
    ax = funnel(rows, contours=contours)
    z = [1.6448536, 1.9599640, 2.5758293]  # table of the normal distribution
    half = [value * contours.sei.max() for value in z]
    edges = [*half, ax.get_xlim()[1]]
    right = regions(ax)[3:]
    bottom = ax.get_ylim()[0]
    for (corners, _), inner, outer in zip(right, edges[:-1], edges[1:], strict=True):
        at_bottom = corners[corners[:, 1] == bottom, 0]
        assert sorted(at_bottom) == pytest.approx([inner, outer], rel=1e-7)
    opacity = [shade for _, shade in right]
    assert opacity == sorted(opacity, reverse=True)
    assert len(set(opacity)) == 3
    assert [shade for _, shade in regions(ax)[:3]] == opacity


def test_keys_say_what_is_drawn_and_nothing_else(rows, pooled, contours):
    words = said(funnel(rows, pooled, contours=contours))
    for key in (
        "estimate", "bounds only: the estimate must lie between them", "no bound on this side",
        "p > 0.10", "p 0.05 to 0.10", "p 0.01 to 0.05", "p < 0.01",
        "pseudo 95% limits around it",
    ):  # fmt: skip
        assert key in words
    text = Scale(ratio=False)
    low, high = text.text(pooled.ci.low), text.text(pooled.ci.high)
    assert f"pooled SMD {text.text(pooled.estimate)} [95% CI {low} to {high}]" in words
    bare = said(funnel(rows.dropna(subset=["yi"])))
    assert not any(
        word.startswith(("pooled", "pseudo", "p ", "bounds", "estimate")) for word in bare
    )
    shares = said(funnel(rows, contours=funnel_contours(0.3, levels=[0.8, 0.999])))
    assert {"p > 0.20", "p 0.001 to 0.20", "p < 0.001"} <= set(shares)


def test_study_without_a_result_is_named_below_and_not_drawn(rows):
    ax = funnel(rows)
    assert "Not drawn, nothing printed: Silent 1999." in said(ax)
    assert "Silent 1999" not in said(ax)
    assert len(points(ax)) + len(bars(ax)) == 6


def test_description_holds_every_number(rows, pooled, contours):
    words = funnel(rows, pooled, contours=contours).get_label()
    assert words.startswith(
        "Funnel plot of 7 studies, 3 known by bounds only, 1 without a printed result, SMD against "
        "standard error: pooled SMD "
    )
    for part in (
        "from the middle outwards: p > 0.10; p 0.05 to 0.10; p 0.01 to 0.05; p < 0.01.",
        "Below 0 is lower in MS, above 0 is higher in MS.",
        "Ramsaransing 2006 0.89 (0.178);",
        "Fahmy 2018 between −0.53 and 0.53 (0.269);",
        "Ribeiro 2024 above 0.34 (0.103);",
        "Reynolds below −0.21 (0.258);",
        "Silent 1999 nothing printed.",
    ):
        assert part in words


def test_ratios_are_written_as_ratios(rows, check):
    log = rows.assign(yi=np.log([0.5, 2.0, 4.0, NAN, NAN, NAN, NAN]))
    ax = funnel(log, Diamond("All", 0.0, -0.1, 0.1), measure="OR", ratio=True)
    assert points(ax)[:, 0] == pytest.approx(np.log([0.5, 2, 4]))
    assert {"0.5", "1", "2"} <= set(said(ax))
    assert "All, OR 1.00 [95% CI 0.90 to 1.11]" in said(ax)
    assert "Standard error of log OR" in said(ax)
    assert "Ramsaransing 2006 0.50 (0.178)" in ax.get_label()
    assert "Below 1 is lower" in ax.get_label()
    check(ax)


def test_words_alone_are_said_below(rows):
    ax = funnel(rows, Diamond("Two studies: no pooled verdict"))
    assert "Two studies: no pooled verdict." in said(ax)
    assert lines(ax, theme.POOLED) == []


def test_any_object_with_the_columns_will_do(rows, pooled, contours):
    ours = to_svg(funnel(rows, pooled, contours=contours))
    frame = pd.DataFrame(contours._asdict())
    loose = SimpleNamespace(**{name: list(frame[name]) for name in frame})
    assert to_svg(funnel(rows, pooled, contours=frame)) == ours
    assert to_svg(funnel(rows, pooled, contours=loose)) == ours


def test_identical_studies_and_one_alone(rows, check):
    one = rows[:1]
    ax = funnel(one)
    check(ax)
    assert ax.get_label().startswith("Funnel plot of 1 study, SMD")
    same = pd.concat([one] * 12).assign(study=[f"Twin {i}" for i in range(12)], yi=0.0)
    ax = funnel(same)
    check(ax)
    words = " ".join(said(ax))
    assert all(f"Twin {i} 2006" in words for i in range(12))


def test_names_keep_clear_of_all_marks(rows, pooled, contours, boxes):
    ax = funnel(rows, pooled, contours=contours)
    found, _ = boxes(ax)
    labels = rows["study"] + " " + rows["year"].map("{:.0f}".format)
    names = [box for word, box in found if word in set(labels)]
    assert len(names) == 5
    pixels = ax.transData.transform(points(ax))
    ends = [ax.transData.transform([(low, y), (high, y)]) for low, high, y in bars(ax)]
    for box in names:
        assert not any(box.contains(x, y) for x, y in pixels)
        for (left, y), (right, _) in ends:
            assert box.y1 < y or box.y0 > y or box.x1 < left or box.x0 > right


def test_no_limit_runs_through_a_name(rows, pooled, contours, boxes):
    """A name on a limit: the limit stops on one side and goes on, straight, on the other."""
    crossing = rows.assign(study="A name that is long enough to reach over limits")
    ax = funnel(crossing, pooled, contours=contours)
    found, _ = boxes(ax)
    names = [box for word, box in found if word.startswith("A name")]
    drawn = [*whole_lines(ax, theme.CONTEXT), *whole_lines(ax, theme.POOLED)]
    assert any(np.isnan(line).any() for line in drawn)
    for line in drawn:
        start, end = line[[0, -1]]
        for part in np.split(line, np.flatnonzero(np.isnan(line[:, 0]))):
            ends = part[~np.isnan(part[:, 0])]
            middle = [ends[0] + share * (ends[-1] - ends[0]) for share in np.linspace(0, 1, 50)]
            (right, down), (x, y) = end - start, (np.array(middle) - start).T
            assert x * down == pytest.approx(y * right, abs=1e-9 * abs(down))
            pixels = ax.transData.transform(middle)
            assert not any(box.shrunk(0.98, 0.6).contains(x, y) for box in names for x, y in pixels)


@pytest.mark.parametrize("k", [1, 6, 13, 40])
@pytest.mark.parametrize("size", [1e-4, 1.0, 98765.4])
def test_nothing_overlaps(nasty, check, k, size):
    rng = np.random.default_rng(k)
    effect, sei = size * rng.normal(0.3, 0.6, k), size * rng.uniform(0.05, 0.5, k)
    bounded = rng.random(k) < 0.4
    frame = pd.DataFrame(
        {
            "study": [nasty[i % len(nasty)] for i in range(k)],
            "yi": np.where(bounded, NAN, effect),
            "sei": sei,
            "low": np.where(rng.random(k) < 0.5, -INF, effect - sei),
            "high": effect + sei,
        }
    )
    limits = funnel_contours(sei.max(), pooled=0.3 * size)
    long = "much higher in people with multiple sclerosis than in any of the controls whatsoever"
    pool = Diamond("An equal-effects model of all", 0.3 * size, 0.2 * size, 0.4 * size)
    ax = funnel(
        frame, pool, contours=limits, measure="Mean difference in B12, pmol/L " * 3,
        sides=("lower", long), footnotes=["word " * 60],
    )  # fmt: skip
    check(ax)


def test_text_is_large_enough_and_the_same_bytes(rows, pooled, contours):
    linked = rows.assign(url="https://example.org/a?b&c")
    ax = funnel(linked, pooled, contours=contours)
    assert min(text.get_fontsize() for text in ax.texts) >= 8
    assert ax.get_figure().get_size_inches()[0] * 96 == pytest.approx(700)
    text = to_svg(ax)
    assert text == to_svg(funnel(linked, pooled, contours=contours))
    tree = ET.fromstring(text)
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}a"))) == 6
    assert "currentColor" in show(ax).html
    assert theme.INK not in show(ax).html


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("sei", 0.0, r"row 0 \(Ramsaransing\): sei: got 0, expected a finite number above 0"),
        ("sei", NAN, r"row 0 \(Ramsaransing\): sei: got nan"),
        ("yi", INF, r"row 0 \(Ramsaransing\): yi: got inf, expected a finite number, or bounds"),
        ("yi", NAN, r"row 0 \(Ramsaransing\): yi: got nan"),
        ("study", None, r"row 0 \(no name\): study is missing"),
        ("yi", "much", r"row 0 \(Ramsaransing\): yi: got 'much', expected a number"),
    ],
)
def test_refuses_rows_that_cannot_be_drawn(rows, column, value, message):
    frame = rows.astype({column: object})
    frame.loc[0, column] = value
    with pytest.raises(ValueError, match=message):
        funnel(frame)


def test_names_every_faulty_row_at_once(rows):
    rows.loc[[0, 4], "sei"] = -1.0
    rows.loc[3, "high"] = -0.7
    with pytest.raises(ValueError, match=r"row 0 .*row 3 .*low -0.53, high -0.7.*row 4 "):
        funnel(rows)


def test_refuses_frames_without_studies(rows):
    with pytest.raises(ValueError, match="there is no row"):
        funnel(rows[:0])
    with pytest.raises(ValueError, match="column sei is missing"):
        funnel(rows.drop(columns="sei"))
    with pytest.raises(ValueError, match="no study has an effect or a bound"):
        funnel(rows[6:])


def test_refuses_limits_of_other_studies(rows, pooled, contours):
    with pytest.raises(
        ValueError, match=r"they end at sei 0\.108; .* largest of the rows, 0\.2809"
    ):
        funnel(rows, contours=funnel_contours(0.1))
    with pytest.raises(ValueError, match=r"limits around 0\.4, the pooled effect is"):
        funnel(rows, pooled, contours=funnel_contours(0.3, pooled=0.4))
    with pytest.raises(ValueError, match="pooled: got list; expected one result"):
        funnel(rows, [pooled])
    frame = pd.DataFrame(contours._asdict())
    with pytest.raises(ValueError, match="contours: got kind 'arc'"):
        funnel(rows, contours=frame.replace({"kind": {"contour": "arc"}}))
