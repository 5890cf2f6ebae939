"""The result of a bootstrap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from b12meta.stats.printing import number, span
from b12meta.stats.small_study.printing import Printed, Rows, studies

if TYPE_CHECKING:
    from b12meta.stats.bootstrap.intervals import Boot
    from b12meta.stats.types import Floats, Method

__all__ = ["BootstrapResult"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BootstrapResult(Printed):
    """Bootstrap of a pooled estimate and of tau2.

    Attributes
    ----------
    of_estimate, of_tau2 : Boot
        What was found for each, and what the literatures make of it.
    estimate, tau2 : array of shape (replicates,)
        Of each literature.
    kind : {"parametric", "case"}
        How literatures were made.
    replicates, seed : int
        How many, from which seed.
    k : int
        Number of studies.
    method, level
        As asked for.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    of_estimate: Boot
    of_tau2: Boot
    estimate: Floats = field(repr=False)
    tau2: Floats = field(repr=False)
    kind: Literal["parametric", "case"]
    replicates: int
    seed: int
    k: int
    method: Method
    level: float
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        how = self.method if isinstance(self.method, str) else f"tau2 = {number(self.method)}"
        return (
            f"{self.kind} bootstrap of {studies(self.k)} · {self.replicates:,} replicates · {how}"
        )

    def rows(self) -> Rows:
        """Name and value of each line."""
        level = f"{100 * self.level:g}%"
        lines = []
        for name, one in (("estimate", self.of_estimate), ("tau2", self.of_tau2)):
            lines.append(
                (name, f"{number(one.value)} (bias {number(one.bias)}, se {number(one.se)})")
            )
            lines.append((f"{level} interval", span(one.ci)))
            if one.bca is not None:
                lines.append((f"{level} interval, BCa", span(one.bca)))
        return lines
