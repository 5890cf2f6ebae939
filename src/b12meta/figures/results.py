"""Which attributes a figure reads of a result, and what it calls its intervals.

Results are read by the names of their attributes, so that figures need not know their classes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Weights = Sequence[float] | NDArray[np.float64]

__all__ = ["Limits", "PooledLike", "ResultLike", "is_drawable", "level", "prediction"]

_RULE = {"hts": " (HTS)", "hk-pr": " (HK-PR)", "nagashima": " (Nagashima)"}


class Limits(Protocol):
    """An interval."""

    @property
    def low(self) -> float: ...  # noqa: D102
    @property
    def high(self) -> float: ...  # noqa: D102


class ResultLike(Protocol):
    """What every pooled result has."""

    @property
    def estimate(self) -> float: ...  # noqa: D102
    @property
    def ci(self) -> Limits: ...  # noqa: D102


@runtime_checkable
class PooledLike(Protocol):
    """What is read of a pooled result that stands alone; `b12meta.pool` returns one."""

    @property
    def estimate(self) -> float: ...  # noqa: D102
    @property
    def ci(self) -> Limits: ...  # noqa: D102
    @property
    def pi(self) -> Limits | None: ...  # noqa: D102
    @property
    def pi_df(self) -> float | None: ...  # noqa: D102
    @property
    def weights(self) -> Weights: ...  # noqa: D102
    @property
    def tau2(self) -> float: ...  # noqa: D102
    @property
    def i2(self) -> float: ...  # noqa: D102
    @property
    def q(self) -> float: ...  # noqa: D102
    @property
    def q_df(self) -> float: ...  # noqa: D102
    @property
    def q_pval(self) -> float: ...  # noqa: D102
    @property
    def k(self) -> int: ...  # noqa: D102
    @property
    def method(self) -> str | float: ...  # noqa: D102
    @property
    def test(self) -> str: ...  # noqa: D102
    @property
    def level(self) -> float: ...  # noqa: D102
    @property
    def prediction(self) -> str: ...  # noqa: D102


def level(share: float) -> str:
    """Confidence level.

    >>> level(0.95)
    '95%'
    """
    return f"{100 * share:g}%"


def is_drawable(low: float, high: float) -> bool:
    """Whether an interval exists: a model may have one that is not defined."""
    return not (math.isnan(low) or math.isnan(high))


def prediction(pooled: PooledLike) -> str:
    """Name the prediction interval, with its rule and degrees of freedom."""
    name = f"{level(pooled.level)} prediction interval"
    if pooled.pi_df is None or math.isinf(pooled.pi_df):
        return f"{name}, normal"
    return f"{name}, t with {pooled.pi_df:g} df{_RULE.get(pooled.prediction, '')}"
