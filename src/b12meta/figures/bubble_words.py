"""The description of a bubble plot, for who cannot see it, made from what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures.forest_words import below_and_above
from b12meta.figures.measure import clean
from b12meta.figures.scatter_words import studies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.bubble_input import Bubble, LinePoint
    from b12meta.figures.bubble_layout import Across
    from b12meta.figures.numbers import Scale

__all__ = ["alt_text"]


def alt_text(
    bubbles: Sequence[Bubble],
    line: Sequence[LinePoint],
    notes: Sequence[str],
    *,
    measure: str,
    name: str,
    x: Across,
    scale: Scale,
    sides: tuple[str, str],
) -> str:
    """Describe the plot in words; the first sentence stands alone as its title."""
    sentences = [_title(bubbles, measure, name), *_line(line, measure, name, x, scale), *notes]
    each = "; ".join(_study(bubble, x, scale) for bubble in bubbles)
    sentences += [below_and_above(scale, sides), f"Each study, {name} and {measure}: {each}."]
    return clean(" ".join(sentences))


def _title(bubbles: Sequence[Bubble], measure: str, name: str) -> str:
    bounded = sum(not bubble.exact for bubble in bubbles)
    known = f", {bounded} known by bounds only" if bounded else ""
    return f"Bubble plot of {studies(len(bubbles))}{known}: {measure} against {name}."


def _line(line: Sequence[LinePoint], measure: str, name: str, x: Across, scale: Scale) -> list[str]:
    if not line:
        return []
    ends = (
        f"{measure} {scale.text(point.estimate)} [{scale.interval(point.low, point.high)}] "
        f"at {name} {x.text(point.x)}"
        for point in (line[0], line[-1])
    )
    return [f"The fitted line runs from {' to '.join(ends)}."]


def _study(bubble: Bubble, x: Across, scale: Scale) -> str:
    effect = (
        scale.text(bubble.effect)
        if bubble.exact
        else scale.bounds(bubble.low, bubble.high, spoken=True)
    )
    return f"{bubble.label}: {x.text(bubble.x)}, {effect}"
