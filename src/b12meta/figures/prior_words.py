"""The description of a figure of priors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures.prior_layout import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from b12meta.figures.prior_input import Row
    from b12meta.figures.prior_layout import Panel

__all__ = ["alt_text", "header"]


def header(level: float) -> str:
    """Words over the columns of numbers."""
    return f"Median [{100 * level:g}% CrI]"


def alt_text(rows: Sequence[Row], panels: Mapping[str, Panel], measure: str, level: float) -> str:
    """Describe the figure in words; the first sentence stands alone as its title."""
    many = f"{len(rows)} priors" if len(rows) > 1 else "one prior"
    first = f"Posteriors of {measure or 'the mean effect'} and of tau under {many} on tau."
    said = [
        f"{row.name}: mean {numbers(row.mu, panels['mu'].scale)}, "
        f"tau {numbers(row.tau, panels['tau'].scale)}"
        for row in rows
    ]
    listed = f"Median with {100 * level:g}% interval: {'; '.join(said)}."
    if len(rows) == 1:
        return f"{first} {listed}"
    return f"{first} {_spread(rows, panels)} {listed}"


def _spread(rows: Sequence[Row], panels: Mapping[str, Panel]) -> str:
    said = []
    for name, words in (("mu", "of the mean"), ("tau", "of tau")):
        medians = [row.of(name).median for row in rows]
        low, high = (panels[name].scale.text(end) for end in (min(medians), max(medians)))
        same = low == high
        said.append(f"The median {words} {f'is {low}' if same else f'runs from {low} to {high}'}.")
    return " ".join(said)
