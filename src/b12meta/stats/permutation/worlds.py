"""Statistics of all worlds without an effect, or of some: signs turned, or moderators shuffled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.batch import fit_signs
from b12meta.stats.chunks import blocks, each, generator
from b12meta.stats.permutation.arrangements import every_word, random_words
from b12meta.stats.permutation.coefficients import Rows, Shuffled, shuffled

if TYPE_CHECKING:
    from b12meta.stats.checks import Studies
    from b12meta.stats.permutation.plan import Plan
    from b12meta.stats.regression.design import Design
    from b12meta.stats.types import Bools, Floats, Method, Test

__all__ = ["shuffles", "signs"]

CHUNK = 2**12
"""Permutations sent to a worker at a time."""


def signs(
    studies: Studies, plan: Plan, method: Method, test: Test, words: str | None
) -> tuple[Shuffled, Shuffled]:
    """Turn signs; where all are turned, half of them tell the other half."""
    n = plan.iterations // 2 if plan.seed is None else plan.iterations
    work = partial(some_signs, studies.yi, studies.vi, seed=plan.seed, method=method, test=test)
    stat = np.concatenate([*each(work, blocks(n, CHUNK), progress=words)])
    every = np.concatenate([stat, -stat[::-1]]) if plan.seed is None else stat
    return of_signs(every), of_signs(stat[:1])


def some_signs(
    yi: Floats, vi: Floats, part: range, *, seed: int | None, method: Method, test: Test
) -> Floats:
    """Statistics of one chunk: sign patterns by their numbers, or drawn; the first turns none."""
    flips: range | Bools = part
    if seed is not None:
        rng = generator(seed, part.start // CHUNK)
        flips = rng.integers(2, size=(len(part), yi.size), dtype=np.uint8).astype(np.bool_)
        flips[: part.start == 0] = False
    found = fit_signs(yi, vi, flips, method=method, test=test, columns=["stat"])
    return np.asarray(found["stat"], dtype=np.float64)


def of_signs(stat: Floats) -> Shuffled:
    """One coefficient, whose joint statistic is its square."""
    return Shuffled(stat[:, None], stat * stat)


def shuffles(
    design: Design, rows: Rows, plan: Plan, method: Method, test: Test, words: str | None
) -> tuple[Shuffled, Shuffled]:
    """Shuffle moderators."""
    here = shuffled(design, rows, rows.labels[None], method, test)
    fit = partial(shuffled, design, rows, method=method, test=test)
    if plan.seed is None:
        every = every_word(rows.labels)
        tasks = [every[part.start : part.stop] for part in blocks(len(every), CHUNK)]
        parts = [*each(fit, tasks, progress=words)]
    else:
        draw = partial(drawn, design, rows, seed=plan.seed, method=method, test=test)
        parts = [*each(draw, blocks(plan.iterations, CHUNK), progress=words)]
    return Shuffled(*map(np.concatenate, zip(*parts, strict=True))), here


def drawn(
    design: Design, rows: Rows, part: range, *, seed: int, method: Method, test: Test
) -> Shuffled:
    """Statistics of one chunk of random shuffles; the first leaves all where they were."""
    words = random_words(rows.labels, len(part), generator(seed, part.start // CHUNK))
    words[: part.start == 0] = rows.labels
    return shuffled(design, rows, words, method, test)
