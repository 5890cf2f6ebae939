"""Claims that no number decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.claims.decision import Decision

if TYPE_CHECKING:
    from b12meta.evidence.claims.decision import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Biology, a definition or advice: no count, difference or correlation in people decides it."""

    what: str

    def decide(self, _: Facts) -> Decision:
        """Always the same verdict."""
        return Decision(verdict="not a numeric claim", rule=self.what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """A number could decide it, but nobody has measured it in people with MS.

    Attributes
    ----------
    why : str
        What is missing.
    nearest : tuple of str
        Analytes of contrasts.csv that bear on it without deciding it.
    """

    why: str
    nearest: tuple[str, ...] = ()

    def decide(self, facts: Facts) -> Decision:
        """The verdict, with the nearest rows."""
        rows = facts.tables.contrasts
        near = rows[rows["analyte"].isin(self.nearest)]
        return Decision(
            verdict="no usable evidence",
            rule=self.why,
            sources=facts.studies("contrasts", near),
        )
