r"""The likelihood's best tau2 for many data sets at once, known to be the best.

Up to constants, twice the score of tau2 = t is a(t) - b(t) (see `b12meta.stats.tau2.likelihood`).
With an orthonormal basis B of the contrasts, l the eigenvalues of B'VB and z the effects in its
eigenbasis, a is the sum of z² / (l + t)² and, restricted, b the sum of 1 / (l + t); else b is the
sum of 1 / (v + t). Then A = a^(-1/2) is concave: its second derivative is 3 a^(-5/2) times

    (sum of z² / (l + t)³)² - (sum of z² / (l + t)²) (sum of z² / (l + t)⁴),

which is not above 0 by the inequality of Cauchy and Schwarz; and so is 1 / b in the same way. So is
S = b^(-1/2), a concave rising function of a concave one. Both curves rise, A nearly straight; a
maximum of the likelihood is where A crosses S from below.

That makes two things cheap. *The search*: A and 1/b are modelled by hyperbolas that fit their
values and slopes at 0 and their asymptotes; the root of the model is a first guess that is rarely
off by more than a few per cent, and inverse Hermite interpolation of log(a / b) between the last
two points does the rest in two or three steps. *The certainty*, in
`b12meta.stats.batch.certainty`: a concave curve lies below its tangents and above its chords.

Where a doubt is left, `b12meta.stats.batch.maxima` looks for all maxima, and what it leaves goes to
the single fit.

References
----------
Viechtbauer (2005), *Journal of Educational and Behavioral Statistics* 30, 261-293 (scores).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.batch.certainty import certain
from b12meta.stats.batch.climb import climb
from b12meta.stats.batch.found import Found, singly
from b12meta.stats.batch.maxima import best_of_all
from b12meta.stats.batch.shape import shape_of
from b12meta.stats.batch.sums import moved, sums

if TYPE_CHECKING:
    from b12meta.stats.batch.rows import Rows

__all__ = ["quickly", "thoroughly"]


def quickly(rows: Rows, *, restricted: bool) -> Found:
    """Best tau2 by (restricted) maximum likelihood; not converged where that is not yet certain."""
    zero, shape = sums(rows, 0.0, restricted), shape_of(rows)
    peaks = climb(rows, zero, shape, restricted=restricted)
    only = certain(rows, shape, zero, peaks, restricted=restricted)
    sure = (peaks.settled & only) | (rows.size == 1)
    best = moved(peaks.sums, peaks.step)
    return Found(peaks.t, best, zero.at, np.ones(sure.size, np.intp), sure)


def thoroughly(rows: Rows, *, restricted: bool) -> Found:
    """Best of all maxima, each of which is known; by the single fit where one stays in doubt."""
    found = best_of_all(rows, restricted)
    singly(rows, np.flatnonzero(~found.converged), "REML" if restricted else "ML", found)
    return found
