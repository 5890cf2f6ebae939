"""The albatross plot: p values against the numbers of people, where effects are not printed.

A small p can come from a large effect or from many people. Contours show which: along each of
them the standardised mean difference is the same. A study of which only a bound of p is known is
a bar, and one whose direction is not stated is drawn on both sides, hollow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.albatross_axes import LEFT, RIGHT, draw_axes, draw_contours, panel_of
from b12meta.figures.albatross_input import alt_text, read_curves, read_reports
from b12meta.figures.albatross_labels import contour_names, place_labels, spot_of
from b12meta.figures.albatross_layout import contour, view
from b12meta.figures.albatross_marks import PICTURES, draw_report
from b12meta.figures.canvas import canvas
from b12meta.figures.legend import Key
from b12meta.figures.measure import clean
from b12meta.figures.scatter_foot import draw_foot, foot
from b12meta.figures.scatter_names import draw_names
from b12meta.figures.scatter_view import PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.albatross_input import Curve, CurvesLike, Report

__all__ = ["albatross"]

HEIGHT, PER_STUDY = 300.0, 22.0


def albatross(
    rows: pd.DataFrame,
    contours: CurvesLike | None = None,
    *,
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw an albatross plot.

    Parameters
    ----------
    rows : DataFrame
        One row per study: `study`, `n` (people, both groups together), `direction` (``lower,
        higher, none_stated``), and the two-sided `p`, or what bounds it: `p_low` and `p_high`
        (missing: 0 and 1; "p > 0.05" is 0.05 and 1). Where known, `year` and `url`.
    contours : Contours or DataFrame, optional
        `smd`, `n` and `p` of points along the contours, as
        `b12meta.stats.albatross.smd_contours` computes them.
    sides : tuple of str
        What left and right mean.
    footnotes : sequence of str
        Below the plot.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x is -log10(p), negative for lower; y is pixels from its top, in proportion to sqrt(n).
        Its label describes the figure in words.

    Raises
    ------
    ValueError
        If a row or contour cannot be drawn; every such row is named.

    References
    ----------
    Harrison S, Jones HE, Martin RM, Lewis SJ, Higgins JPT (2017). The albatross plot. Research
    Synthesis Methods 8, 281-289.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Sener", "Zhang"], "n": [44, 83], "p": [0.007, None],
    ...     "direction": ["lower", "none_stated"], "p_low": [None, 0.05]})
    >>> rows["p_high"] = None
    >>> albatross(rows).get_label()
    'Albatross plot of 2 studies: ... Zhang: 83 people, direction not stated, p > 0.05.'
    """
    reports, curves = read_reports(rows), read_curves(contours)
    sides = (clean(sides[0]), clean(sides[1]))
    window = view(reports, PAGE - LEFT - RIGHT, max(HEIGHT, PER_STUDY * len(reports)))
    cut = [(curve.smd, contour(curve, window)) for curve in curves]
    drawn = [(smd, line) for smd, line in cut if len(line) > 1]
    sizes = contour_names(drawn, window)
    spots = [spot_of(report, window) for report in reports]
    names, hidden = place_labels(spots, [line for _, line in drawn], sizes, window)
    panel = panel_of(window)
    below = foot(panel, [_keys(reports, curves)], footnotes, [spots[at].name for at in hidden])
    with theme.house():
        ax = canvas(ax, below.size, panel, "an albatross plot")
        draw_axes(ax, window, sides)
        draw_contours(ax, [line for _, line in drawn], sizes, window)
        for report in reports:
            draw_report(ax, report, window)
        draw_names(ax, spots, names, panel)
        draw_foot(ax, below, PICTURES)
    ax.set_label(alt_text(reports, curves, sides))
    return ax


def _keys(reports: list[Report], curves: list[Curve]) -> list[Key]:
    exact = [report for report in reports if report.exact]
    keys = {
        Key("exact", "p printed as a number"): bool(exact),
        Key("bounds", "p known by bounds only"): len(exact) < len(reports),
        Key("hollow", "direction not stated: both are drawn"): any(
            report.direction == "none_stated" and report.high < 1 for report in reports
        ),
        Key("contour", "where a given SMD would lie"): bool(curves),
    }
    return [key for key, wanted in keys.items() if wanted]
