"""What a group's printed quantiles became: mean and SD, and how they were got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b12meta.stats.types import Bools, Floats

__all__ = ["MeanSd"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeanSd:
    """Means and SDs of k groups, estimated from quantiles.

    Attributes
    ----------
    mean, sd : array of shape (k,)
        In the unit of the quantiles.
    log_mean, log_sd : array of shape (k,)
        Of natural logarithms, where the data were taken as log-normal; else NaN.
    method : tuple of str
        Method used, row by row: ``normal``, ``lognormal``, ``qe``, ``bc`` or ``mln``.
    case : tuple of str
        What was printed: S1 (minimum, median, maximum), S2 (quartiles), S3 (all five).
    route : tuple of str
        Method and source in words.
    skewed : array of bool, shape (k,)
        Whether the test for skewness fired on the raw scale.
    statistic, critical : array of shape (k,)
        That test, and its critical value.
    warnings : tuple of tuple of str
        What a careful reader should know, row by row.
    """

    mean: Floats
    sd: Floats
    log_mean: Floats
    log_sd: Floats
    method: tuple[str, ...]
    case: tuple[str, ...]
    route: tuple[str, ...]
    skewed: Bools
    statistic: Floats
    critical: Floats
    warnings: tuple[tuple[str, ...], ...]
