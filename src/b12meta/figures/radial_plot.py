"""The radial plot of Galbraith: precise studies stand far out, and all scatter alike.

Across stands precision, upwards the effect in standard errors. A line from the origin through a
study meets the scale at the right at the study's effect; the pooled effect is such a line. Without
heterogeneity all studies scatter about it by one unit, whatever their size, so that one in twenty
lies outside the band of two units to either side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.canvas import canvas
from b12meta.figures.measure import clean
from b12meta.figures.numbers import Scale
from b12meta.figures.radial_layout import arrange, crossed, taken
from b12meta.figures.radial_marks import PICTURES, draw_pooled, draw_scale
from b12meta.figures.radial_words import alt_text, keys, notes
from b12meta.figures.scatter_axes import draw_ground, draw_title
from b12meta.figures.scatter_foot import draw_foot, foot
from b12meta.figures.scatter_input import read_points
from b12meta.figures.scatter_marks import draw_points, spots_of
from b12meta.figures.scatter_names import draw_names, place_names
from b12meta.figures.scatter_words import analysed, conclusion

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.results import ResultLike

__all__ = ["radial"]


def radial(
    points: pd.DataFrame,
    pooled: ResultLike | Diamond | None = None,
    *,
    measure: str = "SMD",
    ratio: bool = False,
    across: str = "Precision (1 / standard error)",
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a radial (Galbraith) plot.

    Parameters
    ----------
    points : DataFrame
        One row per study: `study`, and `x` and `y` as `b12meta.radial` computes them. Where known,
        `year` and `url`.
    pooled : result or Diamond, optional
        The pooled effect by the method of the points: the slope of the line.
    measure : str
        Name of the effect.
    ratio : bool
        Effects are logarithms of a ratio; the scale at the right and words show the ratio.
    across : str
        Name of the axis across; the default is that of the equal-effects model.
    sides : tuple of str
        What below and above no effect mean.
    footnotes : sequence of str
        Below the plot.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x is precision; y is pixels from its top, in proportion to the standardised effect. Its
        label describes the figure in words.

    Raises
    ------
    ValueError
        If a row cannot be drawn; every such row is named.

    References
    ----------
    Galbraith RF (1988). Graphical display of estimates having differing standard errors.
    Technometrics 30, 271-281.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Sener", "Zhang"], "x": [3.1, 4.5], "y": [-2.9, 0.2]})
    >>> radial(rows).get_label()
    'Radial plot of 2 studies, ... not pooled. ... Sener 3.1 and −2.9; Zhang 4.5 and 0.2.'
    """
    drawn, diamond = read_points(points, least=(0.0, float("-inf"))), conclusion(pooled)
    measure, across, sides = clean(measure), clean(across), (clean(sides[0]), clean(sides[1]))
    scale = Scale.of(diamond.limits if diamond and diamond.drawn else (), ratio=ratio)
    upwards = f"{analysed(measure, ratio=ratio)} / standard error"
    layout = arrange(drawn, diamond, scale)
    base = layout.base
    spots = spots_of(drawn, base.view)
    names, hidden = place_names(
        spots,
        base.view.size,
        taken=taken(diamond, base.view),
        crossed=crossed(diamond, base.view),
    )
    said = [*notes(diamond, measure, sides), *footnotes]
    below = foot(
        base.panel, [keys(diamond, measure, scale)], said, [spots[at].name for at in hidden]
    )
    with theme.house():
        ax = canvas(ax, below.size, base.panel, "a radial plot")
        draw_ground(ax, base, upwards)
        draw_title(ax, base.panel, base.panel.left + base.panel.width / 2, across)
        draw_scale(ax, layout, measure)
        draw_pooled(ax, diamond, base.view)
        draw_points(ax, drawn, base.view)
        draw_names(ax, spots, names, base.panel)
        draw_foot(ax, below, PICTURES)
    ax.set_label(
        alt_text(drawn, diamond, said, measure=measure, axes=(across, upwards), scale=scale)
    )
    return ax
