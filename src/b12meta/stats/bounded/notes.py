"""Sentences for pools with bounds that lie on an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b12meta.stats.bounded.fit import Fit
    from b12meta.stats.bounded.rows import Rows

__all__ = ["notes_on_bayes", "notes_on_fit", "notes_on_rows"]


def notes_on_rows(rows: Rows) -> list[str]:
    """Few or weak studies."""
    if rows.k == 0:
        return ["No study says anything about the mean effect."]
    if rows.k == 1:
        return ["There is one study: nothing is known about the spread between studies."]
    return []


def notes_on_fit(rows: Rows, fit: Fit) -> list[str]:
    """Edges of the likelihood."""
    if not fit.exists:
        return [no_maximum(rows)] if rows.k else []
    said = []
    if fit.tau2 == 0 and rows.k > 1:
        said.append("tau2 is estimated at its lower bound, 0.")
    if fit.optima > 1:
        said.append(
            f"The likelihood has {fit.optima} local maxima in tau2; the highest one is given."
        )
    if not fit.converged:
        said.append("A search did not settle; do not use this result.")
    return said


def no_maximum(rows: Rows) -> str:
    """Why there is no finite estimate."""
    if abs(float(rows.side.sum())) == rows.k:
        side = "below" if rows.side[0] < 0 else "above"
        return (
            f"Every study only says that its estimate lies {side} a bound, so nothing holds the "
            "mean on the other side: the likelihood has no maximum, the estimate is infinite."
        )
    return (
        "Every study only gives a direction, and they disagree so much that the likelihood grows "
        "with tau2 without end: it has no maximum."
    )


def notes_on_bayes(converged: bool) -> list[str]:
    """Edges of the quadrature."""
    if converged:
        return []
    return ["The bounds are too sharp for the grid of the mean; do not use this result."]
