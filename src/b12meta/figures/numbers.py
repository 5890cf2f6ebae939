"""Numbers of any size in little room: as many decimals as mean something, powers of ten beyond.

What sentences and tables share (the minus sign, p values, shares) is in `b12meta.evidence.words`;
here is what only a figure needs, whose columns must not grow with the numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.words import minus

if TYPE_CHECKING:
    from collections.abc import Iterable

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

__all__ = ["Scale", "count", "power", "small"]


def count(value: float | None) -> str:
    """Whole number of people or years; nothing when it is not known.

    >>> count(26.0), count(None)
    ('26', '')
    """
    return "" if value is None else minus(f"{value:.0f}")


def power(value: float) -> str:
    """Write a number with a power of ten.

    >>> power(-81130000), power(1e-6)
    ('−8.11×10⁷', '10⁻⁶')
    """
    mantissa, exponent = f"{value:.2e}".split("e")
    factor = mantissa.rstrip("0").rstrip(".")
    times = "" if factor == "1" else minus(f"{factor}×")
    return f"{times}10{str(int(exponent)).translate(_SUPERSCRIPT)}"


def _two_figures(value: float) -> int:
    """Decimals that show two figures of a positive number below 1."""
    return min(1 - math.floor(math.log10(value)), 8)


def small(value: float) -> str:
    """Positive number of any size: two decimals, fewer when large, two figures when tiny.

    >>> small(0.2345), small(0.0034), small(0), small(1234.5), small(81130000)
    ('0.23', '0.0034', '0', '1234', '8.11×10⁷')
    """
    if value == 0:
        return "0"
    if value < 0.1:
        return f"{value:.2g}" if value >= 1e-4 else power(value)
    return power(value) if value >= 1e5 else f"{value:.{2 if value < 100 else 0}f}"


@dataclass(frozen=True, slots=True)
class Scale:
    """How effects are written: as they are, or, for log ratios, as the ratio.

    Attributes
    ----------
    ratio : bool
        Effects are logarithms of a ratio.
    decimals : int
        Of effects that are not ratios.
    """

    ratio: bool
    decimals: int = 2

    @classmethod
    def of(cls, effects: Iterable[float], *, ratio: bool) -> Scale:
        """Scale for these effects: two decimals below 10, one below 100, none above.

        >>> Scale.of([-0.3, 1.2], ratio=False).decimals, Scale.of([0.0004], ratio=False).decimals
        (2, 5)
        """
        largest = max((abs(effect) for effect in effects if math.isfinite(effect)), default=0.0)
        if not ratio and 0 < largest < 0.00995:
            return cls(ratio, _two_figures(largest))
        return cls(ratio, 2 if largest < 9.995 else 1 if largest < 99.95 else 0)

    def value(self, effect: float) -> float:
        """Effect in the unit that is printed.

        >>> Scale(ratio=True).value(0.0)
        1.0
        """
        if not self.ratio:
            return effect
        try:
            return math.exp(effect)
        except OverflowError:
            return math.inf

    def text(self, effect: float) -> str:
        """Effect as text.

        >>> Scale(ratio=False).text(-0.9512), Scale(ratio=True).text(-0.9512)
        ('−0.95', '0.39')
        """
        value = self.value(effect)
        if self.ratio and value == 0:
            return "0"
        if not math.isfinite(value):
            return "∞" if value > 0 else "−∞"
        if abs(value) >= 1e7:
            return power(value)
        return minus(f"{value:.{self._decimals(value)}f}")

    def interval(self, low: float, high: float) -> str:
        """Two limits in words.

        >>> Scale(ratio=False).interval(-0.35, 0.2)
        '−0.35 to 0.20'
        """
        return f"{self.text(low)} to {self.text(high)}"

    def bounds(self, low: float, high: float, *, spoken: bool = False) -> str:
        """Two bounds, one, or none; `spoken`: without signs that are not read aloud.

        >>> scale = Scale(ratio=False)
        >>> scale.bounds(-0.45, 0.0), scale.bounds(-math.inf, -0.51), scale.bounds(0.31, math.inf)
        ('−0.45 to 0.00', '< −0.51', '> 0.31')
        >>> scale.bounds(-0.45, 0.0, spoken=True), scale.bounds(0.31, math.inf, spoken=True)
        ('between −0.45 and 0.00', 'above 0.31')
        """
        if math.isinf(low) and math.isinf(high):
            return "any value"
        if math.isinf(low):
            return f"{'below' if spoken else '<'} {self.text(high)}"
        if math.isinf(high):
            return f"{'above' if spoken else '>'} {self.text(low)}"
        if spoken:
            return f"between {self.text(low)} and {self.text(high)}"
        return self.interval(low, high)

    def _decimals(self, value: float) -> int:
        if not self.ratio:
            return self.decimals
        if 0 < value < 0.095:
            return _two_figures(value)
        return 2 if value < 9.995 else 1 if value < 99.95 else 0
