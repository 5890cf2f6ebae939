"""A ladder: pooled results under one another, one study more or less on each rung.

It is a forest plot whose rows are pools, not studies: small diamonds, no squares, no weights. What
is common to the cumulative and the leave-one-out plot stands here; each adds its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from b12meta.figures import theme
from b12meta.figures.canvas import canvas
from b12meta.figures.forest_axis import window
from b12meta.figures.forest_columns import TITLES
from b12meta.figures.forest_draw import draw
from b12meta.figures.forest_layout import arrange
from b12meta.figures.ladder_lines import compose
from b12meta.figures.measure import clean
from b12meta.figures.numbers import Scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.forest_layout import Layout
    from b12meta.figures.ladder_lines import Rung

__all__ = ["draw_ladder", "scale_of"]

BAND = 0.12
"""Opacity of the interval of all studies, behind the rows."""


def scale_of(rungs: Sequence[Rung], *, ratio: bool) -> Scale:
    """How the effects are written."""
    return Scale.of([rung.refit.estimate for rung in rungs], ratio=ratio)


def draw_ladder(
    ax: Axes | None,
    rungs: list[Rung],
    overall: Diamond | None = None,
    *,
    kind: str,
    titles: tuple[str, str],
    heading: str,
    notes: Sequence[str],
    scale: Scale,
    sides: tuple[str, str],
) -> Axes:
    """Draw the rungs, and `overall` below them with its interval as a band behind them.

    Parameters
    ----------
    ax : Axes or None
        As for `forest`.
    rungs : list of Rung
        From top to bottom.
    overall : Diamond, optional
        The pool of all studies, where no rung is it.
    kind : str
        Name of the plot, for messages.
    titles : tuple of str
        Over the names and over the spread between studies.
    heading : str
        Over the effects.
    notes : sequence of str
        Below the plot.
    scale : Scale
        How effects are written.
    sides : tuple of str
        What an effect below and above none means.
    """
    lines = compose(rungs, overall, scale)
    named = {**TITLES, "study": titles[0], "spread": titles[1]}
    layout = arrange(lines, heading, [clean(note) for note in notes], titles=named)
    with theme.house():
        ax = canvas(ax, layout.size, layout.panel, kind)
        draw(ax, layout, window(lines), scale, sides)
        if overall is not None:
            _band(ax, overall, layout)
    return ax


def _band(ax: Axes, overall: Diamond, layout: Layout) -> None:
    """Shade the interval of all studies down to its diamond."""
    _, low, high = overall.limits
    left, right = ax.get_xlim()
    start, end = max(low, left), min(high, right)
    height = layout.lines[-1].middle - layout.panel[1]
    corner = (start, 0.0)
    ax.add_patch(
        Rectangle(
            corner, end - start, height, facecolor=(theme.POOLED, BAND), linewidth=0, zorder=0
        )
    )
