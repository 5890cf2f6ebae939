"""Priors: what the answer owes to what was assumed of tau.

One row per prior, with the posterior of the mean effect and that of tau, each a curve over its
median and interval. Where the curves of a column agree, the studies decide; where they follow their
dashed priors, the prior does.

References
----------
Röver et al. (2021), *Research Synthesis Methods* 12, 448-474.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import legend, theme
from b12meta.figures.canvas import canvas, rule
from b12meta.figures.forest_axis import draw_axis
from b12meta.figures.label import Style, write
from b12meta.figures.legend import Key, flow
from b12meta.figures.measure import clean, shorten, wrap
from b12meta.figures.prior_input import QUANTITIES, read_priors
from b12meta.figures.prior_layout import BODY, HEADER, MARGIN, TOP, arrange
from b12meta.figures.prior_marks import PICTURES, cut_off, draw_row, guide, second_axis
from b12meta.figures.prior_words import alt_text, header

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.prior_input import Row
    from b12meta.figures.prior_layout import Layout

__all__ = ["priors"]

AXIS = 56.0
TITLE = 38.0
NOTE_ROW = 17.0
QUIET = Style(theme.SMALL, opacity=theme.QUIET)
CUT = "A curve that ends at the edge of its panel, or an interval with an arrow, goes on beyond it."


def priors(
    rows: pd.DataFrame,
    *,
    measure: str = "Mean effect",
    level: float = 0.95,
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw the posteriors of the mean effect and of tau under several priors on tau.

    Parameters
    ----------
    rows : DataFrame
        One row per prior, the one concluded from first, as `b12meta.frames.bayes.prior_curves`
        gives them: `prior`, and of `mu` and `tau` the median, `_low`, `_high`, `_x` and `_density`
        (arrays of one length); where known `tau_prior_density`, an array at `tau_x`.
    measure : str
        What the effects are, for the axis.
    level : float
        Probability of the intervals.
    footnotes : sequence of str
        Below the figure.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x is the mean effect; y is pixels from its top. Its label describes the figure in words.

    Raises
    ------
    ValueError
        If a row cannot be drawn; every such row is named.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"prior": "half-normal (0.5)", "mu": -0.2, "mu_low": -0.5, "mu_high": 0.1}
    >>> row |= {"mu_x": [-0.6, -0.2, 0.2], "mu_density": [0.1, 2.0, 0.1], "tau": 0.3}
    >>> row |= {"tau_low": 0.1, "tau_high": 0.6, "tau_x": [0.0, 0.3, 0.8]}
    >>> rows = pd.DataFrame([row | {"tau_density": [0.5, 3.0, 0.1]}])
    >>> priors(rows, measure="SMD").get_label().split(". ")[0]
    'Posteriors of SMD and of tau under one prior on tau'
    """
    found, measure = read_priors(rows), clean(measure)
    layout = arrange(found, header(level))
    mean = layout.panels["mu"]
    keys, below = flow(_keys(found, level), MARGIN, layout.width - MARGIN, layout.bottom + AXIS)
    said = [clean(note) for note in (*([CUT] if _is_cut(found, layout) else []), *footnotes)]
    notes = [part for note in said for part in wrap(note, layout.width - 4 * MARGIN, QUIET.size)]
    size = (layout.width, below + 10 + NOTE_ROW * len(notes))
    with theme.house():
        ax = canvas(ax, size, (mean.left, TOP, mean.right, layout.bottom), "a figure of priors")
        draw_axis(ax, mean.low, mean.high, mean.scale, mean.right - mean.left)
        second_axis(ax, layout.panels["tau"], layout.bottom)
        _write_words(ax, layout, header(level), {"mu": measure, "tau": "τ"})
        _draw_marks(ax, layout, found)
        legend.draw(ax, keys, PICTURES)
        for place, words in enumerate(notes):
            write(ax, MARGIN, below + 5 + (place + 0.5) * NOTE_ROW, words, QUIET)
    ax.set_label(alt_text(found, layout.panels, measure, level))
    return ax


def _write_words(ax: Axes, layout: Layout, over: str, titles: dict[str, str]) -> None:
    write(ax, layout.name.anchor, TOP / 2, "Prior on τ", HEADER)
    for name in QUANTITIES:
        column, panel = layout.numbers[name], layout.panels[name]
        write(ax, column.anchor, TOP / 2, over, HEADER, align=column.align)
        title = shorten(titles[name], panel.right - panel.left, HEADER.size, bold=True)
        full = None if title == titles[name] else titles[name]
        middle = (panel.left + panel.right) / 2
        write(ax, middle, layout.bottom + TITLE, title, HEADER, align="center", full=full)
        for place in layout.rows:
            write(
                ax, column.anchor, place.middle, place.numbers[name], BODY, align=column.align
            )  # fmt: skip
    for place in layout.rows:
        write(ax, layout.name.anchor, place.middle, place.name, BODY, full=place.full)
    rule(ax, TOP)


def _draw_marks(ax: Axes, layout: Layout, rows: Sequence[Row]) -> None:
    guide(ax, layout.panels["mu"], 0.0, TOP, layout.bottom, dots=False)
    for name in QUANTITIES:
        panel = layout.panels[name]
        peak = max((up for row in rows for _, up in row.of(name).curve), default=0.0) or 1.0
        if len(rows) > 1:
            guide(ax, panel, rows[0].of(name).median, TOP, layout.bottom, dots=True)
        for place, row in enumerate(rows):
            where = layout.rows[place]
            draw_row(
                ax, row.of(name), panel, where.foot, where.middle, peak, first=place == 0
            )  # fmt: skip


def _is_cut(rows: Sequence[Row], layout: Layout) -> bool:
    return any(
        cut_off(row.of(name).curve, layout.panels[name]) for row in rows for name in QUANTITIES
    )


def _keys(rows: Sequence[Row], level: float) -> list[Key]:
    several = len(rows) > 1
    keys = {
        Key("first", "posterior under the first prior" if several else "posterior"): True,
        Key("other", "under the others"): several,
        Key("prior", "the prior itself"): any(row.tau.before for row in rows),
        Key("median", f"median and {100 * level:g}% credible interval (CrI)"): True,
        Key("guide", "median under the first prior"): several,
    }
    return [key for key, wanted in keys.items() if wanted]
