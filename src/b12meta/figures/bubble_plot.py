"""The bubble plot: effects against a moderator, the heavier studies larger.

A study that printed less than an estimate is an upright bar between its bounds. The line is a
regression made elsewhere; nothing is fitted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.bubble_input import read_bubbles, read_line
from b12meta.figures.bubble_layout import Across, crossed, lay, spots
from b12meta.figures.bubble_marks import (
    PICTURES,
    draw_bars,
    draw_bubbles,
    draw_line,
    draw_none,
    keys_of,
)
from b12meta.figures.bubble_words import alt_text
from b12meta.figures.canvas import canvas
from b12meta.figures.label import write
from b12meta.figures.measure import clean, shorten
from b12meta.figures.numbers import Scale
from b12meta.figures.scatter_axes import HEAD_MIDDLE, HEADER, SIDE, draw_ground, draw_title
from b12meta.figures.scatter_foot import draw_foot, foot
from b12meta.figures.scatter_names import draw_names, place_names
from b12meta.figures.scatter_view import MARGIN, PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.bubble_input import Bubble
    from b12meta.figures.scatter_view import Ground

__all__ = ["bubble"]

SPACE = 18.0


def bubble(
    rows: pd.DataFrame,
    line: pd.DataFrame | None = None,
    *,
    x: str,
    name: str = "",
    measure: str = "SMD",
    ratio: bool = False,
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a bubble plot.

    Parameters
    ----------
    rows : DataFrame
        One row per study: `study` (name as shown), `yi`, the column that `x` names, and perhaps
        `weight` (any unit; the area of a bubble is in proportion to it) or else `sei` (the area is
        in proportion to its inverse square); without either all are equal. A study without `yi`
        has `low` and `high`, bounds between which its estimate must lie (an infinite one: no
        bound on that side). Where known, `year` and `url` (the name leads there).
    line : DataFrame, optional
        A regression to draw: `x`, `estimate`, `ci_low`, `ci_high`, and perhaps the prediction
        interval `pi_low`, `pi_high`; at least two rows.
    x : str
        Column of numbers to show across.
    name : str
        What it is called; by default its column.
    measure : str
        Name of the effect.
    ratio : bool
        Effects are logarithms of a ratio: axis and words show the ratio.
    sides : tuple of str
        What an effect below and above none means.
    footnotes : sequence of str
        Below the plot.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x in the unit of its column, y in pixels from its top. Its label describes the figure in
        words.

    Raises
    ------
    ValueError
        If a column or number is missing or out of order; every such row is named.

    References
    ----------
    Thompson SG, Higgins JPT (2002). Statistics in Medicine 21, 1559-1573.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Sener", "Najafi"], "year": [1996, 2012],
    ...     "yi": [-0.95, 0.22], "sei": [0.32, 0.21]})
    >>> bubble(rows, x="year", name="year of publication").get_label()
    'Bubble plot of 2 studies: SMD against year of publication. ... Najafi 2012: 2012, 0.22.'
    """
    bubbles, fitted = read_bubbles(rows, x), read_line(line)
    name, measure, sides = clean(name or x), clean(measure), (clean(sides[0]), clean(sides[1]))
    scale = Scale.of(_effects(bubbles), ratio=ratio)
    across = Across([bubble.x for bubble in bubbles])
    base = lay(bubbles, fitted, across, scale)
    panel, window = base.panel, base.view
    named, taken = spots(bubbles, window)
    placed, hidden = place_names(named, window.size, taken=taken, crossed=crossed(fitted, window))
    said = [clean(note) for note in footnotes]
    below = foot(panel, [keys_of(bubbles, fitted)], said, [named[at].name for at in hidden])
    with theme.house():
        ax = canvas(ax, below.size, panel, "a bubble plot")
        _draw_ground(ax, base, name, measure, sides)
        draw_line(ax, fitted, window)
        draw_bars(ax, bubbles, window)
        draw_bubbles(ax, bubbles, window)
        draw_names(ax, named, placed, panel)
        draw_foot(ax, below, PICTURES)
    words = {"measure": measure, "name": name}
    ax.set_label(alt_text(bubbles, fitted, said, **words, x=across, scale=scale, sides=sides))
    return ax


def _effects(bubbles: list[Bubble]) -> list[float]:
    """Numbers that decide how many decimals are shown: bounds only where there is nothing else."""
    estimates = [bubble.effect for bubble in bubbles if bubble.exact]
    return estimates or [end for bubble in bubbles for end in (bubble.low, bubble.high)]


def _draw_ground(ax: Axes, base: Ground, name: str, measure: str, sides: tuple[str, str]) -> None:
    """Draw the axes and no effect; beside the name of the upward axis what its sides mean."""
    room = (PAGE - 2 * MARGIN) / 3 - SPACE
    head = shorten(measure, room, HEADER.size, bold=True)
    draw_ground(ax, base, head)
    draw_title(ax, base.panel, base.panel.left + base.panel.width / 2, name)
    draw_none(ax, base.view)
    x = MARGIN + HEADER.width(head) + SPACE
    for arrow, side in (("↑", sides[1]), ("↓", sides[0])):
        words = f"{arrow} {side}"
        short = shorten(words, room, SIDE.size)
        write(ax, x, HEAD_MIDDLE, short, SIDE, full=None if short == words else side)
        x += SIDE.width(short) + SPACE
