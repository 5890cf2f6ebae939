"""How cost grows with size, on logarithmic scales: a power law is a straight line.

The slope of the line is its power: 1 means that twice the work takes twice the time.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from b12meta.figures import theme
from b12meta.figures.canvas import canvas
from b12meta.figures.gosh_layout import ticks
from b12meta.figures.growth_input import read_series
from b12meta.figures.label import Style, write
from b12meta.figures.measure import clean, shorten
from b12meta.figures.numbers import Scale
from b12meta.figures.scatter_axes import draw_ground, draw_title
from b12meta.figures.scatter_foot import draw_foot, foot
from b12meta.figures.scatter_view import MARGIN, ground
from b12meta.figures.shapes import point

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.growth_input import Series
    from b12meta.figures.scatter_view import Ground, View

__all__ = ["growth"]

NAME = Style(theme.SMALL)
MOST_NAME = 240.0
LEADER = 22.0
"""From the panel to the names, for lines that lead to them."""
LINE = 17.0
SIDE = 7.0
PAD = 0.05
SHAPES = ("o", "s", "D", "^", "v")
LOGARITHMS = Scale(ratio=True)


class Tag(NamedTuple):
    """A name beside the panel: as it is shown, in full, and its middle from the panel's top."""

    shown: str
    full: str | None
    middle: float


def growth(
    rows: pd.DataFrame,
    *,
    across: str = "Studies (k)",
    upwards: str = "Seconds",
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw how cost grows with size.

    Parameters
    ----------
    rows : DataFrame
        One row per measurement: `series` (who did the work, and how), `x` (its size) and `y` (what
        it cost), both above 0. Where known, `slope` (of the logarithms, one for a series) and
        `ours` (whether to set the series off from the others; true by default).
    across, upwards : str
        Names of the axes.
    footnotes : sequence of str
        Below the figure.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x is the natural logarithm of the size; y is pixels from its top, in proportion to the
        logarithm of the cost. Its label describes the figure in words.

    Raises
    ------
    ValueError
        If a row cannot be drawn; every such row is named.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"series": ["REML"] * 2, "x": [10, 20], "y": [0.2, 0.4], "slope": 1.0})
    >>> growth(rows, across="Thousand fits").get_label()
    'Growth of Seconds with Thousand fits, ... REML, slope 1.00: 0.2 at 10, 0.4 at 20.'
    """
    series, across, upwards = read_series(rows), clean(across), clean(upwards)
    wide = min(MOST_NAME, max(NAME.width(one.label) for one in series))
    base = ground(
        _window([x for one in series for x, _ in one.points]),
        _window([y for one in series for _, y in one.points]),
        len(series), scale=LOGARITHMS, scale_up=LOGARITHMS, right=LEADER + wide + MARGIN,
    )  # fmt: skip
    base = base._replace(
        across=ticks(base.view.low, base.view.high, LOGARITHMS, base.view.width),
        up=ticks(base.view.floor, base.view.roof, LOGARITHMS, base.view.height),
    )
    tags = _tags(series, base.view, wide)
    below = foot(base.panel, [], footnotes, [])
    with theme.house():
        ax = canvas(ax, below.size, base.panel, "a figure of growth")
        draw_ground(ax, base, upwards)
        draw_title(ax, base.panel, (base.panel.left + base.panel.right) / 2, across)
        for place, (one, tag) in enumerate(zip(series, tags, strict=True)):
            _draw_series(ax, one, base.view, SHAPES[place % len(SHAPES)])
            _draw_tag(ax, one, tag, base)
        draw_foot(ax, below, {})
    ax.set_label(_alt_text(series, across, upwards, footnotes))
    return ax


def _window(values: list[float]) -> tuple[float, float]:
    """Logarithms of the least and the greatest value, and some room."""
    low, high = math.log(min(values)), math.log(max(values))
    pad = PAD * (high - low) or 1.0
    return low - pad, high + pad


def _tags(series: Sequence[Series], view: View, wide: float) -> list[Tag]:
    """Names as near to the ends of their lines as they can stand without touching."""
    ends = [view.y(math.log(one.points[-1][1])) for one in series]
    order = sorted(range(len(series)), key=lambda place: ends[place])
    middles, least = list(ends), LINE / 2
    for place in order:
        middles[place] = least = max(ends[place], least)
        least += LINE
    most = view.height - LINE / 2
    for place in reversed(order):
        middles[place] = most = min(middles[place], most)
        most -= LINE
    tags = []
    for one, middle in zip(series, middles, strict=True):
        slope = f", {one.slope_words}" if one.slope_words else ""
        short = shorten(one.name, wide - NAME.width(slope), NAME.size) + slope
        tags.append(Tag(short, None if short == one.label else one.label, middle))
    return tags


def _draw_series(ax: Axes, one: Series, view: View, shape: str) -> None:
    hue = theme.STUDY if one.ours else theme.CONTEXT
    places = [(math.log(x), view.y(math.log(y))) for x, y in one.points]
    xs, ys = zip(*places, strict=True)
    ax.plot(xs, ys, color=hue, linewidth=1.2, zorder=1.5)
    for x, y in places:
        point(ax, x, y, SIDE, shape, hue, hollow=not one.ours)


def _draw_tag(ax: Axes, one: Series, tag: Tag, base: Ground) -> None:
    """Write a name, and lead to it from the last point."""
    view, panel = base.view, base.panel
    pixel = (view.high - view.low) / view.width
    x, y = math.log(one.points[-1][0]), view.y(math.log(one.points[-1][1]))
    near, end = view.high + 4 * pixel, view.high + (LEADER - 3) * pixel
    ax.plot([x, near, end], [y, y, tag.middle], color=theme.ink(theme.LINE), linewidth=0.75,
            clip_on=False, scalex=False, scaley=False, zorder=1)  # fmt: skip
    write(ax, panel.right + LEADER, panel.top + tag.middle, tag.shown, NAME, full=tag.full)


def _alt_text(series: Sequence[Series], across: str, upwards: str, footnotes: Sequence[str]) -> str:
    """Describe the figure in words; the first sentence stands alone as its title."""
    title = f"Growth of {upwards} with {across}, on logarithmic scales."
    each = [
        f"{one.label}: {', '.join(f'{_value(y)} at {_value(x)}' for x, y in one.points)}."
        for one in series
    ]
    return clean(" ".join([title, *each, *footnotes]))


def _value(value: float) -> str:
    """Size or cost in words: whole numbers as they are, others in three figures at most."""
    return f"{value:,.0f}" if value == round(value) and value < 1e15 else f"{value:.3g}"
