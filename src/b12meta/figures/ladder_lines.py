"""What a ladder says, line by line: its rungs in words and marks, as a forest plot takes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.words import DASH
from b12meta.figures.forest_lines import PARAGRAPH, Line, Mark, effect_cells
from b12meta.figures.numbers import Scale, count

if TYPE_CHECKING:
    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.forest_lines import Kind
    from b12meta.figures.ladder_input import Refit

__all__ = ["NOT_DEFINED", "Rung", "compose", "said"]

NOT_DEFINED = "not defined"


@dataclass(frozen=True, slots=True)
class Rung:
    """A refit with the name of its row; `whole`: it is the pool of all studies."""

    name: str
    refit: Refit
    whole: bool = False


def compose(rungs: list[Rung], overall: Diamond | None, scale: Scale) -> list[Line]:
    """Lines from top to bottom, the pool of all studies last."""
    lines = [_line(rung, scale) for rung in rungs]
    if overall is not None:
        effect, low, high = overall.limits
        cells = {"study": overall.label, **effect_cells(effect, low, high, scale)}
        mark = Mark(effect=effect, low=low, high=high)
        lines.append(Line(kind="pooled", cells=cells, mark=mark, above=PARAGRAPH))
    return lines


def said(estimate: float, low: float, high: float, scale: Scale) -> str:
    """A result in words, for a description.

    >>> said(-0.2, -0.5, 0.1, Scale(ratio=False)), said(0.2, math.nan, math.nan, Scale(ratio=False))
    ('−0.20 [−0.50 to 0.10]', '0.20 [interval not defined]')
    """
    if math.isnan(estimate):
        return NOT_DEFINED
    limits = f"interval {NOT_DEFINED}" if math.isnan(low) else scale.interval(low, high)
    return f"{scale.text(estimate)} [{limits}]"


def _line(rung: Rung, scale: Scale) -> Line:
    refit = rung.refit
    cells = {
        "study": rung.name,
        "count": count(refit.k),
        "spread": refit.spread,
        **_numbers(refit, scale),
    }
    mark = Mark(effect=refit.estimate, low=refit.low, high=refit.high)
    return Line(
        kind=_kind(rung),
        cells={name: text for name, text in cells.items() if text},
        mark=mark if refit.exists else None,
        url=refit.url,
    )


def _kind(rung: Rung) -> Kind:
    """Only a finite estimate with an interval can be drawn as the diamond of the pool."""
    whole = rung.whole and rung.refit.limited and math.isfinite(rung.refit.estimate)
    return "pooled" if whole else "refit"


def _numbers(refit: Refit, scale: Scale) -> dict[str, str]:
    if not refit.exists:
        return {"bounds": NOT_DEFINED}
    if not refit.limited:
        return {"effect": scale.text(refit.estimate), "low": f"[{DASH},", "high": f"{DASH}]"}
    return effect_cells(refit.estimate, refit.low, refit.high, scale)
