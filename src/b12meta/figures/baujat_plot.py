"""The Baujat plot: which studies disagree with the rest, and whether that matters.

To the right stand studies that add much to the heterogeneity, higher up those without which the
pooled effect would be another one. What stands at the top right deserves a second look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.canvas import canvas
from b12meta.figures.measure import clean
from b12meta.figures.numbers import small
from b12meta.figures.scatter_axes import draw_ground, draw_title
from b12meta.figures.scatter_foot import draw_foot, foot
from b12meta.figures.scatter_input import read_points
from b12meta.figures.scatter_marks import draw_points, spots_of
from b12meta.figures.scatter_names import along, draw_names, place_names
from b12meta.figures.scatter_view import ground
from b12meta.figures.scatter_words import studies

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.scatter_input import Point
    from b12meta.figures.scatter_view import View

__all__ = ["baujat"]

PAD = 0.05
BELOW = 0.12


def baujat(
    points: pd.DataFrame,
    *,
    across: str = "Contribution to heterogeneity (Q)",
    upwards: str = "Influence on the pooled effect",
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a Baujat plot.

    Parameters
    ----------
    points : DataFrame
        One row per study: `study`, and `x` and `y` as `b12meta.baujat` computes them. Where known,
        `year` and `url`.
    across, upwards : str
        Names of the axes; the defaults are those of the equal-effects model.
    footnotes : sequence of str
        Below the plot.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x is the contribution to heterogeneity; y is pixels from its top, in proportion to the
        influence. Its label describes the figure in words.

    Raises
    ------
    ValueError
        If a row cannot be drawn; every such row is named.

    References
    ----------
    Baujat B, Mahé C, Pignon JP, Hill C (2002). A graphical method for exploring heterogeneity in
    meta-analyses: application to a meta-analysis of 65 trials. Statistics in Medicine 21,
    2641-2652.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Sener", "Zhang"], "x": [1.4, 0.3], "y": [0.8, 0.02]})
    >>> baujat(rows).get_label()
    'Baujat plot of 2 studies: ... Sener 1.40 and 0.80; Zhang 0.30 and 0.02.'
    """
    drawn, across, upwards = read_points(points, least=(0.0, 0.0)), clean(across), clean(upwards)
    shown = [_window(values) for values in _columns(drawn)]
    base = ground(shown[0], shown[1], len(drawn))
    spots = spots_of(drawn, base.view)
    lines = [part for line in _zero(base.view) for part in along(line, finely=True)]
    names, hidden = place_names(spots, base.view.size, crossed=lines)
    below = foot(base.panel, [], footnotes, [spots[at].name for at in hidden])
    with theme.house():
        ax = canvas(ax, below.size, base.panel, "a Baujat plot")
        draw_ground(ax, base, upwards)
        draw_title(ax, base.panel, base.panel.left + base.panel.width / 2, across)
        _draw_zero(ax, base.view)
        draw_points(ax, drawn, base.view)
        draw_names(ax, spots, names, base.panel)
        draw_foot(ax, below, {})
    ax.set_label(_alt_text(drawn, across, upwards, footnotes))
    return ax


def _window(values: list[float]) -> tuple[float, float]:
    """From below 0, for in the corner at 0 most studies stand and their names need room."""
    most = max(values) or 1.0
    return -BELOW * most, (1 + PAD) * most


def _zero(view: View) -> list[list[tuple[float, float]]]:
    """Lines at 0, in pixels of the panel."""
    x, y = view.x(0), view.y(0)
    return [[(x, 0.0), (x, view.height)], [(0.0, y), (view.width, y)]]


def _draw_zero(ax: Axes, view: View) -> None:
    for across, up in (([0, 0], [0, view.height]), ([view.low, view.high], [view.y(0)] * 2)):
        ax.plot(across, up, color=theme.ink(theme.LINE), linewidth=0.75, zorder=1)


def _columns(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [point.x for point in points], [point.y for point in points]


def _alt_text(points: Sequence[Point], across: str, upwards: str, footnotes: Sequence[str]) -> str:
    """Describe the plot in words; the first sentence stands alone as its title."""
    each = "; ".join(f"{point.label} {small(point.x)} and {small(point.y)}" for point in points)
    title = f"Baujat plot of {studies(len(points))}: {across} (x) and {upwards} (y)."
    return clean(" ".join([title, *footnotes, f"Each study, x and y: {each}."]))
