"""The posterior of the mean given tau, with bounded studies: an exact mixture of normals.

Were the hidden estimates known, the mean given tau would be normal with variance 1 / W, where W is
the sum of 1 / (vi + tau²) over all studies, hidden or not. As they are not, it is a mixture of such
normals over what they may have been. So a mixture of narrower normals on a fine, even grid
reproduces it to the last digits: the density is computed on the grid, and the smoothing that the
components will do is first taken out by a Fourier transform.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.bayes.posterior import Conditional
from b12meta.stats.bounded.ends import level_set
from b12meta.stats.bounded.likelihood import log_likelihood
from b12meta.stats.bounded.profile import Scan, ridge

if TYPE_CHECKING:
    from b12meta.stats.bounded.rows import Rows
    from b12meta.stats.types import Floats

__all__ = ["MOST", "given_tau", "laplace", "ridge_at"]

FINE = 2.5
"""Points of the grid per 1 / sqrt(W); what the grid cannot carry is below 1e-10 of the whole."""

SMOOTH = 1.2
"""Standard deviation of a component, in steps of the grid."""

DROP = 30.0
"""Log-height below the top at which the grid ends."""

MOST = 4096
"""Points of the grid, at most."""


def ridge_at(rows: Rows, tau: Floats, start: Floats | None = None) -> Scan:
    """The top of the log-likelihood in the mean for each tau, good enough to centre a grid."""
    tau2 = tau * tau
    return Scan(tau2, *ridge(rows, tau2, start, settled=1e-2))


def laplace(found: Scan, rows: Rows) -> Floats:
    """Approximate log of the likelihood integrated over the mean, for each tau2."""
    low, high = rows.span()
    least = 1 / ((high - low) ** 2 + rows.v.max() + found.tau2)
    value: Floats = found.surface.value - 0.5 * np.log(np.maximum(-found.surface.mm, least))
    return value


def given_tau(rows: Rows, found: Scan, fine: float = FINE) -> tuple[Conditional, bool]:
    """Posterior of the mean for each tau of the scan, and whether the grid was fine enough."""
    value = found.surface.value
    side = np.array([[-1.0], [1.0]])
    low, high = level_set(rows, found, side, value - DROP, settled=2.0)
    narrowest = (1 / (rows.v + found.tau2[:, None])).sum(-1) ** -0.5
    wanted = math.ceil(float(((high - low) / narrowest).max()) * fine)
    n = min(wanted + wanted % 2, MOST)
    step = (high - low) / n
    mean = low[:, None] + step[:, None] * np.arange(n)
    density = np.exp(log_likelihood(rows, mean, found.tau2[:, None]) - value[:, None])
    mass = density.sum(-1)
    weight = sharpened(density) / mass[:, None]
    smooth = ((SMOOTH * step) ** 2)[:, None]
    return Conditional(value + np.log(mass * step), weight, mean, smooth), wanted <= MOST


def sharpened(density: Floats) -> Floats:
    """Weights whose normals, `SMOOTH` steps wide, add up to the density on the grid."""
    n = density.shape[-1]
    wave = 2 * math.pi * np.arange(n // 2 + 1) / n * SMOOTH
    found: Floats = np.fft.irfft(np.fft.rfft(density) * np.exp(0.5 * wave * wave), n)
    return found
