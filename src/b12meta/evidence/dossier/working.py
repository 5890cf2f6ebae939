"""How a comparison became an effect or bounds: the formula, and the numbers that go in."""

from __future__ import annotations

import math
from typing import Any

from b12meta.evidence.words import DASH, interval, number

FROM_MEANS = (
    "g = J × (mean of patients − mean of controls) / pooled SD, where J corrects for small groups"
)
FROM_P = (
    "g = ± J × t × √(1/n₁ + 1/n₂), where t is the value of Student’s t that has this two-sided p "
    "with n₁ + n₂ − 2 degrees of freedom"
)
LIMITS = {
    "exact_p": "The rounding of the printed p leaves an interval of p; its ends become bounds.",
    "bounded_p": "The printed limit of p becomes a bound of the effect.",
    "significance": "The word is read as p < 0.05 or p > 0.05; that limit becomes a bound.",
    "direction": "A direction alone is half the line.",
}

RATIO = "ROM"


def formula(row: dict[str, Any]) -> str:
    """The formula behind a pooled comparison, from a row of `placed`."""
    if row["level"] == "means":
        return FROM_MEANS
    return (
        f"{LIMITS[row['level']]} {FROM_P}" if row["level"] != "direction" else LIMITS["direction"]
    )


def inputs(row: dict[str, Any]) -> str:
    """The numbers that go into the formula.

    Examples
    --------
    >>> row = {"level": "means", "m1i": 560.0, "sd1i": 295.0, "n1i": 20, "m2i": 1091.0,
    ...        "sd2i": 752.0, "n2i": 24}
    >>> inputs(row)
    'patients 560 (SD 295, n = 20), controls 1091 (SD 752, n = 24)'
    """
    if row["level"] != "means":
        return f"n₁ = {row['n1i']}, n₂ = {row['n2i']}"
    arms = [
        f"{who} {row[f'm{arm}i']:g} (SD {row[f'sd{arm}i']:.4g}, n = {row[f'n{arm}i']:.0f})"
        for arm, who in ((1, "patients"), (2, "controls"))
    ]
    return ", ".join(arms)


def outcome(row: dict[str, Any]) -> str:
    """The effect with its interval, or the bounds.

    Examples
    --------
    >>> outcome({"level": "bounded_p", "low": -0.43, "high": 0.43})
    'between −0.43 and 0.43'
    >>> outcome({"level": "significance", "low": -math.inf, "high": -0.51})
    'below −0.51'
    """
    if row["level"] == "means":
        return _effect(row)
    low, high = row["low"], row["high"]
    if math.isinf(low) or math.isinf(high):
        return f"below {number(high)}" if math.isinf(low) else f"above {number(low)}"
    if row["level"] == "exact_p" and not math.isnan(row["yi"]):
        bounds = f"between {number(low, 3)} and {number(high, 3)}"
        return f"{_effect(row)} from the p as printed; {bounds} in the pool, for its rounding"
    return f"between {number(low)} and {number(high)}"


def _effect(row: dict[str, Any]) -> str:
    return f"g = {number(row['yi'])} ({interval(row['ci_low'], row['ci_high'])})"


def effect_words(row: dict[str, Any], *, unit: str) -> str:
    """An effect in its measure; a ratio as a ratio, a difference with its unit.

    Examples
    --------
    >>> row = {"measure": "ROM", "yi": 0.0, "ci_low": -0.6931472, "ci_high": 0.6931472}
    >>> effect_words(row, unit="")
    '1.00 (0.50 to 2.00)'
    """
    values = [row[name] for name in ("yi", "ci_low", "ci_high")]
    if any(math.isnan(value) for value in values):
        return DASH
    if row["measure"] == RATIO:
        values = [math.exp(value) for value in values]
    digits = 1 if row["measure"] == "MD" else 2
    said = f"{number(values[0], digits)} ({interval(values[1], values[2], digits)})"
    return f"{said} {unit}" if row["measure"] == "MD" else said
