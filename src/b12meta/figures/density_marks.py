"""The marks of a figure of levels: half-curves, centres with their spread, and bands.

People with MS are filled blue, controls hollow and grey, so that they differ in print too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from b12meta.figures import theme
from b12meta.figures.shapes import arrows, interval, point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.density_input import Band, Group
    from b12meta.figures.legend import Picture

__all__ = ["PICTURES", "band_bar", "cloud", "level_mark", "shade"]

SIDE = 7.5
END = 7.0
"""Height of the ends of a range."""
BAR = 8.0
FILL, WASH = 0.3, 0.3
"""Opacity of a filled curve, and of all shaded bands together."""
BELL = ((0, 5), (6, 5), (6, -6), (11, -6), (16, -6), (17, 5), (28, 5), (0, 5))
BELL_CODES = (1, 4, 4, 4, 4, 4, 4, 79)
"""A small curve for the legend: two arcs over a foot."""
HUE = {"MS": theme.STUDY, "control": theme.CONTEXT}


def cloud(ax: Axes, group: Group, foot: float, per_density: float) -> None:
    """Draw the half-curve of a group on its foot; what leaves the window is cut off and marked."""
    hue = HUE[group.group]
    points = [(x, foot - up * per_density) for x, up in group.curve]
    corners = [(points[0][0], foot), *points, (points[-1][0], foot)]
    face = (hue, FILL) if group.group == "MS" else "none"
    ax.add_patch(Polygon(corners, facecolor=face, edgecolor=hue, linewidth=0.9, zorder=2))
    arrows(ax, ax.get_xlim()[0], points[-1][0], foot - 4, hue)


def level_mark(ax: Axes, group: Group, y: float) -> None:
    """Draw the centre of a group and the line of its SD or range."""
    hue, (low, high) = HUE[group.group], group.span
    interval(ax, low, high, y, hue)
    if group.stat == "median" and high > low:
        _ends(ax, (low, high), y, hue)
    _centre(ax, group.centre, y, group.stat, hue)


def shade(ax: Axes, bands: Sequence[Band], bottom: float) -> None:
    """Shade reference intervals behind the groups, stronger where they agree; dash thresholds."""
    intervals = [band for band in bands if band.kind == "reference" and band.low < band.high]
    for band in intervals:
        wash = (theme.INK, WASH / (len(intervals) + 2))
        ax.add_patch(
            Rectangle((band.low, 0), band.high - band.low, bottom, facecolor=wash, linewidth=0,
                      zorder=0)
        )  # fmt: skip
    for band in bands:
        if band.low == band.high:
            ax.plot(
                [band.low, band.low], [0, bottom], color=theme.ink(theme.LINE), linewidth=0.9,
                linestyle=(0, (4, 3)), zorder=1, scalex=False, scaley=False,
            )  # fmt: skip


def band_bar(ax: Axes, band: Band, y: float) -> None:
    """Draw a band in its own line: filled, or hollow for a cut-off; a threshold is a stroke."""
    ink = theme.ink(theme.LINE)
    if band.low == band.high:
        _ends(ax, (band.low,), y, theme.ink(), height=BAR + 4)
        return
    face = (theme.INK, 0.25) if band.kind == "reference" else "none"
    ax.add_patch(
        Rectangle((band.low, y - BAR / 2), band.high - band.low, BAR, facecolor=face,
                  edgecolor=ink, linewidth=0.75, zorder=2, clip_on=False)
    )  # fmt: skip


def _centre(
    ax: Axes, x: float, y: float, stat: str, hue: str, transform: Transform | None = None
) -> None:
    point(ax, x, y, SIDE, "o" if stat == "mean" else "D", hue, transform)


def _ends(
    ax: Axes, places: Sequence[float], y: float, color: str | tuple[str, float], *,
    height: float = END, transform: Transform | None = None,
) -> None:  # fmt: skip
    """Draw short strokes across a line."""
    for x in places:
        ax.plot(
            [x, x], [y - height / 2, y + height / 2], color=color, linewidth=1.0, clip_on=False,
            scalex=False, scaley=False, zorder=3, transform=transform or ax.transData,
            solid_capstyle="butt",
        )  # fmt: skip


def _key_of_group(group: str) -> Picture:
    def picture(ax: Axes, x: float, y: float, sheet: Transform) -> None:
        hue = HUE[group]
        face = (hue, FILL) if group == "MS" else "none"
        bell = Path([(x + right, y + down) for right, down in BELL], BELL_CODES)
        ax.add_patch(
            PathPatch(bell, facecolor=face, edgecolor=hue, linewidth=0.9, transform=sheet,
                      clip_on=False)
        )  # fmt: skip

    return picture


def _key_of_mark(stat: str) -> Picture:
    def picture(ax: Axes, x: float, y: float, sheet: Transform) -> None:
        interval(ax, x + 2, x + 26, y, theme.STUDY, sheet)
        if stat == "median":
            _ends(ax, (x + 2, x + 26), y, theme.STUDY, transform=sheet)
        _centre(ax, x + 12, y, stat, theme.STUDY, sheet)

    return picture


def _key_of_band(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    for left, right in ((0, 22), (6, 28)):
        ax.add_patch(
            Rectangle((x + left, y - 6), right - left, 12, facecolor=(theme.INK, 0.1), linewidth=0,
                      transform=sheet, clip_on=False)
        )  # fmt: skip


PICTURES: dict[str, Picture] = {
    "MS": _key_of_group("MS"),
    "control": _key_of_group("control"),
    "mean": _key_of_mark("mean"),
    "median": _key_of_mark("median"),
    "bands": _key_of_band,
}
