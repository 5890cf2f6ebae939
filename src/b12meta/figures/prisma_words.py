"""The words of a flow diagram: its table by question, and its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.words import DASH
from b12meta.figures.measure import clean, shorten
from b12meta.figures.prisma_layout import NOT_RECORDED

if TYPE_CHECKING:
    from b12meta.evidence.flow_boxes import Box, Flow, Step

__all__ = ["alt_text", "question_cells"]

NAME = 250.0
"""Room for the name of a question."""
HEADER = ("Records by question", "contribute data", "in the pool", "full text awaited")


def question_cells(questions: pd.DataFrame) -> list[tuple[str, ...]]:
    """Rows of the table by question, header first; nothing where there is no question."""
    rows = [
        (shorten(_capital(clean(name)), NAME), *map(_shown, numbers))
        for name, *numbers in _rows(questions)
    ]
    return [HEADER, *rows] if rows else []


def alt_text(flow: Flow) -> str:
    """Describe the flow in words; the first sentence stands alone as its title."""
    known = [step.box for step in flow.steps if step.box.n is not None]
    ends = list({id(box): box for box in (*known[:1], *known[-1:])}.values())
    title = ", ".join(f"{_small(clean(box.words))} {box.n}" for box in ends)
    sentences = [f"PRISMA 2020 flow diagram: {title}." if title else "PRISMA 2020 flow diagram."]
    sentences += [f"{clean(step.stage)}: {_step(step)}." for step in flow.steps]
    each = "; ".join(
        f"{clean(name)}: {_shown(included)} contribute data"
        + ("" if pd.isna(pooled) else f", {_shown(pooled)} in the pool")
        + f", {_shown(awaiting)} await full text"
        for name, included, pooled, awaiting in _rows(flow.questions)
    )
    return " ".join([*sentences, *([f"By question: {each}."] if each else [])])


def _rows(questions: pd.DataFrame) -> list[tuple[str, int, int, int]]:
    columns = ["question", "included", "pooled", "awaiting"]
    return list(questions[columns].itertuples(index=False, name=None))


def _step(step: Step) -> str:
    return _box(step.box) + (f"; leaving: {_box(step.out)}" if step.out else "")


def _box(box: Box) -> str:
    parts = ", ".join(f"{clean(words)} {n}" for words, n in box.parts)
    count = NOT_RECORDED if box.n is None else str(box.n)
    return f"{clean(box.words)}, {count}{f' ({parts})' if parts else ''}"


def _shown(value: int) -> str:
    return DASH if pd.isna(value) else str(value)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
