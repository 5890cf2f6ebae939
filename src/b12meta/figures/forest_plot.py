"""The forest plot: every study with its numbers, and what they say together.

It computes nothing: effects, intervals, weights and the pooled result are given, placed and
written. The words are composed (`forest_lines`), measured and arranged (`forest_layout`), then
drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from b12meta.figures import theme
from b12meta.figures.forest_axis import draw_axis, draw_sides, window
from b12meta.figures.forest_input import check_weights, read_rows
from b12meta.figures.forest_layout import HEADER, HEADER_HEIGHT, NOTE, Layout, arrange
from b12meta.figures.forest_lines import compose
from b12meta.figures.forest_marks import draw_lines, draw_marks
from b12meta.figures.forest_words import alt_text, level, notes
from b12meta.figures.label import write
from b12meta.figures.measure import clean
from b12meta.figures.numbers import Scale

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.forest_input import PooledLike

__all__ = ["forest"]


def forest(
    rows: pd.DataFrame,
    pooled: PooledLike | None = None,
    *,
    context: pd.DataFrame | None = None,
    measure: str = "SMD",
    ratio: bool = False,
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    ax: Axes | None = None,
) -> Axes:
    """Draw a forest plot.

    Parameters
    ----------
    rows : DataFrame
        One row per study, in the order to draw: `study` (name as shown), `yi`, `ci_low`,
        `ci_high`, and, where known, `year`, `n1i` (MS), `n2i` (control). A limit may be infinite.
    pooled : Pooled, optional
        The pooled result of exactly these rows. Without it there is no weight column and all
        squares are equal.
    context : DataFrame, optional
        Earlier reviews to show below, not pooled: the same columns, and `k`, their number of
        studies.
    measure : str
        Name of the effect, over its column.
    ratio : bool
        `yi` and its limits are logarithms of a ratio: axis and words show the ratio.
    sides : tuple of str
        What an effect below and above none means.
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
    studies = read_rows(rows, "rows")
    reviews = [] if context is None else read_rows(context, "context")
    if pooled is not None:
        check_weights(studies, pooled)
    scale = Scale.of([study.effect for study in (*studies, *reviews)], ratio=ratio)
    measure, sides = clean(measure), (clean(sides[0]), clean(sides[1]))
    lines = compose(studies, pooled, reviews, scale)
    header = f"{measure} [{level(pooled.level if pooled else 0.95)} CI]"
    layout = arrange(lines, header, notes(pooled))
    with theme.house():
        ax = _canvas(ax, layout)
        _draw(ax, layout, window(lines), scale, sides)
    ax.set_label(alt_text(studies, pooled, reviews, measure=measure, scale=scale, sides=sides))
    return ax


def _canvas(ax: Axes | None, layout: Layout) -> Axes:
    """Size the figure to its content and put the Axes where the plot is."""
    figure = Figure() if ax is None else ax.get_figure(root=True)
    if figure is None or (ax is not None and figure.axes != [ax]):
        raise ValueError(
            "ax: a forest plot sizes its figure, so it must be the only Axes of one; "
            "give the Axes of plt.subplots(), or none"
        )
    width, height = layout.size
    left, top, right, bottom = layout.panel
    figure.set_layout_engine("none")
    figure.set_size_inches(theme.inches(width), theme.inches(height))
    if ax is None:
        ax = figure.add_axes((0, 0, 1, 1))
    else:
        ax.clear()
        ax.set_axisbelow("line")
    ax.set_position(
        (left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height)
    )
    figure.patch.set_alpha(0)
    ax.patch.set_alpha(0)
    ax.set_ylim(bottom - top, 0)
    return ax


def _draw(
    ax: Axes, layout: Layout, stretch: tuple[float, float], scale: Scale, sides: tuple[str, str]
) -> None:
    left, top, right, bottom = layout.panel
    low, high = stretch
    draw_axis(ax, low, high, scale, right - left)
    draw_lines(ax, bottom - top, _pooled_at(layout))
    draw_marks(ax, layout)
    _write_headers(ax, layout)
    _write_lines(ax, layout)
    draw_sides(ax, layout, left + (right - left) * (0 - low) / (high - low), sides)


def _pooled_at(layout: Layout) -> tuple[float, float] | None:
    for item in layout.lines:
        if item.line.kind == "pooled" and item.line.mark is not None:
            return item.line.mark.effect, item.middle - layout.panel[1]
    return None


def _write_headers(ax: Axes, layout: Layout) -> None:
    for name, words in layout.headers.items():
        column = layout.columns[name]
        write(ax, column.anchor, HEADER_HEIGHT / 2, words, HEADER, align=column.align)
    _rule(ax, layout, HEADER_HEIGHT)


def _write_lines(ax: Axes, layout: Layout) -> None:
    start = layout.columns["study"].anchor
    for item in layout.lines:
        line = item.line
        if line.span:
            write(ax, start, item.middle, line.span, line.style)
        for name, text in line.cells.items():
            column = layout.columns[name]
            full = item.full if name == "study" else None
            write(ax, column.anchor, item.middle, text, line.style, align=column.align, full=full)
    for text, middle in layout.notes:
        write(ax, start, middle, text, NOTE)


def _rule(ax: Axes, layout: Layout, y: float) -> None:
    """Draw a hairline across the figure, `y` pixels from its top."""
    figure = ax.get_figure(root=True)
    assert figure is not None, "the canvas has a figure"
    width, height = layout.size
    across, up = [0, theme.inches(width)], theme.inches(height - y)
    ax.plot(
        across,
        [up, up],
        transform=figure.dpi_scale_trans,
        color=theme.ink(theme.LINE),
        linewidth=0.75,
        clip_on=False,
        scalex=False,
        scaley=False,
    )
