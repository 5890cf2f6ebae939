"""What is drawn equals what was given: positions, areas, words. No pixel is compared."""

import math

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from b12meta.figures import forest, theme
from b12meta.figures.label import Label

EXACT = 1e-9  # positions are handed to matplotlib as they are
PX_PER_POINT = theme.PX_PER_INCH / 72


def texts(ax):
    return [text.shown for text in ax.texts if isinstance(text, Label)]


def squares(ax, color=theme.STUDY):
    found = [
        item
        for item in ax.collections
        if isinstance(item, PathCollection) and to_hex(item.get_facecolor()[0]) == color
    ]
    return [(*item.get_offsets()[0], item.get_sizes()[0]) for item in found]


def whiskers(ax, color=theme.INK):
    lines = [
        line for line in ax.lines if np.ptp(line.get_ydata()) == 0 and line.get_linewidth() == 1
    ]
    return [tuple(line.get_xdata()) for line in lines if to_hex(line.get_color()) == color]


def row_texts(ax, study):
    """All words on the line of a study, from left to right."""
    level = next(t.get_position()[1] for t in ax.texts if t.shown == study)
    line = [t for t in ax.texts if t.get_position()[1] == level]
    return [t.shown for t in sorted(line, key=lambda t: t.get_position()[0])]


def test_squares_stand_on_the_effects_and_their_area_is_the_weight(rows, pooled):
    drawn = squares(forest(rows, pooled))
    assert [x for x, _, _ in drawn] == pytest.approx(list(rows["yi"]), abs=EXACT)
    areas = np.array([area for *_, area in drawn])
    assert areas / areas.sum() == pytest.approx(pooled.weights, abs=EXACT)
    assert [y for _, y, _ in drawn] == sorted(y for _, y, _ in drawn)


def test_whiskers_end_at_the_limits(rows, pooled):
    expected = list(zip(rows["ci_low"], rows["ci_high"], strict=True))
    assert np.array(whiskers(forest(rows, pooled))) == pytest.approx(np.array(expected), abs=EXACT)


def test_corners_of_the_diamond_are_the_pooled_result(rows, pooled):
    ax = forest(rows, pooled)
    (diamond,) = [patch for patch in ax.patches if isinstance(patch, Polygon)]
    left, top, right, bottom, _ = diamond.get_xy()
    assert (left[0], right[0]) == pytest.approx((0.5, 1.31), abs=EXACT)
    assert (top[0], bottom[0]) == pytest.approx((0.9, 0.9), abs=EXACT)
    assert left[1] == right[1] == pytest.approx((top[1] + bottom[1]) / 2)


def test_bar_is_the_prediction_interval(rows, pooled):
    (bar,) = [patch for patch in forest(rows, pooled).patches if isinstance(patch, Rectangle)]
    assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx((0.16, 1.64), abs=EXACT)


def test_cells_are_the_numbers_of_the_row(rows, pooled):
    ax = forest(rows, pooled)
    assert row_texts(ax, "Masoud") == [
        "Masoud", "2007", "26", "26", "0.45", "[−0.10,", "1.01]", "15.0%",
    ]  # fmt: skip
    assert row_texts(ax, "Pooled effect") == ["Pooled effect", "0.90", "[0.50,", "1.31]", "100%"]
    interval = "95% prediction interval, t with 4 df"
    assert row_texts(ax, interval) == [interval, "[0.16,", "1.64]"]


def test_notes_name_the_model_and_the_spread(rows, pooled):
    words = texts(forest(rows, pooled))
    assert "Random-effects model, REML; Knapp-Hartung interval, factor not below 1." in words
    assert "Heterogeneity: τ² = 0.049, I² = 50%; Q = 7.99, 4 df, p = 0.092." in words
    assert {"← lower in MS", "higher in MS →"} <= set(words)


def test_without_a_pool_there_are_no_weights_and_equal_squares(rows):
    ax = forest(rows)
    assert len({area for *_, area in squares(ax)}) == 1
    assert not ax.patches
    assert "Weight" not in texts(ax)
    assert "not pooled" in ax.get_label()


def test_context_is_drawn_apart(rows, pooled, context):
    ax = forest(rows, pooled, context=context)
    assert [x for x, _, _ in squares(ax, theme.CONTEXT)] == list(context["yi"])
    assert "Earlier reviews, not pooled here" in texts(ax)
    assert "16 studies" in row_texts(ax, "Li")
    assert len(squares(ax)) == len(rows)


def test_context_says_its_size_after_the_name_when_there_are_no_columns_for_it(rows, context):
    ax = forest(rows.drop(columns=["n1i", "n2i"]), context=context)
    assert "Li, 16 studies" in texts(ax)
    assert "Zhu" in texts(ax)
    people = context.assign(n1i=100, n2i=200)
    assert row_texts(forest(rows, context=people), "Li, 16 studies")[2:4] == ["100", "200"]


def test_missing_years_and_sizes_leave_empty_cells(rows):
    rows["year"] = [2006, None, None, 2008, 2014]
    rows["n1i"] = pd.array([88, None, 35, 65, 41], dtype="Int64")
    assert row_texts(forest(rows), "Masoud") == ["Masoud", "26", "0.45", "[−0.10,", "1.01]"]
    assert "Year" not in texts(forest(rows.drop(columns="year")))


