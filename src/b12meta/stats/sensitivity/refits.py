"""What refitting gives: one pooled result per row, and the choices behind them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from b12meta.stats.batch import fit_batch
from b12meta.stats.checks import check_choice, check_level, check_studies
from b12meta.stats.inference import TESTS
from b12meta.stats.tau2.estimate import check_method

if TYPE_CHECKING:
    from b12meta.stats.batch import Batch, Fits
    from b12meta.stats.checks import Studies
    from b12meta.stats.types import ArrayLike, Floats, Ints, Labels, Method, Test

__all__ = ["COLUMNS", "Asked", "Refits", "ask", "refits"]

COLUMNS = (
    "estimate",
    "se",
    "stat",
    "pval",
    "ci_low",
    "ci_high",
    "q",
    "q_pval",
    "tau2",
    "i2",
    "h2",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Refits:
    """Pooled results of several subsets of the same studies, arrays of shape (n,).

    Attributes
    ----------
    estimate, se, stat, pval, ci_low, ci_high : array
        The pooled effect of each subset, its standard error, test and interval.
    q, q_pval, tau2, i2, h2 : array
        Heterogeneity of each subset; i2 is a proportion.
    studies : array of int
        Position of the study that each row is about.
    labels : tuple or None
        Its label.
    method, test, level
        As asked for.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    estimate: Floats
    se: Floats
    stat: Floats
    pval: Floats
    ci_low: Floats
    ci_high: Floats
    q: Floats
    q_pval: Floats
    tau2: Floats
    i2: Floats
    h2: Floats
    studies: Ints
    labels: Labels = field(repr=False)
    method: Method
    test: Test
    level: float
    warnings: tuple[str, ...]


class Asked(NamedTuple):
    """Checked studies and choices."""

    studies: Studies
    method: Method
    test: Test
    level: float


def ask(
    yi: ArrayLike, vi: ArrayLike, method: Method, test: Test, level: float, *, least: int = 1
) -> Asked:
    """Check data and choices at once; `least` is the smallest number of studies."""
    studies = check_studies(yi, vi)
    method = check_method(method)
    check_choice("test", test, TESTS)
    level = check_level(level)
    if studies.yi.size < least:
        raise ValueError(f"yi, vi: got k = {studies.yi.size}, expected at least {least} studies")
    return Asked(studies, method, test, level)


def refits(asked: Asked, batch: Batch, rows: Ints, verb: str) -> Refits:
    """Fit the batch; row i is about study ``rows[i]``, which was left out or added (`verb`)."""
    fits = fit_batch(batch, asked.method, asked.test, asked.level)
    known = asked.studies.labels
    labels = None if known is None else tuple(known[row] for row in rows)
    names = rows if labels is None else labels
    return Refits(
        **{name: getattr(fits, name) for name in COLUMNS},
        studies=rows,
        labels=labels,
        method=asked.method,
        test=asked.test,
        level=asked.level,
        warnings=tuple(sentences(fits, batch.size, [f"{name!s} {verb}" for name in names])),
    )


def sentences(fits: Fits, size: Ints, rows: list[str]) -> list[str]:
    """Edges of single rows."""
    said = []
    for row, count, optima, settled in zip(rows, size, fits.optima, fits.converged, strict=True):
        if count == 1:
            said.append(
                f"{row}: there is one study; tau2 is set to 0, the interval is its own, by z."
            )
        if optima > 1:
            said.append(
                f"{row}: the likelihood has {optima} local maxima in tau2; the highest counts."
            )
        if not settled:
            said.append(f"{row}: the search for tau2 did not settle; do not use this row.")
    return said
