"""The boxes of a flow diagram, which have to add up.

Boxes lead down from what was seen to what is included; at each step some records leave. Whoever
puts together boxes that do not add up gets an error, not a diagram.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box of the flow: its words, its count (None: not recorded), and what the count is made of.

    Raises
    ------
    ValueError
        If the parts do not add up to the count.
    """

    words: str
    n: int | None = None
    parts: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        total = sum(n for _, n in self.parts)
        if self.parts and total != self.n:
            raise ValueError(f"{self.words}: the parts add up to {total}, the box holds {self.n}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A box on the way down, and the one that leaves the way after it."""

    stage: str
    box: Box
    out: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flow:
    """The steps of a flow diagram, and the included records by question.

    Attributes
    ----------
    steps : tuple of Step
        From identification to inclusion.
    questions : DataFrame
        Indexed by ``outcome_set``: ``question`` in words, records ``included``, studies
        ``pooled`` (missing where differences from controls in blood are not the question) and
        records ``awaiting`` their full text. A record can bear on several questions, so the
        columns do not add up to the flow.

    Raises
    ------
    ValueError
        If a box is not what the box before it leaves.
    """

    steps: tuple[Step, ...]
    questions: pd.DataFrame

    def __post_init__(self) -> None:
        for before, after in pairwise(self.steps):
            if before.box.n is None or after.box.n is None:
                continue
            left = before.box.n - ((before.out.n or 0) if before.out else 0)
            if left != after.box.n:
                raise ValueError(
                    f"{after.box.words}: holds {after.box.n}, but the box before leaves {left}"
                )
