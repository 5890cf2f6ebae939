"""The figure of priors: marks and curves hold the numbers that they were given."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon

from b12meta.figures import theme, to_svg
from b12meta.figures.prior_plot import priors
from b12meta.frames.bayes import prior_curves
from b12meta.stats.bayes.priors import HalfNormal, Uniform

Y = np.array([0.1, 0.2, 0.5, -0.3, 0.2, 0.9])
V = np.array([0.04, 0.03, 0.02, 0.05, 0.1, 0.01])


@pytest.fixture(scope="module")
def curves():
    return prior_curves(Y, V)


def bells(ax):
    return [p for p in ax.patches if isinstance(p, Polygon) and len(p.get_xy()) > 50]


def marks(ax):
    """Places of the medians, in the order of drawing."""
    return [
        float(item.get_offsets()[0][0])
        for item in ax.collections
        if item.get_offset_transform().contains_branch(ax.figure.dpi_scale_trans)
    ]


def spans(ax):
    """Ends of horizontal lines in the unit of their panel."""
    return {
        tuple(line.get_xdata())
        for line in ax.lines
        if len(line.get_ydata()) == 2 and len(set(line.get_ydata())) == 1
    }


def test_marks_stand_at_the_medians_and_lines_span_the_intervals(curves):
    ax = priors(curves)
    k = len(curves)
    assert marks(ax)[: 2 * k] == [*curves["mu"], *curves["tau"]]
    drawn = spans(ax)
    for row in curves.to_dict("records"):
        assert (row["mu_low"], row["mu_high"]) in drawn
        assert (row["tau_low"], row["tau_high"]) in drawn


def test_curves_are_those_given_at_one_scale_in_each_panel(curves):
    drawn = bells(priors(curves))
    k = len(curves)
    assert len(drawn) == 2 * k
    for name, patches in (("mu", drawn[:k]), ("tau", drawn[k:])):
        factors = []
        for patch, row in zip(patches, curves.to_dict("records"), strict=True):
            corners = patch.get_xy()[1:-2]
            up = corners[0, 1] - corners[:, 1] + patch.get_xy()[0, 1] - corners[0, 1]
            density = np.interp(corners[:, 0], row[f"{name}_x"], row[f"{name}_density"])
            inside = density > 1e-3
            factors += (up[inside] / density[inside]).tolist()
        assert factors == pytest.approx([factors[0]] * len(factors))


def test_only_the_first_prior_is_filled_and_orange(curves):
    drawn, k = bells(priors(curves)), len(curves)
    edges = [theme.POOLED, *[theme.CONTEXT] * (k - 1)] * 2
    assert [to_hex(patch.get_edgecolor()) for patch in drawn] == edges
    assert [patch.get_facecolor()[3] > 0 for patch in drawn] == [True, *[False] * (k - 1)] * 2


def test_numbers_stand_beside_the_curves(curves):
    shown = [text.shown for text in priors(curves).texts]
    assert set(curves["prior"]) <= set(shown)
    first = curves.iloc[0]
    for name in ("mu", "tau"):
        words = f"{first[name]:.2f} [{first[name + '_low']:.2f}, {first[name + '_high']:.2f}]"
        assert words.replace("-", "−") in shown


def test_an_interval_far_wider_than_the_others_is_cut_and_pointed():
    some = {"a": HalfNormal(0.5), "b": HalfNormal(0.4), "c": Uniform(50)}
    frame = prior_curves(Y[:2], V[:2], some)
    ax = priors(frame)
    low, high = ax.get_xlim()
    assert frame["mu_low"][2] < low
    assert high < frame["mu_high"][2]
    assert low < frame["mu_low"][0]
    assert (frame["mu_low"][2], frame["mu_high"][2]) not in spans(ax)
    assert any("goes on beyond" in text.shown for text in ax.texts)
    values = marks(ax)
    assert low in values
    assert high in values


def test_the_description_holds_every_number(curves):
    said = priors(curves, measure="SMD").get_label()
    assert said.startswith("Posteriors of SMD and of tau under 6 priors on tau. The median of the")
    for row in curves.to_dict("records"):
        assert f"{row['prior']}: mean {row['mu']:.2f}" in said
        assert f"tau {row['tau']:.2f} [{row['tau_low']:.2f}" in said


def test_it_follows_the_data(curves):
    moved = prior_curves(Y + 0.5, V)
    assert priors(moved).get_label() != priors(curves).get_label()
    assert to_svg(priors(curves)) == to_svg(priors(curves))


@pytest.mark.parametrize("size", [1e-4, 1.0, 1e5])
@pytest.mark.parametrize("k", [1, 9])
def test_nothing_overlaps(nasty, check, size, k):
    some = {nasty[i] + str(i): HalfNormal(size * (0.2 + i)) for i in range(k)}
    frame = prior_curves(size * Y, size**2 * V, some)
    check(priors(frame, measure="x" * 200, footnotes=["word " * 80], level=0.999))
    check(priors(frame))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prior": None}, r"row 0 \(no name\): prior is missing"),
        ({"mu": 9.0}, "mu, mu_low, mu_high: got 9,"),
        ({"tau_low": None}, "expected a median between two ends"),
        ({"tau_density": np.array([1.0, 2.0])}, "tau_x, tau_density: expected as many of each"),
        ({"tau_prior_density": np.array([1.0])}, "tau_prior_density: expected as many"),
    ],
)
def test_what_cannot_be_drawn_is_named(curves, change, message):
    row = {**curves.iloc[0].to_dict(), **change}
    with pytest.raises(ValueError, match=message):
        priors(pd.DataFrame([row]))
    with pytest.raises(ValueError, match="column tau_x is missing"):
        priors(curves.drop(columns="tau_x"))
