"""Words that plots of points share: what the pooled effect is, and lists of studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures.conclusions import Diamond, conclude
from b12meta.figures.results import level

if TYPE_CHECKING:
    from b12meta.figures.numbers import Scale
    from b12meta.figures.results import ResultLike

__all__ = ["analysed", "concluded", "conclusion", "studies"]


def conclusion(pooled: ResultLike | Diamond | None) -> Diamond | None:
    """One pooled effect, as a diamond with its name.

    Raises
    ------
    ValueError
        If it is not a result.
    """
    if pooled is None or isinstance(pooled, Diamond):
        return pooled
    if not (hasattr(pooled, "estimate") and hasattr(pooled, "ci")):
        raise ValueError(
            f"pooled: got {type(pooled).__name__}; expected one result with an estimate and a ci, "
            "or a Diamond"
        )
    return conclude([("Pooled effect", pooled)])[0]


def concluded(diamond: Diamond, measure: str, scale: Scale) -> str:
    """The pooled effect in words.

    >>> from b12meta.figures.numbers import Scale
    >>> concluded(Diamond("Pooled effect", 0.9, 0.5, 1.3), "SMD", Scale(ratio=False))
    'pooled SMD 0.90 [95% CI 0.50 to 1.30]'
    """
    if not diamond.drawn:
        return diamond.label
    effect, low, high = diamond.limits
    name = "pooled" if diamond.label == "Pooled effect" else f"{diamond.label},"
    interval = f"{level(diamond.level)} {diamond.interval} {scale.interval(low, high)}"
    return f"{name} {measure} {scale.text(effect)} [{interval}]"


def studies(count: int) -> str:
    """Number of studies in figures.

    >>> studies(1), studies(13)
    ('1 study', '13 studies')
    """
    return f"{count} {'study' if count == 1 else 'studies'}"


def analysed(measure: str, *, ratio: bool) -> str:
    """Name of the effect on the scale on which its standard error is.

    >>> analysed("OR", ratio=True), analysed("SMD", ratio=False)
    ('log OR', 'SMD')
    """
    return f"log {measure}" if ratio else measure
