"""The specification curve: what the answer would have been under every other defensible choice.

Above, all estimates from the least to the greatest, each in its interval; below, under each of
them, what was chosen to get it. Options that crowd at one end are the choices that matter.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.canvas import canvas
from b12meta.figures.label import write
from b12meta.figures.measure import clean, shorten
from b12meta.figures.scatter_axes import HEAD_MIDDLE, HEADER, SIDE, draw_frame, draw_up
from b12meta.figures.scatter_foot import AXIS, draw_foot, foot
from b12meta.figures.scatter_view import MARGIN, PAGE, QUIET
from b12meta.figures.specification_input import read_specifications
from b12meta.figures.specification_layout import HEADING, OPTION, arrange
from b12meta.figures.specification_marks import PICTURES, draw_choices, draw_curve, draw_headline
from b12meta.figures.specification_words import alt_text, keys, many, notes

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.specification_layout import Plot

__all__ = ["specification_curve"]

CAPTION = 14.0
"""From the last option to the words below it."""
BELOW = 26.0
"""From the last option to the key."""


def specification_curve(
    table: pd.DataFrame,
    choices: Sequence[str] | Mapping[str, str],
    *,
    highlight: Hashable | None = None,
    smallest: float | None = None,
    measure: str = "SMD",
    ratio: bool = False,
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a specification curve.

    Parameters
    ----------
    table : DataFrame
        One row per specification, in any order: `estimate`, `ci_low`, `ci_high` (both missing
        where there is no interval; infinite where it has no end), and a column of words for each
        choice (missing where there was nothing to choose). Options stand in the order of their
        categories; numbers rising; other words as they come.
    choices : sequence of str or mapping
        The columns of choices, from top to bottom; a mapping gives their names.
    highlight : label, optional
        Index of the row from which the headline comes.
    smallest : float, optional
        Smallest effect of interest, above 0, in the unit of `estimate`.
    measure : str
        Name of the effect.
    ratio : bool
        Effects are logarithms of a ratio; the axis and words show the ratio.
    sides : tuple of str
        What below and above no effect mean.
    footnotes : sequence of str
        Below the figure.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x counts specifications, the first from 0 to 1; y is pixels from the top of the curve. Its
        label describes the figure in words.

    Raises
    ------
    ValueError
        If a row cannot be drawn (every such row is named), or the highlighted one is not there.

    Notes
    -----
    Shares and medians of specifications describe the choices, they are no probabilities.

    References
    ----------
    Simonsohn U, Simmons JP, Nelson LD (2020). Specification curve analysis. Nature Human Behaviour
    4, 1208-1214.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"estimate": [-0.1, -0.3], "ci_low": [-0.4, -0.5],
    ...     "ci_high": [0.2, -0.1], "method": ["REML", "DL"]})
    >>> specification_curve(table, ["method"], highlight=0).get_label()
    'Specification curve of 2 specifications: SMD from −0.30 to −0.10, median −0.20. ...'
    """
    found = read_specifications(table, choices, highlight)
    least, measure, sides = _smallest(smallest), clean(measure), (clean(sides[0]), clean(sides[1]))
    plot = arrange(found, least, ratio=ratio)
    said = [*notes(found, plot), *footnotes]
    ends = plot.panel._replace(bottom=plot.bottom + BELOW - AXIS)
    below = foot(ends, keys(found, plot.scale, least), said, [])
    with theme.house():
        ax = canvas(ax, below.size, plot.panel, "a specification curve")
        draw_frame(ax, 0.0, float(found.n))
        ticks = [(plot.view.y(value), words) for value, words in plot.up]
        draw_up(ax, ticks, plot.panel, measure)
        draw_curve(ax, found, plot, least)
        draw_choices(ax, found, plot)
        draw_headline(ax, found, plot)
        _write_sides(ax, plot, sides, HEADER.width(measure))
        _write_rows(ax, plot, found.n)
        draw_foot(ax, below, PICTURES)
    ax.set_label(alt_text(found, plot.scale, least, said, measure=measure, sides=sides))
    return ax


def _smallest(smallest: float | None) -> float:
    """Half the width of the band, 0 without one."""
    if smallest is None:
        return 0.0
    if not (math.isfinite(smallest) and smallest > 0):
        raise ValueError(f"smallest: got {smallest:g}, expected a finite number above 0")
    return float(smallest)


def _write_sides(ax: Axes, plot: Plot, sides: tuple[str, str], taken: float) -> None:
    """Write what upwards and downwards mean, over the curve at the right."""
    room = (PAGE - 2 * MARGIN - min(taken, plot.panel.width / 2)) / 2 - 32
    x = plot.panel.right
    for arrow, words in zip(("↓", "↑"), sides, strict=True):
        short = shorten(words, room - SIDE.width(f"{arrow} "), SIDE.size)
        full = None if short == words else words
        write(ax, x, HEAD_MIDDLE, f"{arrow} {short}", SIDE, align="right", full=full)
        x -= SIDE.width(f"{arrow} {short}") + 16


def _write_rows(ax: Axes, plot: Plot, n: int) -> None:
    """Write the names of choices and options, and how many chose each."""
    end = PAGE - MARGIN
    for heading in plot.headings:
        write(ax, MARGIN, heading.middle, heading.name, HEADING, full=heading.full)
    write(ax, end, plot.headings[0].middle, "n", QUIET, align="right")
    for row in plot.rows:
        write(ax, plot.indent, row.middle, row.name, OPTION, full=row.full)
        write(ax, end, row.middle, row.total, QUIET, align="right")
    middle = (plot.panel.left + plot.panel.right) / 2
    words = f"{many(n)}, from the least estimate to the greatest" if n > 1 else many(n)
    write(ax, middle, plot.bottom + CAPTION, words, QUIET, align="center")
