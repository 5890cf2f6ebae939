"""GOSH: graphical display of study heterogeneity, the pooled effect of every subset of studies.

If all studies estimate one thing, the subsets form one cloud. Several clouds, or one that leans,
mean that the answer hangs on who is in. A highlighted study shows which cloud is whose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.canvas import canvas
from b12meta.figures.gosh_cloud import read_cloud
from b12meta.figures.gosh_layout import arrange
from b12meta.figures.gosh_marks import (
    draw_beside,
    draw_cells,
    draw_none,
    draw_together,
    least_counts,
    pictures,
)
from b12meta.figures.gosh_words import SIGNS, alt_text, keys, notes
from b12meta.figures.measure import clean
from b12meta.figures.scatter_axes import draw_ground, draw_title
from b12meta.figures.scatter_foot import draw_foot, foot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from matplotlib.axes import Axes

    from b12meta.figures.gosh_input import SubsetsLike

__all__ = ["gosh"]


def gosh(
    result: SubsetsLike,
    *,
    highlight: int | str | None = None,
    labels: Sequence[str] | None = None,
    measure: str = "SMD",
    ratio: bool = False,
    of: Literal["i2", "tau2"] = "i2",
    bins: tuple[int, int] = (94, 50),
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw the pooled effects of subsets against their heterogeneity.

    Parameters
    ----------
    result : fits of subsets
        With arrays `estimate`, `i2`, `tau2` and `k` (number of studies), one element per subset,
        and `contains(study)`, as `b12meta.gosh` returns them; its `labels`, `size` and `overall`
        are used where there are.
    highlight : int or str, optional
        A study, by its number from 0 or by its label: subsets with it are set off from the others.
    labels : sequence of str, optional
        Names of all studies; those of the fits, if they know them, by default.
    measure : str
        Name of the effect.
    ratio : bool
        Effects are logarithms of a ratio; the axis and words show the ratio.
    of : {"i2", "tau2"}
        What stands upwards.
    bins : tuple of int
        Cells across and upwards.
    footnotes : sequence of str
        Below the plot.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x is the estimate; y is pixels from its top, in proportion to the heterogeneity. Its label
        describes the figure in words.

    Raises
    ------
    ValueError
        If the fits cannot be drawn, or the highlighted study is not one of them.

    References
    ----------
    Olkin I, Dahabreh IJ, Trikalinos TA (2012). GOSH - a graphical display of study heterogeneity.
    Research Synthesis Methods 3, 214-223.

    Examples
    --------
    >>> import numpy as np
    >>> from types import SimpleNamespace
    >>> subsets = np.array([[True, False], [False, True], [True, True]])
    >>> found = SimpleNamespace(estimate=[-0.4, 0.2, -0.1], i2=[0, 0, 0.6], tau2=[0, 0, 0.1],
    ...     k=[1, 1, 2], contains=lambda study: subsets[:, study])
    >>> gosh(found, highlight=0).get_label()
    'GOSH plot of 3 subsets of 2 studies: SMD (x) and I² (y). ... The 2 subsets with study 1: ...'
    """
    cloud, measure = read_cloud(result, highlight, labels, of, bins), clean(measure)
    plot = arrange(cloud, ratio=ratio)
    panel, least = plot.base.panel, least_counts(cloud)
    below = foot(panel, keys(cloud, least, plot.scale), [*notes(cloud), *footnotes], [])
    with theme.house():
        ax = canvas(ax, below.size, panel, "a GOSH plot")
        draw_ground(ax, plot.base, SIGNS[of])
        draw_title(ax, panel, panel.left + panel.width / 2, measure)
        draw_cells(ax, cloud, plot)
        draw_none(ax, plot)
        draw_beside(ax, cloud, plot)
        draw_together(ax, cloud, plot)
        draw_foot(ax, below, pictures(cloud))
    ax.set_label(alt_text(cloud, plot.scale, measure, footnotes))
    return ax
