"""A weighted regression without its moderators: what is left for tau2 to explain.

Let the columns of B be an orthonormal basis of what moderators cannot explain, e the eigenvalues of
``B'VB`` and z the effects ``B'y`` in its eigenbasis. Then, whatever the moderators, Q at tau2 = t
is the sum of ``z² / (e + t)``, minus its slope that of ``z² / (e + t)²``, and the trace of P that
of ``1 / (e + t)``: one eigenvalue problem per data set, and each evaluation sums k - p terms.

Shuffling moderators means the same as giving the studies to fixed rows in another order; so B is
found once, and many data sets are handled side by side, one per column.

References
----------
Patterson & Thompson (1971), *Biometrika* 58, 545-554 (error contrasts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.regression.curves import Curves

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Ints

__all__ = ["Spectrum", "contrasts", "spectrum"]


class Spectrum(NamedTuple):
    """Data sets as columns: eigenvalues and squares, (k - p, n); effects and variances, (k, n)."""

    e: Floats
    z2: Floats
    y: Floats
    v: Floats

    def take(self, which: Ints) -> Spectrum:
        """Some of the data sets."""
        return Spectrum(*(part[:, which] for part in self))

    def q(self, t: Floats) -> tuple[Floats, Floats]:
        """Q at each tau2, shape (n,), and minus its slope."""
        r = 1 / (self.e + t)
        part = self.z2 * r
        return part.sum(0), (part * r).sum(0)

    def curves(self, t: Floats, restricted: bool) -> Curves:
        """Score and slope of the likelihood at each tau2, in the parts that fall."""
        r = 1 / (self.e + t)
        square = r * r
        part = self.z2 * square
        a, d = part.sum(0), 2 * (part * r).sum(0)
        if restricted:
            return Curves(a, r.sum(0), square.sum(0), d)
        w = 1 / (self.v + t)
        return Curves(a, w.sum(0), (w * w).sum(0), d)

    def loglik(self, t: Floats, restricted: bool) -> Floats:
        """Log-likelihood of each tau2, the coefficients maximised out, without constants."""
        logs = np.log((self.e if restricted else self.v) + t).sum(0)
        found: Floats = -0.5 * (logs + self.q(t)[0])
        return found


def contrasts(x: Floats) -> Floats:
    """Orthonormal basis of what columns `x`, (k, p), cannot explain; shape (k, k - p)."""
    found: Floats = np.linalg.qr(x, mode="complete").Q[:, x.shape[1] :]
    return found


def spectrum(basis: Floats, y: Floats, v: Floats) -> Spectrum:
    """Eigenvalues and squares of data sets `y`, `v`, both (n, k), for one basis."""
    inner = (basis.T * v[:, None, :]) @ basis
    values, vectors = np.linalg.eigh(inner)
    z = ((y @ basis)[:, None, :] @ vectors)[:, 0]
    ends = v.min(initial=np.inf), v.max(initial=0.0)
    return Spectrum(
        *(np.ascontiguousarray(part.T) for part in (np.clip(values, *ends), z * z, y, v))
    )
