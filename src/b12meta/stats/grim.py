"""Can whole numbers have this mean, and this standard deviation?

The mean of n whole numbers is a whole number over n, so few printed means are possible when n is
small. Their sum of squares is whole too, and as odd or even as their sum, so few standard
deviations are.
"""

from __future__ import annotations

import math

__all__ = ["grim", "grimmer"]


def grim(mean: float, n: int, *, half: float) -> bool:
    """Whether `n` whole numbers can have a mean that rounds to `mean`.

    Parameters
    ----------
    mean : float
        As printed.
    n : int
        How many numbers, at least 1.
    half : float
        Half of the last printed digit: 0.005 for two decimals.

    References
    ----------
    Brown & Heathers (2017), *Social Psychological and Personality Science* 8, 363-369.

    Examples
    --------
    >>> grim(30.16, 25, half=0.005), grim(5.19, 28, half=0.005)
    (True, False)
    """
    return bool(_sums(mean, n, half))


def grimmer(mean: float, sd: float, n: int, *, half: float, sd_half: float) -> bool:
    """Whether `n` whole numbers can have a mean and a standard deviation that round to these.

    References
    ----------
    Anaya (2016), *PeerJ Preprints* 4:e2400v1; the parity argument is Allard's (2018).

    Examples
    --------
    >>> grimmer(2.0, 1.0, 3, half=0.005, sd_half=0.005)
    True
    >>> grimmer(2.0, 1.1, 3, half=0.005, sd_half=0.005)
    False
    """
    low, high = max(sd - sd_half, 0.0), sd + sd_half
    return any(_has_square(total, n, low, high) for total in _sums(mean, n, half))


def _sums(mean: float, n: int, half: float) -> range:
    """Sums of `n` whole numbers whose mean rounds to `mean`."""
    slack = 1e-9 * max(1.0, abs(mean) * n)
    return range(math.ceil(n * (mean - half) - slack), math.floor(n * (mean + half) + slack) + 1)


def _has_square(total: int, n: int, low: float, high: float) -> bool:
    """Whether a sum of squares with the parity of the sum lies within the limits of the SD."""
    base = total * total / n
    first = math.ceil((n - 1) * low * low + base - 1e-9 * max(1.0, base))
    last = math.floor((n - 1) * high * high + base + 1e-9 * max(1.0, base))
    first += (first - total) % 2
    return first <= last