def test_interval_that_reaches_far_out_is_cut_and_ends_in_an_arrow(rows, pooled):
    rows.loc[1, "ci_high"] = 60.0
    rows.loc[2, "ci_low"] = -math.inf
    ax = forest(rows, pooled)
    low, high = ax.get_xlim()
    assert high < 5
    assert whiskers(ax)[1] == pytest.approx((-0.0961, high))
    assert whiskers(ax)[2] == pytest.approx((low, 1.1001))
    assert [x for x, _, _ in squares(ax, theme.INK)] == pytest.approx([high, low])
    assert row_texts(ax, "Masoud")[-2] == "60.00]"
    assert "[−∞," in row_texts(ax, "Moghaddasi")


def test_wide_prediction_interval_is_cut_too(rows, pooled, make_pooled, make_ends):
    ax = forest(rows, make_pooled(pi=make_ends(-50, 50), weights=pooled.weights))
    (bar,) = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx(ax.get_xlim())
    assert len(squares(ax, theme.POOLED)) == 2


def test_ratio_axis_speaks_in_ratios(rows, pooled):
    ax = forest(rows, pooled, ratio=True, measure="ROM")
    ticks = dict(zip(ax.get_xticks(), (t.get_text() for t in ax.get_xticklabels()), strict=True))
    assert all(math.exp(tick) == pytest.approx(float(word)) for tick, word in ticks.items())
    assert ticks[0.0] == "1"
    assert row_texts(ax, "Masoud")[4:7] == ["1.58", "[0.91,", "2.73]"]
    assert squares(ax)[1][0] == pytest.approx(0.4546)


def test_undefined_prediction_interval_is_said_not_drawn(rows, pooled, make_pooled, make_ends):
    undefined = make_ends(math.nan, math.nan)
    ax = forest(
        rows, make_pooled(pi=undefined, prediction="hts", pi_df=0.0, weights=pooled.weights)
    )
    assert not [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert "95% prediction interval, t with 0 df (HTS): not defined" in texts(ax)


def test_fixed_effect_has_no_prediction_line(rows, pooled, make_pooled):
    equal = make_pooled(method="EE", test="z", pi=None, pi_df=None, weights=pooled.weights)
    words = texts(forest(rows, equal))
    assert "Equal-effects model; normal interval." in words
    assert not any("prediction" in word for word in words)


def test_description_holds_the_numbers_of_the_result(rows, pooled, context):
    words = forest(rows, pooled, context=context).get_label()
    assert words.startswith("Forest plot of 5 studies: pooled SMD 0.90 [95% CI 0.50 to 1.31]. ")
    for part in (
        "95% prediction interval, t with 4 df: 0.16 to 1.64.",
        "τ² = 0.049, I² = 50%; Q = 7.99, 4 df, p = 0.092.",
        "Masoud 2007 (26 with MS, 26 controls) 0.45 [−0.10 to 1.01], weight 15.0%;",
        "Earlier reviews, not pooled here: Zhu 2011 −0.25 [−0.45 to −0.04];",
        "Li 2020 (16 studies) −0.08 [−0.35 to 0.20].",
    ):
        assert part in words


def test_one_study_says_that_nothing_is_pooled(rows, make_pooled):
    pool = make_pooled(weights=[1.0], k=1, q=0.0, q_df=0, q_pval=1.0, pi_df=math.inf)
    words = texts(forest(rows[:1], pool))
    assert "One study: nothing is pooled, the interval is its own." in words
    assert "95% prediction interval, normal" in words


def test_draws_into_a_given_axes_and_sizes_its_figure(rows, pooled):
    figure = Figure(figsize=(3, 3), dpi=100)
    ax = figure.add_subplot()
    assert forest(rows, pooled, ax=ax) is ax
    own = forest(rows, pooled).get_figure()
    assert figure.get_size_inches() == pytest.approx(own.get_size_inches())


def test_refuses_an_axes_that_shares_its_figure(rows):
    ax, _ = Figure().subplots(1, 2)
    with pytest.raises(ValueError, match="must be the only Axes"):
        forest(rows, ax=ax)


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("yi", [1.0, None, 0.6, 1.2, math.nan], r"row 1 \(Masoud\): got yi nan.*row 4 \(Zhang\)"),
        ("ci_low", [0.5, 0.9, 0.1, 0.8, 0.7], r"row 1 \(Masoud\).*expected ci_low <= yi"),
        ("study", ["A", None, "C", "D", math.nan], r"row 1 \(no name\): study is missing.*row 4"),
        ("year", [2006, "n.d.", 2008, 2008, 2014], r"row 1 \(Masoud\): year: got 'n.d.', expected"),
        ("ci_high", [1.3, 1.0, math.nan, 2.0, 2.0], r"row 2 \(Moghaddasi\): .*ci_high nan"),
    ],
)
def test_names_every_row_that_cannot_be_drawn(rows, column, values, message):
    with pytest.raises(ValueError, match=message):
        forest(rows.assign(**{column: values}))


def test_refuses_what_does_not_belong_together(rows, pooled):
    with pytest.raises(ValueError, match="got 5 weights for 4 rows"):
        forest(rows[:4], pooled)
    with pytest.raises(ValueError, match="context: column yi, ci_high is missing; got study"):
        forest(rows, context=rows[["study", "ci_low"]])
    with pytest.raises(ValueError, match="rows: there is no row"):
        forest(rows[:0])
