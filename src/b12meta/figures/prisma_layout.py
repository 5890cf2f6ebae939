"""Where the boxes of a flow diagram stand, in pixels from the top left corner.

Each box is a small table: words on the left, wrapped to the room they have, numbers on the right.
Boxes on the way down stand in the left column, boxes that leave it in the right one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.label import Style
from b12meta.figures.measure import clean, shorten, wrap

if TYPE_CHECKING:
    from b12meta.evidence.flow_boxes import Box, Flow

__all__ = ["NOT_RECORDED", "Frame", "Layout", "Line", "Stage", "arrange"]

PAGE = 700.0
MARGIN = 4.0
GUTTER = 56.0
"""Between the columns; holds the arrows to the right."""
DROP = 26.0
"""Between two boxes of a column; holds an arrow down."""
STAGE = 30.0
"""Height of the name of a stage."""
STAGE_NAME = 140.0
"""Room for the name of a stage, left of the arrow that passes it."""
PAD = 10.0
TURN = 18.0
NUMBER_GAP = 14.0
INDENT = 12.0

NOT_RECORDED = "not recorded"
WORDS, PART = Style(), Style(theme.SMALL, opacity=theme.QUIET)
NUMBER, UNKNOWN = Style(bold=True), Style(theme.SMALL, italic=True, opacity=theme.QUIET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of words in a box, and the number that stands at its right."""

    words: str
    style: Style
    x: float
    middle: float
    number: str = ""
    number_style: Style = NUMBER
    full: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A box in its place; `known` is whether its count was recorded."""

    left: float
    top: float
    right: float
    bottom: float
    known: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The name of a stage and its middle."""

    words: str
    middle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Boxes on the way down, boxes that leave it (None: none), stages, and where all end."""

    down: tuple[Frame, ...]
    out: tuple[Frame | None, ...]
    stages: tuple[Stage, ...]
    bottom: float


def arrange(flow: Flow) -> Layout:
    """Measure and place."""
    middle = (PAGE - GUTTER) / 2
    down: list[Frame] = []
    out: list[Frame | None] = []
    stages: list[Stage] = []
    y, stage = 0.0, ""
    for step in flow.steps:
        y += DROP if down else 0.0
        if step.stage != stage:
            stage = step.stage
            y += STAGE - (DROP / 2 if down else 0.0)
            words = shorten(clean(stage), STAGE_NAME, theme.SMALL, bold=True)
            stages.append(Stage(words=words, middle=y - STAGE / 2))
        down.append(_frame(step.box, MARGIN, middle, y))
        out.append(_frame(step.out, middle + GUTTER, PAGE - MARGIN, y) if step.out else None)
        y = max(frame.bottom for frame in (down[-1], out[-1]) if frame)
    return Layout(down=tuple(down), out=tuple(out), stages=tuple(stages), bottom=y)


def _frame(box: Box, left: float, right: float, top: float) -> Frame:
    number = NOT_RECORDED if box.n is None else str(box.n)
    style = UNKNOWN if box.n is None else NUMBER
    rows = [(clean(box.words), WORDS, 0.0, number, style)]
    rows += [(clean(words), PART, INDENT, str(n), PART) for words, n in box.parts]
    lines: list[Line] = []
    y = top + PAD + TURN / 2
    for words, how, indent, shown, number_style in rows:
        room = right - left - 2 * PAD - indent - number_style.width(shown) - NUMBER_GAP
        for place, part in enumerate(wrap(words, room, how.size)):
            short = shorten(part, room, how.size)
            line = Line(
                words=short,
                style=how,
                x=left + PAD + indent,
                middle=y,
                number="" if place else shown,
                number_style=number_style,
                full=None if short == part else words,
            )
            lines.append(line)
            y += TURN
    bottom = y - TURN / 2 + PAD
    return Frame(
        left=left, top=top, right=right, bottom=bottom, known=box.n is not None, lines=tuple(lines)
    )
