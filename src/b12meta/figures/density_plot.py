"""Levels by study: a half-curve over its mark for each group of people, and bands to read it by.

A raincloud plot shows a curve, a box and the values. Pages print no values, so there is no rain
here: the curve is what the printed mean and SD imply under an assumed shape, and the mark under it
is what was printed. Curves of one figure have equal areas.

References
----------
Allen M et al. (2021). Raincloud plots: a multi-platform tool for robust data visualization.
*Wellcome Open Research* 4, 63.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import legend, theme
from b12meta.figures.canvas import canvas, rule
from b12meta.figures.density_input import GROUPS, read_bands, read_groups
from b12meta.figures.density_layout import (
    BODY,
    CLOUD,
    HEADER,
    HEADER_HEIGHT,
    MARGIN,
    arrange,
)
from b12meta.figures.density_marks import PICTURES, band_bar, cloud, level_mark, shade
from b12meta.figures.density_words import alt_text, level_header
from b12meta.figures.forest_axis import draw_axis
from b12meta.figures.label import Style, write
from b12meta.figures.legend import Key, flow
from b12meta.figures.measure import clean, shorten, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.density_input import Band, Group
    from b12meta.figures.density_layout import Layout

__all__ = ["density"]

AXIS = 56.0
NOTE_ROW = 17.0
QUIET = Style(theme.SMALL, opacity=theme.QUIET)
TITLES = {"study": "Study", "group": "Group", "n": "n"}
CUT = "A curve that ends in an arrow goes on beyond the figure."


def density(
    rows: pd.DataFrame,
    bands: pd.DataFrame | None = None,
    *,
    name: str = "",
    unit: str = "",
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw levels by study and group.

    Parameters
    ----------
    rows : DataFrame
        One row per group of people, those of a study together: `study`, `group` (``MS, control``),
        `centre`; where known `stat` (``mean, median``), `sd` or `low` and `high` (range), `n`,
        `who` (the group in words), `year`, `url`, and a curve: `x` and `density`, arrays of one
        length, as `b12meta.stats.level_curves.level_curve` gives them.
    bands : DataFrame, optional
        `label`, `low`, `high` (equal: a threshold); where known `kind` (``reference``, which is
        shaded behind the groups too, or ``cutoff``) and `url`.
    name, unit : str
        What was measured, and the unit of all levels.
    footnotes : sequence of str
        Below the figure.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x is the level; y is pixels from its top. Its label describes the figure in words.

    Raises
    ------
    ValueError
        If a group or band cannot be drawn; every such row is named.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Sener"], "group": ["MS"], "centre": [413.2], "sd": [217.7]})
    >>> density(rows, name="Serum B12", unit="pmol/L").get_label()
    'Serum B12 (pmol/L) in 1 group of 1 study. Sener, MS: mean 413, SD 218.'
    """
    groups, known = read_groups(rows), read_bands(bands)
    name, unit = clean(name), clean(unit)
    layout = arrange(groups, known)
    left, top, right, bottom = layout.panel
    keys, below = flow(_keys(groups, known), MARGIN, layout.width - MARGIN, bottom + AXIS)
    cut = any(group.curve and group.curve[-1][0] > layout.window[1] for group in groups)
    said = [clean(note) for note in (*([CUT] if cut else []), *footnotes)]
    notes = [part for note in said for part in wrap(note, layout.width - 4 * MARGIN, QUIET.size)]
    size = (layout.width, below + 10 + NOTE_ROW * len(notes))
    with theme.house():
        ax = canvas(ax, size, layout.panel, "a figure of levels")
        draw_axis(ax, *layout.window, layout.scale, right - left)
        shade(ax, known, layout.ground - top)
        _write_headers(ax, layout, groups)
        _draw_groups(ax, layout, groups)
        _draw_bands(ax, layout, known)
        title = ", ".join(filter(None, (name, unit)))
        title = shorten(title, right - left, HEADER.size, bold=True)
        write(ax, (left + right) / 2, bottom + 38, title, HEADER, align="center")
        legend.draw(ax, keys, PICTURES)
        for place, words in enumerate(notes):
            write(ax, MARGIN, below + 5 + (place + 0.5) * NOTE_ROW, words, QUIET)
    ax.set_label(alt_text(groups, known, layout.scale, name, unit))
    return ax


def _write_headers(ax: Axes, layout: Layout, groups: Sequence[Group]) -> None:
    for name, words in (TITLES | {"level": level_header(groups)}).items():
        column = layout.columns[name]
        write(ax, column.anchor, HEADER_HEIGHT / 2, words, HEADER, align=column.align)
    rule(ax, HEADER_HEIGHT)


def _draw_groups(ax: Axes, layout: Layout, groups: Sequence[Group]) -> None:
    peak = max((up for group in groups for _, up in group.curve), default=1.0)
    for group, place in zip(groups, layout.groups, strict=True):
        leads = "study" if place.cells["study"] else "group"
        for name, words in place.cells.items():
            column = layout.columns[name]
            named = {"full": place.full, "href": group.url} if name == leads else {}
            if words:
                write(ax, column.anchor, place.middle, words, BODY, align=column.align, **named)
        if group.curve:
            cloud(ax, group, place.foot - HEADER_HEIGHT, 0.92 * CLOUD / (peak or 1.0))
        level_mark(ax, group, place.middle - HEADER_HEIGHT)


def _draw_bands(ax: Axes, layout: Layout, bands: Sequence[Band]) -> None:
    if not bands:
        return
    write(ax, MARGIN, layout.bands_middle, "Reference intervals and cut-offs", HEADER)
    column = layout.columns["level"]
    for band, place in zip(bands, layout.bands, strict=True):
        words = place.cells["study"]
        write(ax, MARGIN, place.middle, words, BODY, full=place.full, href=band.url)
        write(ax, column.anchor, place.middle, place.cells["level"], BODY, align=column.align)
        band_bar(ax, band, place.middle - HEADER_HEIGHT)


def _keys(groups: Sequence[Group], bands: Sequence[Band]) -> list[Key]:
    named = dict(zip(GROUPS, ("people with MS", "controls"), strict=True))
    keys = {
        Key(group, words): any(one.group == group and one.curve for one in groups)
        for group, words in named.items()
    } | {
        Key("mean", "mean, and one SD either way where printed"): any(
            group.stat == "mean" for group in groups
        ),
        Key("median", "median [range]"): any(group.stat == "median" for group in groups),
        Key("bands", "reference intervals, stronger where they agree"): any(
            band.kind == "reference" for band in bands
        ),
    }
    return [key for key, wanted in keys.items() if wanted]
