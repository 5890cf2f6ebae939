"""When there are too few studies for a verdict on small-study effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["FEW", "few_studies", "need", "need_spread"]

FEW = 10
"""Below this number the tests have too little power to tell chance from asymmetry."""


def few_studies(k: int) -> tuple[str, ...]:
    """Say that `k` studies are too few, if they are.

    References
    ----------
    Sterne et al. (2011), *BMJ* 343, d4002, recommendation on fewer than 10 studies.

    Examples
    --------
    >>> few_studies(10)
    ()
    """
    if k >= FEW:
        return ()
    number = "There is 1 study" if k == 1 else f"There are {k} studies"
    return (f"{number}, fewer than {FEW}: too few for a verdict on small-study effects.",)


def need(k: int, least: int, what: str) -> None:
    """Raise when `what` cannot be done with so few studies."""
    if k < least:
        raise ValueError(f"yi, vi: got k = {k}, expected at least {least} studies for {what}")


def need_spread(values: Floats, name: str, what: str) -> None:
    """Raise when all values are equal."""
    if values.min() == values.max():
        raise ValueError(
            f"{name}: got {float(values[0])!r} for every study, expected values that differ: "
            f"{what} needs that"
        )
