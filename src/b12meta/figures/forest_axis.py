"""The axis of a forest plot: which stretch of the effects it shows, and its ticks.

One wide interval must not squeeze all others into a dot. So the window always holds every
estimate, the pooled interval, the near end of all bounds and no effect; intervals may widen it
only up to a reach, and what lies beyond is cut off and ends in an arrow.
"""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from b12meta.evidence.words import minus
from b12meta.figures import theme
from b12meta.figures.forest_columns import MARGIN
from b12meta.figures.label import Style, write
from b12meta.figures.measure import shorten
from b12meta.figures.numbers import Scale, power

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from b12meta.figures.forest_layout import Layout
    from b12meta.figures.forest_lines import Kind, Line, Mark

__all__ = ["draw_axis", "draw_sides", "tick_labels", "window"]

PAD = 0.04
OPEN = 0.12
"""Least share of the window that a half-line takes."""
TICK = Style(theme.SMALL, opacity=theme.QUIET)
SIDE = Style(theme.SMALL)
TICK_SPACE = 9.0
SIDES_MIDDLE = 35.0
SIDES_GAP = 8.0
_ARROWS = ("← ", " →")
_ROUND = (1.0, 2.0, 5.0)


def window(lines: list[Line]) -> tuple[float, float]:
    """Least and greatest effect that the plot shows, in the unit of `yi`."""
    marks = [(line.kind, line.mark) for line in lines if line.mark is not None]
    core = [0.0] + [mark.effect for _, mark in marks]
    for kind, mark in marks:
        if kind == "pooled":
            core += [mark.low, mark.high]
        elif kind == "bounds":
            core.append(min(max(mark.low, 0.0), mark.high))
    core = [value for value in core if math.isfinite(value)]
    ends = [end for _, mark in marks for end in (mark.low, mark.high) if math.isfinite(end)]
    widths = [mark.high - mark.low for kind, mark in marks if kind in {"study", "bounds", "refit"}]
    widths = [width for width in widths if math.isfinite(width)]
    first, last = min(core), max(core)
    reach = max(0.75 * (last - first), 0.9 * median(widths) if widths else 0.0)
    low = max(min([first, *ends]), first - reach)
    high = min(max([last, *ends]), last + reach)
    if high == low:
        low, high = low - 1, high + 1
    low, high = _with_open_ends(marks, low, high)
    pad = PAD * (high - low)
    return low - pad, high + pad


def _with_open_ends(marks: list[tuple[Kind, Mark]], low: float, high: float) -> tuple[float, float]:
    """Make room beyond the bounds of half-lines, so that one sees where they point."""
    room = OPEN * (high - low)
    bounds = [mark for kind, mark in marks if kind == "bounds"]
    least = [mark.high - room for mark in bounds if math.isinf(mark.low)]
    most = [mark.low + room for mark in bounds if math.isinf(mark.high)]
    return (
        min([low, *(end for end in least if math.isfinite(end))]),
        max([high, *(end for end in most if math.isfinite(end))]),
    )


def tick_labels(
    low: float, high: float, scale: Scale, width: float
) -> tuple[list[float], list[str]]:
    """Positions and words of the ticks, as many as fit into `width` pixels."""
    ticks, words = [0.0], [scale.text(0.0)]
    for wanted in range(6, 1, -1):
        values = (
            _ratio_ticks(low, high, wanted) if scale.ratio else _linear_ticks(low, high, wanted)
        )
        words = _tick_words(values)
        ticks = [math.log(value) for value in values] if scale.ratio else values
        if _fits(ticks, words, width / (high - low)):
            break
    return ticks, words


def draw_axis(ax: Axes, low: float, high: float, scale: Scale, width: float) -> None:
    """Set the window and draw the axis below it."""
    ticks, words = tick_labels(low, high, scale, width)
    ax.set_xlim(low, high)
    ax.set_xticks(
        ticks,
        words,
        fontproperties=theme.font(TICK.size),
        color=theme.ink(TICK.opacity),
        parse_math=False,
    )
    ax.set_yticks([])
    ax.tick_params(
        axis="x",
        length=theme.points(4),
        width=0.75,
        color=theme.ink(theme.LINE),
        pad=theme.points(4),
    )
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set(color=theme.ink(theme.LINE), linewidth=0.75)


def draw_sides(ax: Axes, layout: Layout, none: float, sides: tuple[str, str]) -> None:
    """Write what each direction means, either side of no effect (`none` pixels from the left)."""
    middle = layout.panel[3] + SIDES_MIDDLE
    room = layout.size[0] / 2 - MARGIN - SIDES_GAP - SIDE.width(_ARROWS[0])
    short = [shorten(words, room, SIDE.size) for words in sides]
    full = [None if cut == words else words for cut, words in zip(short, sides, strict=True)]
    left, right = _ARROWS[0] + short[0], short[1] + _ARROWS[1]
    least = MARGIN + SIDE.width(left) + SIDES_GAP
    most = layout.size[0] - MARGIN - SIDE.width(right) - SIDES_GAP
    centre = min(max(none, least), most)
    write(ax, centre - SIDES_GAP, middle, left, SIDE, align="right", full=full[0])
    write(ax, centre + SIDES_GAP, middle, right, SIDE, full=full[1])


def _linear_ticks(low: float, high: float, wanted: int) -> list[float]:
    locator = MaxNLocator(wanted, steps=[1, 2, 2.5, 5, 10])
    values = [float(value) for value in locator.tick_values(low, high)]
    return [
        0.0 if abs(value) < 1e-9 * (high - low) else value
        for value in values
        if low <= value <= high
    ]


def _ratio_ticks(low: float, high: float, wanted: int) -> list[float]:
    """Round ratios: 1, 2, 5 of each decade, or round steps where the window is narrow."""
    start, end = math.exp(max(low, -300.0)), math.exp(min(high, 300.0))
    if end / start < 4:
        return sorted({1.0, *_linear_ticks(start, end, wanted)})
    decades = range(math.floor(math.log10(start)), math.ceil(math.log10(end)) + 1)
    for digits in (_ROUND, (1.0,)):
        values = [digit * 10.0**decade for decade in decades for digit in digits]
        inside = [value for value in values if start <= value <= end]
        if len(inside) <= wanted:
            return inside
    step = math.ceil(len(inside) / wanted)
    return [value for value in inside if round(math.log10(value)) % step == 0]


def _tick_words(values: list[float]) -> list[str]:
    """Shortest words that tell all values apart, of one length where steps are even."""
    if not values:
        return []
    if max(values) > 1e7 or max(abs(value) for value in values) < 1e-4:
        return [power(value) if value not in {0, 1} else f"{value:g}" for value in values]
    if min(values) > 0 and max(values) / min(values) >= 4:
        return [minus(f"{value:.10g}") if value >= 1e-4 else power(value) for value in values]
    decimals = next(
        (places for places in range(9) if all(abs(v - round(v, places)) < 1e-9 for v in values)), 9
    )
    return [minus(f"{value:.{decimals}f}") for value in values]


def _fits(ticks: list[float], words: list[str], px: float) -> bool:
    """Whether neighbouring words keep their distance at `px` pixels per unit."""
    widths = [TICK.width(word) for word in words]
    pairs = zip(ticks[:-1], ticks[1:], widths[:-1], widths[1:], strict=True)
    return all((b - a) * px >= (left + right) / 2 + TICK_SPACE for a, b, left, right in pairs)
