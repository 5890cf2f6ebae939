"""Removing a regression from weighted data, without losing digits to a giant study.

With weights w, residuals of the regression are ``M u``, where ``u = sqrt(w) y`` and M projects away
the weighted columns. Its diagonal, 1 - leverage, is tiny for a study that outweighs all others, and
every sum below would be lost if it were formed as a difference. So as many rows as there are
columns are chosen, those of most weight that determine the regression, and each other row is
written as a combination T of them. Then M holds only T and ``G = inv(I + T'T)``, and the small
entries come out as products of small numbers. All weights of a grid are handled at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from b12meta.stats.types import Bools, Floats, Ints

__all__ = ["Projection", "project"]


class Projection(NamedTuple):
    """The projection M for each of m sets of weights.

    `t`, shape (m, k, p), writes each row by the chosen ones (whose own rows are 0 here); `g` is
    ``inv(I + t't)``; `z` turns values at the chosen rows into coefficients; `chosen`, (m, p), and
    `free`, (m, k), tell the rows apart.
    """

    t: Floats
    g: Floats
    z: Floats
    chosen: Ints
    free: Bools

    def at_chosen(self, u: Floats) -> Floats:
        """Values of `u`, shape (m, k), at the chosen rows."""
        return np.take_along_axis(u, self.chosen, axis=1)

    def residual(self, u: Floats) -> Floats:
        """Give ``M u`` for `u` of shape (m, k)."""
        rest = np.where(self.free, u, 0.0) - times(self.t, self.at_chosen(u))
        share = times(self.g, times(self.t.swapaxes(1, 2), rest))
        e = rest - times(self.t, share)
        np.put_along_axis(e, self.chosen, -share, axis=1)
        return e

    def diagonal(self) -> Floats:
        """Give the diagonal of M, one minus leverage, shape (m, k)."""
        free: Floats = 1 - np.vecdot(self.t @ self.g, self.t)
        inner = self.t.swapaxes(1, 2) @ self.t @ self.g
        np.put_along_axis(free, self.chosen, np.diagonal(inner, axis1=1, axis2=2), axis=1)
        return free

    def squares(self, a: Floats, b: Floats) -> Floats:
        """Sum of ``M[i, j]**2 * a[i] * b[j]`` for `a`, `b` of shape (m, k); all terms positive."""
        a1, b1 = self.at_chosen(a), self.at_chosen(b)
        a2, b2 = np.where(self.free, a, 0.0), np.where(self.free, b, 0.0)
        across = self.t.swapaxes(1, 2)
        tg = self.t @ self.g
        inner = across @ tg
        among_chosen = np.vecdot(a1, times(inner * inner, b1))
        squared = (tg * tg).swapaxes(1, 2)
        between = np.vecdot(times(squared, a2), b1) + np.vecdot(times(squared, b2), a1)
        leverage = np.vecdot(tg, self.t)
        left = self.g @ (across @ (a2[:, :, None] * self.t))
        right = self.g @ (across @ (b2[:, :, None] * self.t))
        among_free = np.vecdot(a2 * b2, 1 - 2 * leverage) + np.einsum("mij,mji->m", left, right)
        return np.asarray(among_chosen + between + among_free)

    def log_determinant(self) -> Floats:
        """Logarithm of the determinant of ``X'WX``, shape (m,)."""
        return np.asarray(-2 * np.linalg.slogdet(self.z)[1] - np.linalg.slogdet(self.g)[1])


def times(matrix: Floats, vector: Floats) -> Floats:
    """Matrix by vector, for each of m."""
    return np.asarray((matrix @ vector[:, :, None])[:, :, 0])


def project(x: Floats, w: Floats) -> Projection:
    """Projection for columns `x`, shape (k, p), and weights `w`, shape (m, k).

    Gauss-Jordan elimination of ``sqrt(w) x`` by columns, with complete pivoting.

    References
    ----------
    Cox & Higham (1998), in *Numerical Analysis 1997* (Pitman): with rows of very different size,
    pivoting over both rows and columns keeps the error of each row relative to that row.

    Examples
    --------
    >>> x, w = np.array([[1.0], [1.0], [1.0]]), np.array([[1.0, 1.0, 2.0]])
    >>> project(x, w).diagonal()
    array([[0.75, 0.75, 0.5 ]])
    """
    (m, k), p = w.shape, x.shape[1]
    each = np.arange(m)
    t = np.sqrt(w)[:, :, None] * x
    z = np.broadcast_to(np.eye(p), (m, p, p)).copy()
    chosen = np.zeros((m, p), dtype=np.intp)
    free = np.ones((m, k), dtype=bool)
    unused = np.ones((m, p), dtype=bool)
    for _ in range(p):
        size = np.abs(t) * free[:, :, None] * unused[:, None, :]
        row, column = np.divmod(size.reshape(m, k * p).argmax(axis=1), p)
        chosen[each, column] = row
        free[each, row] = unused[each, column] = False
        pivot = t[each, row]
        for matrix in (t, z):
            eliminate(matrix, pivot, each, column)
    t[each[:, None], chosen] = 0.0
    g = np.asarray(np.linalg.inv(np.eye(p) + t.swapaxes(1, 2) @ t), dtype=np.float64)
    return Projection(t, g, z, chosen, free)


def eliminate(matrix: Floats, pivot: Floats, each: Ints, column: Ints) -> None:
    """Make the pivot row of `matrix` a row of the unit matrix, by operations on columns."""
    scaled = matrix[each, :, column] / pivot[each, column][:, None]
    matrix -= scaled[:, :, None] * pivot[:, None, :]
    matrix[each, :, column] = scaled
