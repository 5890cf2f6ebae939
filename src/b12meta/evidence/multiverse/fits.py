"""One fit for each distinct pair of studies and method, however many combinations ask for it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from b12meta.evidence.multiverse.choices import BAYES, BOUNDED_ML, PRIORS
from b12meta.stats.bounded.pooling import pool_bounded
from b12meta.stats.chunks import blocks, each
from b12meta.stats.pooling import pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from b12meta.evidence.multiverse.sense import Method
    from b12meta.stats.types import Floats

NAN = math.nan

CHUNK = 50
"""Fits sent out together."""


class Answer(NamedTuple):
    """What a specification answers."""

    estimate: float
    ci_low: float
    ci_high: float
    pi_low: float = NAN
    pi_high: float = NAN
    tau: float = NAN


Task = tuple[tuple[int, ...], "Method"]
"""Places in the entries, and a method."""


def answers(entries: pd.DataFrame, asked: Iterable[Task]) -> dict[Task, Answer]:
    """Fit every distinct task once.

    Runs where `b12meta.stats.chunks` sends it; the answers do not depend on that.
    """
    names = ("yi", "vi", "low", "high", "effect_yi", "effect_vi")
    columns = {name: entries[name].to_numpy(float) for name in names}
    tasks = sorted(set(asked))
    lots = [[tasks[place] for place in block] for block in blocks(len(tasks), CHUNK)]
    found = each(partial(_fitted, columns), lots, progress="Multiverse")
    return dict(zip(tasks, (answer for lot in found for answer in lot), strict=True))


def _fitted(columns: dict[str, Floats], tasks: Sequence[Task]) -> list[Answer]:
    """Fit some tasks."""
    found: dict[Task, Answer] = {}
    for pick, method in tasks:
        if (pick, method) not in found:
            rows = {name: values[list(pick)] for name, values in columns.items()}
            bounded = method.model in (BAYES, BOUNDED_ML)
            fits = with_bounds(rows, method) if bounded else {method: of_effects(rows, method)}
            found |= {(pick, way): answer for way, answer in fits.items()}
    return [found[task] for task in tasks]


def with_bounds(rows: dict[str, Floats], method: Method) -> dict[Method, Answer]:
    """Pool effects and bounds; a profile gives its intervals with both cut-offs at once."""
    columns = (rows[name] for name in ("yi", "vi", "low", "high"))
    found = pool_bounded(*columns, tau_prior=PRIORS.get(method.prior))
    if found.tau is not None and found.pi is not None:
        return {method: Answer(found.estimate, *found.ci, *found.pi, found.tau.median)}
    ends = {"chi-square": found.ci, "t": found.ci_t or found.ci}
    return {
        method._replace(interval=cut_off): Answer(
            found.estimate, *interval, tau=math.sqrt(found.tau2)
        )
        for cut_off, interval in ends.items()
    }


def of_effects(rows: dict[str, Floats], method: Method) -> Answer:
    """Pool effects by a model that takes no bounds."""
    found = pool(
        rows["effect_yi"],
        rows["effect_vi"],
        method=method.model,  # type: ignore[arg-type]
        test=method.interval,  # type: ignore[arg-type]
        prediction="t" if method.model == "EE" else method.prediction,  # type: ignore[arg-type]
    )
    new = (NAN, NAN) if found.pi is None else found.pi
    return Answer(found.estimate, *found.ci, *new, math.sqrt(found.tau2))
