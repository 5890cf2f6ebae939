"""What a forest plot says, line by line, before anything is measured.

A plot is a list of lines: studies, the pooled effect, its prediction interval, headings, earlier
reviews. Each line has words for some columns and perhaps something to draw. Groups of studies
would be nothing but more headings and more pooled lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from b12meta.evidence.words import percent
from b12meta.figures import theme
from b12meta.figures.forest_words import CONTEXT_HEADING, is_drawable, prediction
from b12meta.figures.label import Style
from b12meta.figures.numbers import Scale, count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12meta.figures.forest_input import PooledLike, Study

__all__ = ["ROW", "Line", "Mark", "compose"]

Kind = Literal["study", "pooled", "prediction", "heading", "context"]

ROW = 24.0
PARAGRAPH = 10.0

STYLES: Mapping[Kind, Style] = {
    "study": Style(),
    "pooled": Style(bold=True),
    "prediction": Style(),
    "heading": Style(italic=True, opacity=theme.QUIET),
    "context": Style(opacity=theme.QUIET),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Numbers to draw: an effect, its limits, and its share of the weight (None: no weights)."""

    effect: float
    low: float
    high: float
    weight: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its words by column, or `span` across the columns left of the plot."""

    kind: Kind
    cells: Mapping[str, str] = field(default_factory=dict)
    span: str = ""
    mark: Mark | None = None
    above: float = 0.0

    @property
    def style(self) -> Style:
        """How its words are set."""
        return STYLES[self.kind]


def compose(
    studies: list[Study], pooled: PooledLike | None, context: list[Study], scale: Scale
) -> list[Line]:
    """Lines from top to bottom."""
    weights = (
        [None] * len(studies) if pooled is None else [float(weight) for weight in pooled.weights]
    )
    lines = [
        _row("study", study, weight, scale) for study, weight in zip(studies, weights, strict=True)
    ]
    if pooled is not None:
        lines += _conclusion(pooled, scale)
    if context:
        lines.append(Line(kind="heading", span=CONTEXT_HEADING, above=PARAGRAPH))
        lines += [_row("context", review, None, scale) for review in context]
    return lines


def _row(kind: Kind, study: Study, weight: float | None, scale: Scale) -> Line:
    cells = {
        "study": study.name,
        "year": count(study.year),
        "n1": count(study.n1),
        "n2": count(study.n2),
        "weight": "" if weight is None else percent(weight, 1),
        **_effect(study.effect, study.low, study.high, scale),
    }
    if kind == "context" and study.k is not None:
        cells["k"] = f"{count(study.k)} {'study' if study.k == 1 else 'studies'}"
    mark = Mark(effect=study.effect, low=study.low, high=study.high, weight=weight)
    return Line(kind=kind, cells={name: text for name, text in cells.items() if text}, mark=mark)


def _effect(effect: float, low: float, high: float, scale: Scale) -> dict[str, str]:
    limits = _limits(low, high, scale)
    return {"effect": scale.text(effect), **limits}


def _limits(low: float, high: float, scale: Scale) -> dict[str, str]:
    return {"low": f"[{scale.text(low)},", "high": f"{scale.text(high)}]"}


def _conclusion(pooled: PooledLike, scale: Scale) -> list[Line]:
    low, high = pooled.ci.low, pooled.ci.high
    cells = {**_effect(pooled.estimate, low, high, scale), "weight": "100%"}
    mark = Mark(effect=pooled.estimate, low=low, high=high)
    lines = [Line(kind="pooled", span="Pooled effect", cells=cells, mark=mark, above=PARAGRAPH)]
    if pooled.pi is not None:
        lines.append(_prediction(pooled, scale))
    return lines


def _prediction(pooled: PooledLike, scale: Scale) -> Line:
    pi = pooled.pi
    if pi is None or not is_drawable(pi):
        return Line(kind="prediction", span=f"{prediction(pooled)}: not defined")
    mark = Mark(effect=pooled.estimate, low=pi.low, high=pi.high)
    return Line(
        kind="prediction", span=prediction(pooled), cells=_limits(pi.low, pi.high, scale), mark=mark
    )
