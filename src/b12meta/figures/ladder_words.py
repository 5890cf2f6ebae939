"""The description of a ladder, for who cannot see it, made from what is drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.figures.forest_words import below_and_above
from b12meta.figures.ladder_lines import said
from b12meta.figures.measure import clean
from b12meta.figures.scatter_words import studies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.ladder_lines import Rung
    from b12meta.figures.numbers import Scale

__all__ = ["describe", "reach"]


def describe(
    title: str,
    rungs: Sequence[Rung],
    notes: Sequence[str],
    *,
    heading: str,
    spread: str,
    scale: Scale,
    sides: tuple[str, str],
) -> str:
    """Describe the plot; the title stands alone, every row has its numbers.

    Parameters
    ----------
    title : str
        First sentence.
    rungs : sequence of Rung
        From top to bottom.
    notes : sequence of str
        Below the plot.
    heading : str
        Over the effects.
    spread : str
        Name of the measure of spread.
    scale : Scale
        How effects are written.
    sides : tuple of str
        What an effect below and above none means.
    """
    each = "; ".join(_row(rung, spread, scale) for rung in rungs)
    sentences = [title, *notes, below_and_above(scale, sides), f"Each row, {heading}: {each}."]
    return clean(" ".join(sentences))


def reach(rungs: Sequence[Rung], scale: Scale) -> str:
    """Least and greatest estimate, each with its row.

    The rows must hold a finite estimate to be compared; without one there is nothing to say.
    """
    finite = [rung for rung in rungs if math.isfinite(rung.refit.estimate)]
    if not finite:
        return "no finite estimate"
    low, *_, high = sorted([*finite, *finite], key=lambda rung: rung.refit.estimate)
    ends = [f"{scale.text(rung.refit.estimate)} ({rung.name})" for rung in (low, high)]
    return f"from {ends[0]} to {ends[1]}" if low is not high else ends[0]


def _row(rung: Rung, spread: str, scale: Scale) -> str:
    refit = rung.refit
    k = "" if refit.k is None else f" ({studies(round(refit.k))})"
    shown = f", {spread} {refit.spread}" if refit.spread else ""
    return f"{rung.name}{k} {said(refit.estimate, refit.low, refit.high, scale)}{shown}"
