"""The contour-enhanced funnel plot: effects against their standard errors.

Small studies scatter more than large ones, so the points should fill a funnel. Where one side of
it is empty, small studies with such results may be missing; the shades tell whether those would be
the ones that are not significant. A study of which only bounds are known is a bar: setting it
aside would itself make the funnel lopsided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.canvas import canvas
from b12meta.figures.funnel_input import read_limits, read_studies
from b12meta.figures.funnel_layout import lines, name_boxes, reach, spots
from b12meta.figures.funnel_marks import (
    draw_limits,
    draw_pooled,
    draw_regions,
    draw_studies,
    pictures,
)
from b12meta.figures.funnel_words import alt_text, keys, notes, regions
from b12meta.figures.measure import clean
from b12meta.figures.numbers import Scale
from b12meta.figures.scatter_axes import draw_ground, draw_title
from b12meta.figures.scatter_foot import draw_foot, foot
from b12meta.figures.scatter_names import draw_names, place_names
from b12meta.figures.scatter_view import ground
from b12meta.figures.scatter_words import analysed, conclusion

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.funnel_input import ContoursLike
    from b12meta.figures.results import ResultLike

__all__ = ["funnel"]


def funnel(
    rows: pd.DataFrame,
    pooled: ResultLike | Diamond | None = None,
    *,
    contours: ContoursLike | None = None,
    measure: str = "SMD",
    ratio: bool = False,
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a funnel plot.

    Parameters
    ----------
    rows : DataFrame
        One row per study, as for `forest`: `study`, `sei` (standard error) and the effect `yi`,
        or, where `yi` is missing, its bounds `low` and `high` (missing or infinite: no bound),
        with the standard error at no effect. A row with neither needs the `level` ``none``.
        Where known, `year` and `url`.
    pooled : result or Diamond, optional
        The pooled effect, an upright line; its interval stands in the key.
    contours : Contours or DataFrame, optional
        `kind`, `level`, `sei`, `low` and `high`, as
        `b12meta.stats.small_study.contours.funnel_contours` computes them: regions of p around no
        effect, pseudo limits around the pooled effect.
    measure : str
        Name of the effect.
    ratio : bool
        Effects are logarithms of a ratio; ticks and words show the ratio.
    sides : tuple of str
        What left and right of no effect mean.
    footnotes : sequence of str
        Below the plot.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x is the effect; y is pixels from its top, in proportion to the standard error. Its label
        describes the figure in words.

    Raises
    ------
    ValueError
        If a row cannot be drawn (every such row is named), or contours are not of these rows.

    References
    ----------
    Peters JL, Sutton AJ, Jones DR, Abrams KR, Rushton L (2008). Contour-enhanced meta-analysis
    funnel plots help distinguish publication bias from other causes of asymmetry. Journal of
    Clinical Epidemiology 61, 991-996.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Sener", "Zhang"], "yi": [-0.9, None], "sei": [0.32, 0.22],
    ...     "low": [None, -0.43], "high": [None, 0.43]})
    >>> funnel(rows).get_label()
    'Funnel plot of 2 studies, 1 known by bounds only, SMD against standard error: ... (0.22).'
    """
    studies, diamond = read_studies(rows), conclusion(pooled)
    limits = read_limits(contours, studies, diamond)
    measure, sides = clean(measure), (clean(sides[0]), clean(sides[1]))
    scale = Scale.of([end for study in studies for end in (study.low, study.high)], ratio=ratio)
    drawn = [study for study in studies if study.known != "nothing"]
    low, high, largest = reach(drawn, limits, diamond)
    base = ground((low, high), (largest, 0.0), len(drawn), scale=scale)
    panel, window = base.panel, base.view
    marks = spots(drawn, window)
    names, hidden = place_names(marks, window.size, crossed=lines(limits, diamond, window))
    spared = name_boxes(marks, names, window)
    said = [*notes(studies, limits, diamond, measure), *footnotes]
    meant = keys(studies, limits, diamond, measure, scale)
    below = foot(panel, meant, said, [marks[at].name for at in hidden])
    with theme.house():
        ax = canvas(ax, below.size, panel, "a funnel plot")
        draw_ground(ax, base, f"Standard error of {analysed(measure, ratio=ratio)}")
        draw_title(ax, panel, panel.left + window.x(0.0), measure, sides)
        draw_regions(ax, limits, window, spared)
        draw_pooled(ax, diamond, window, spared)
        draw_limits(ax, limits, window, spared)
        draw_studies(ax, drawn, window)
        draw_names(ax, marks, names, panel)
        draw_foot(ax, below, pictures(len(regions(limits))))
    ax.set_label(
        alt_text(studies, limits, diamond, said, measure=measure, scale=scale, sides=sides)
    )
    return ax
