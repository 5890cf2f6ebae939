"""What a printed p says of the correlation of before and after.

With the means and both SDs, the p of a paired t test fixes the correlation. It is used only inside
(0, 0.99) (decision 7). But "p = 0.001" is software's floor: the true p may be far smaller, so what
the print really gives is the least that the correlation can be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.changes.sweep import KEY
from b12meta.evidence.integrity.p_values import printed_range
from b12meta.evidence.rows import records
from b12meta.evidence.words import number
from b12meta.stats.summaries.change import implied_correlation, sd_change_from_p

if TYPE_CHECKING:
    from b12meta.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied:
    """What a printed p says of the correlation.

    Attributes
    ----------
    r : float
        Correlation if the p were exact, NaN where it lies outside (0, 0.99).
    least : float
        Correlation at the largest p that the print allows; a smaller p needs a higher one.
    words : str
        The same for a reader.
    """

    r: float
    least: float
    words: str


def implied(arm: dict[str, Any], printed: dict[str, Any]) -> Implied:
    """Correlation that the printed p of a paired t test implies, used only inside (0, 0.99).

    Parameters
    ----------
    arm : dict
        A row of `before_after`.
    printed : dict
        What contrasts.csv holds of its change: ``p_operator``, ``p_value``, ``fragment``.
    """
    p, limits = float(printed["p_value"]), printed_range(printed)
    least = _correlation(arm, limits.high)
    try:
        r = float(implied_correlation(sd1i=arm["sd1i"], sd2i=arm["sd2i"], sd_change=_sd(arm, p))[0])
    except ValueError:
        r = math.nan
    exact = f"{number(_correlation(arm, p))} if p were exactly {p:g}"
    where = "" if math.isfinite(r) else ", outside 0 to 0.99 and not used"
    bound = f"at least {number(least)}" if least > 0 else "no bound above 0"
    return Implied(r=r, least=least, words=f"{exact}{where}; {bound}")


def implied_table(tables: Tables, arms: pd.DataFrame) -> pd.DataFrame:
    """Each arm with a printed p, and what that says of its correlation: ``r``, ``least``."""
    stated = tables.contrasts.rename_axis("contrasts_line").reset_index()
    stated = stated[stated["design"].eq("paired") & stated["p_operator"].eq("=")]
    printed = {tuple(row[name] for name in KEY): row for row in records(stated)}
    rows = []
    for arm in records(arms):
        row = printed.get(tuple(arm[name] for name in KEY))
        if row is not None:
            rows.append({**arm, "p": row["p_value"], "found": implied(arm, row)})
    frame = pd.DataFrame(rows, columns=[*arms.columns, "p", "found"])
    values = {name: [getattr(one, name) for one in frame["found"]] for name in ("r", "least")}
    return frame.assign(words=[one.words for one in frame["found"]], **values).drop(columns="found")


def _sd(arm: dict[str, Any], p: float) -> float:
    return float(sd_change_from_p(change=arm["m1i"] - arm["m2i"], p=p, ni=arm["ni"])[0])


def _correlation(arm: dict[str, Any], p: float) -> float:
    """Correlation at which the paired t test gives p, wherever it lies."""
    s1, s2 = arm["sd1i"], arm["sd2i"]
    return float((s1**2 + s2**2 - _sd(arm, p) ** 2) / (2 * s1 * s2))
