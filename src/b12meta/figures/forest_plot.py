"""The forest plot: every study with its numbers, and what they say together.

It computes nothing: effects, intervals, weights and the pooled result are given, placed and
written. The words are composed (`forest_lines`), measured and arranged (`forest_layout`), then
drawn.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.canvas import canvas
from b12meta.figures.conclusions import conclude
from b12meta.figures.forest_axis import window
from b12meta.figures.forest_draw import draw
from b12meta.figures.forest_input import check_weights, read_rows
from b12meta.figures.forest_layout import arrange
from b12meta.figures.forest_lines import compose
from b12meta.figures.forest_marks import KEYS
from b12meta.figures.forest_words import alt_text, heading, notes
from b12meta.figures.measure import clean
from b12meta.figures.numbers import Scale
from b12meta.figures.results import PooledLike

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.conclusions import Conclusions, Diamond
    from b12meta.figures.forest_input import Study
    from b12meta.figures.forest_lines import Line, Mark
    from b12meta.figures.legend import Key

__all__ = ["forest"]


def forest(
    rows: pd.DataFrame,
    pooled: Conclusions | None = None,
    *,
    context: pd.DataFrame | None = None,
    measure: str = "SMD",
    ratio: bool = False,
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a forest plot.

    Parameters
    ----------
    rows : DataFrame
        One row per study, in the order to draw: `study` (name as shown), `yi`, `ci_low`,
        `ci_high`, and, where known, `year`, `n1i` (MS), `n2i` (control). A limit may be infinite.

        A study that printed less than an estimate has no `yi`, but `low` and `high`, bounds
        between which its estimate must lie (an infinite one: no bound on that side); it is drawn
        as a pale bar. One of which nothing is known (`level` ``none``) is listed without a mark.

        Further columns: `weight` (shares, sum 1), `group` (heading of rows that stand together),
        `url` (the name leads there; http or https), `note` (small words below the name, such as
        what was printed), `level` (``means, exact_p, bounded_p, significance, direction, none``).
    pooled : Pooled, Diamond, or list of them, optional
        The pooled result of exactly these rows. Without it, or a column `weight`, there are no
        weights and all squares are equal. Several conclusions, from top to bottom: a list of
        `Diamond` and of pairs (label, result); a result needs an `estimate` and a `ci`, and may
        have a `pi` and a `level`. The last one drawn is the headline, dotted upwards.
    context : DataFrame, optional
        Earlier reviews to show below, not pooled: the same columns, and `k`, their number of
        studies.
    measure : str
        Name of the effect, over its column.
    ratio : bool
        `yi` and its limits are logarithms of a ratio: axis and words show the ratio.
    sides : tuple of str
        What an effect below and above none means.
    footnotes : sequence of str
        Below the plot: how it was pooled. A single `Pooled` brings its own, which come first.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It is cleared, and must be the only one of
        its figure, which is resized: the columns around the plot need their measured width.

    Returns
    -------
    Axes
        The plot itself: x in the unit of `yi`, y in pixels from its top. Its label describes the
        whole figure in words (`ax.get_label()`). Show it by `show`.

    Raises
    ------
    ValueError
        If a column or number is missing or out of order (every such row is named), if the weights
        are not one per row, or if the figure of `ax` holds other Axes.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Najafi", "Sener"], "year": [2012, 1996],
    ...     "yi": [0.22, -0.95], "ci_low": [-0.19, -1.57], "ci_high": [0.63, -0.32]})
    >>> forest(rows).get_label()
    'Forest plot of 2 studies, SMD, not pooled. Below 0 is lower in MS, ...'
    """
    studies, diamonds = read_rows(rows, "rows"), conclude(pooled)
    reviews = [] if context is None else read_rows(context, "context")
    said = [clean(note) for note in footnotes]
    if isinstance(pooled, PooledLike):
        studies, said = _with_weights(studies, pooled), [*notes(pooled), *said]
    scale = Scale.of(_effects([*studies, *reviews]), ratio=ratio)
    measure, sides = clean(measure), (clean(sides[0]), clean(sides[1]))
    lines = compose(studies, diamonds, reviews, scale, whole=isinstance(pooled, PooledLike))
    layout = arrange(lines, _heading(measure, diamonds, lines), said, _keys(lines))
    with theme.house():
        ax = canvas(ax, layout.size, layout.panel, "a forest plot")
        draw(ax, layout, window(lines), scale, sides)
    ax.set_label(
        alt_text(studies, diamonds, reviews, said, measure=measure, scale=scale, sides=sides)
    )
    return ax


def _with_weights(studies: list[Study], pooled: PooledLike) -> list[Study]:
    """Take the weights of the result, unless the rows bring their own."""
    check_weights(studies, pooled)
    if any(study.weight is not None for study in studies):
        return studies
    pairs = zip(studies, pooled.weights, strict=True)
    return [replace(study, weight=float(weight)) for study, weight in pairs]


def _effects(studies: list[Study]) -> list[float]:
    """Numbers that decide how many decimals are shown: bounds only where there is nothing else."""
    estimates = [study.effect for study in studies if study.known == "estimate"]
    bounds = [end for study in studies for end in (study.low, study.high)]
    return estimates or bounds


def _heading(measure: str, diamonds: list[Diamond], lines: list[Line]) -> str:
    kinds = {line.kind for line in lines}
    estimates = bool(kinds & {"study", "context", "pooled"})
    return heading(measure, diamonds, estimates=estimates, bounds="bounds" in kinds)


def _keys(lines: list[Line]) -> list[Key]:
    """Explain the marks where there is more than one kind."""
    bars = [line.mark for line in lines if line.kind == "bounds" and line.mark is not None]
    if not bars:
        return []
    return [key for key in KEYS if key.mark != "open" or any(map(_is_open, bars))]


def _is_open(bar: Mark) -> bool:
    return math.isinf(bar.low) or math.isinf(bar.high)
