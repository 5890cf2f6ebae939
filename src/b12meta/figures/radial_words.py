"""The words of a radial plot: its keys and notes, and a description for who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.words import minus
from b12meta.figures.legend import Key
from b12meta.figures.measure import clean
from b12meta.figures.radial_layout import BAND
from b12meta.figures.scatter_words import concluded, studies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.numbers import Scale
    from b12meta.figures.scatter_input import Point

__all__ = ["alt_text", "keys", "notes"]


def keys(pooled: Diamond | None, measure: str, scale: Scale) -> list[Key]:
    """What the lines mean, where they are drawn."""
    if pooled is None or not pooled.drawn:
        return []
    return [
        Key("pooled", concluded(pooled, measure, scale)),
        Key("band", f"{BAND:g} standard errors to either side"),
    ]


def notes(pooled: Diamond | None, measure: str, sides: tuple[str, str]) -> list[str]:
    """How to read the plot."""
    found = [
        f"Above 0: {sides[1]}; below: {sides[0]}. A straight line from 0 at the left through a "
        f"study ends at its {measure} at the right."
    ]
    if pooled is not None and not pooled.drawn:
        found.append(f"{pooled.label.rstrip('.')}.")
    return found


def alt_text(
    points: Sequence[Point],
    pooled: Diamond | None,
    footnotes: Sequence[str],
    *,
    measure: str,
    axes: tuple[str, str],
    scale: Scale,
) -> str:
    """Describe the plot in words; the first sentence stands alone as its title."""
    result = concluded(pooled, measure, scale) if pooled is not None else "not pooled"
    each = "; ".join(
        f"{point.label} {point.x:.3g} and {minus(f'{point.y:.3g}')}" for point in points
    )
    sentences = [
        f"Radial plot of {studies(len(points))}, {axes[1]} against {axes[0]}: "
        f"{result.rstrip('.')}.",
        *footnotes,
        f"Each study, {axes[0]} and {axes[1]}: {each}.",
    ]
    return clean(" ".join(sentences))
