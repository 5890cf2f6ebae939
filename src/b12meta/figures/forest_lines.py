"""What a forest plot says, line by line, before anything is measured.

A plot is a list of lines: headings of groups, studies and the small words below them, what is
concluded with its prediction interval, earlier reviews. Each line has words for some columns and
perhaps something to draw.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from b12meta.evidence.words import percent
from b12meta.figures import theme
from b12meta.figures.forest_words import CONTEXT_HEADING, NOTHING
from b12meta.figures.label import Style
from b12meta.figures.numbers import Scale, count
from b12meta.figures.results import is_drawable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.forest_input import Study

__all__ = ["ROW", "STYLES", "Kind", "Line", "Mark", "compose", "effect_cells"]

Kind = Literal[
    "study", "bounds", "nothing", "pooled", "prediction", "words", "group", "heading", "context",
    "note", "refit",
]  # fmt: skip

ROW = 24.0
PARAGRAPH = 10.0
NOTE_ROW = 18.0
NOTE_RISE = -3.5
"""Small words belong to the line above them."""

STYLES: Mapping[Kind, Style] = {
    "study": Style(),
    "bounds": Style(),
    "nothing": Style(),
    "pooled": Style(bold=True),
    "prediction": Style(),
    "words": Style(),
    "group": Style(theme.SMALL, bold=True, opacity=theme.QUIET),
    "heading": Style(italic=True, opacity=theme.QUIET),
    "context": Style(opacity=theme.QUIET),
    "note": Style(theme.SMALL, opacity=theme.QUIET),
    "refit": Style(),
}
BOUND = Style(italic=True, opacity=theme.QUIET)
"""Bounds are set apart from intervals, so that nobody takes one for the other."""


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
    height: float = ROW
    url: str | None = None

    @property
    def style(self) -> Style:
        """How its words are set."""
        return STYLES[self.kind]

    def style_of(self, column: str) -> Style:
        """How the words of one column are set."""
        return BOUND if column == "bounds" else self.style


def compose(
    studies: list[Study],
    diamonds: list[Diamond],
    context: list[Study],
    scale: Scale,
    *,
    whole: bool = False,
) -> list[Line]:
    """Lines from top to bottom; `whole`: the pooled effect is all of the weight."""
    lines: list[Line] = []
    group = ""
    for study in studies:
        if study.group != group:
            group = study.group
            lines.append(Line(kind="group", span=group, above=PARAGRAPH if lines else 0.0))
        lines += _rows(study, scale)
    for diamond in diamonds:
        lines += _conclusion(diamond, scale, whole=whole)
    if context:
        lines.append(Line(kind="heading", span=CONTEXT_HEADING, above=PARAGRAPH))
        lines += [line for review in context for line in _rows(review, scale, context=True)]
    return lines


def _rows(study: Study, scale: Scale, *, context: bool = False) -> list[Line]:
    cells = {
        "study": study.name,
        "year": count(study.year),
        "n1": count(study.n1),
        "n2": count(study.n2),
        "weight": "" if study.weight is None else percent(study.weight, 1),
        **_finding(study, scale),
    }
    if context and study.k is not None:
        cells["k"] = f"{count(study.k)} {'study' if study.k == 1 else 'studies'}"
    kinds: dict[str, Kind] = {"estimate": "study", "bounds": "bounds", "nothing": "nothing"}
    mark = Mark(effect=study.effect, low=study.low, high=study.high, weight=study.weight)
    line = Line(
        kind="context" if context and study.known == "estimate" else kinds[study.known],
        cells={name: text for name, text in cells.items() if text},
        mark=None if study.known == "nothing" else mark,
        url=study.url,
    )
    return [line, *_note(study.note)]


def _note(text: str) -> list[Line]:
    return [Line(kind="note", span=text, above=NOTE_RISE, height=NOTE_ROW)] if text else []


def _finding(study: Study, scale: Scale) -> dict[str, str]:
    if study.known == "bounds":
        return {"bounds": scale.bounds(study.low, study.high)}
    if study.known == "nothing":
        return {"bounds": NOTHING}
    return effect_cells(study.effect, study.low, study.high, scale)


def effect_cells(effect: float, low: float, high: float, scale: Scale) -> dict[str, str]:
    """Words of an effect and its limits, by column."""
    limits = _limits(low, high, scale)
    return {"effect": scale.text(effect), **limits}


def _limits(low: float, high: float, scale: Scale) -> dict[str, str]:
    return {"low": f"[{scale.text(low)},", "high": f"{scale.text(high)}]"}


def _conclusion(diamond: Diamond, scale: Scale, *, whole: bool) -> list[Line]:
    note = _note(diamond.note)
    if not diamond.drawn:
        return [Line(kind="words", span=diamond.label, above=PARAGRAPH), *note]
    effect, low, high = diamond.limits
    cells = effect_cells(effect, low, high, scale) | ({"weight": "100%"} if whole else {})
    mark = Mark(effect=effect, low=low, high=high)
    line = Line(kind="pooled", span=diamond.label, cells=cells, mark=mark, above=PARAGRAPH)
    return [line, *note, *_prediction(diamond, effect, scale)]


def _prediction(diamond: Diamond, effect: float, scale: Scale) -> list[Line]:
    if diamond.predicted is None:
        return []
    low, high = diamond.predicted
    if not is_drawable(low, high):
        return [Line(kind="prediction", span=f"{diamond.pi_name}: not defined")]
    mark = Mark(effect=effect, low=low, high=high)
    cells = _limits(low, high, scale)
    return [Line(kind="prediction", span=diamond.pi_name, cells=cells, mark=mark)]
