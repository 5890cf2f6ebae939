"""A comparison inside a group whose parts have no printed sizes: the answer over every split.

A paper may print the mean of all patients, and the means of those on and off a drug, but not how
many were in each part. The mean of all is the mean of the parts, weighted by their sizes, so that
only some splits can be; if no split can, the printed numbers do not belong to the same people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from b12meta.evidence.integrity.finding import half_unit
from b12meta.evidence.integrity.p_values import printed_range
from b12meta.evidence.rows import records
from b12meta.frames import escalc, study_intervals
from b12meta.stats.recompute import Arm, PRange, welch_p

if TYPE_CHECKING:
    from b12meta.stats.types import Floats
    from b12meta.tables import Tables

SLACK = 1e-9
"""Arithmetic error allowed beside rounding, in the unit of the means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Splits:
    """One comparison over every split of the whole group.

    Attributes
    ----------
    row : dict
        The comparison in contrasts.csv, with ``contrasts_line``, ``arms_line1``, ``arms_line2``.
    total : int
        People in the whole group.
    mean : float
        Printed mean of the whole group.
    printed_p : PRange
        What the printed p allows.
    rows : DataFrame
        One row per split: ``n1i n2i``, ``whole`` (mean that it implies), ``off`` (from the printed
        one), ``fits``, ``yi vi ci_low ci_high`` (SMD), ``p_low p_high`` (Welch, by rounding).
    """

    row: dict[str, Any]
    total: int
    mean: float
    printed_p: PRange
    rows: pd.DataFrame

    @property
    def fitting(self) -> pd.DataFrame:
        """Splits that reproduce the printed mean of all to rounding."""
        return self.rows[self.rows["fits"]]

    @property
    def nearest(self) -> dict[str, Any]:
        """The split that comes closest to the printed mean of all."""
        return records(self.rows.loc[[self.rows["off"].abs().idxmin()]])[0]


def splits_that_fit(
    *, m1: float, m2: float, mean: float, total: int, half: float = 0.0
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Sizes of the first part at which the parts' means give the mean of the whole.

    Parameters
    ----------
    m1, m2, mean : float
        Means of the two parts and of the whole, in one unit.
    total : int
        People in the whole; each part has at least one.
    half : float
        What rounding may add up to: half a unit of the last digit of the whole, and of the parts.

    Examples
    --------
    >>> splits_that_fit(m1=24.0, m2=20.0, mean=22.5, total=8)
    array([5])
    """
    sizes = np.arange(1, total)
    return sizes[np.abs(implied_means(m1, m2, sizes, total) - mean) <= half + SLACK]


def implied_means(m1: float, m2: float, sizes: Any, total: int) -> Floats:
    """Mean of the whole at each size of the first part."""
    share = np.asarray(sizes) / total
    return np.asarray(share * m1 + (1 - share) * m2)


def unsized_comparisons(tables: Tables) -> list[Splits]:
    """Comparisons of patients on and off a treatment whose sizes are not printed."""
    rows = tables.contrasts.rename_axis("contrasts_line").reset_index()
    unsized = rows["design"].eq("independent") & rows["treatment"].notna() & rows["n1"].isna()
    found = (_over_splits(tables, row) for row in records(rows[unsized & rows["p_value"].notna()]))
    return [one for one in found if one is not None]


def _over_splits(tables: Tables, row: dict[str, Any]) -> Splits | None:
    """One comparison over every split; None where the parts or the whole print no means."""
    arms = tables.arms.rename_axis("line").reset_index()
    same = arms["study_id"].eq(row["study_id"]) & arms["analyte"].eq(row["analyte"])
    arms = arms[same & arms["stat"].eq("mean_sd")]
    parts, whole = arms[arms["treatment"].notna()], arms[arms["treatment"].isna()]
    if len(parts) != 2 or len(whole) != 1:
        return None
    first_is_treated = parts["treatment"].eq(row["treatment"]).sort_values(ascending=False)
    one, two = records(parts.loc[first_is_treated.index])
    all_people = records(whole)[0]
    lines = {"arms_line1": one["line"], "arms_line2": two["line"]}
    return Splits(
        row=row | lines | {"unit": one["unit"]},
        total=int(all_people["n"]),
        mean=float(all_people["centre"]),
        printed_p=printed_range(row),
        rows=_each_split(one, two, all_people),
    )


def _each_split(one: dict[str, Any], two: dict[str, Any], whole: dict[str, Any]) -> pd.DataFrame:
    total, m1, m2 = int(whole["n"]), float(one["centre"]), float(two["centre"])
    n1 = np.arange(2, total - 1)
    half = max(_half(one), _half(two)) + _half(whole)
    implied = implied_means(m1, m2, n1, total)
    fits = splits_that_fit(m1=m1, m2=m2, mean=whole["centre"], total=total, half=half)
    means = {"m1i": m1, "sd1i": one["spread"], "m2i": m2, "sd2i": two["spread"]}
    rows = pd.DataFrame({"n1i": n1, "n2i": total - n1, **means})
    tests = [welch_p(_arm(one, n), _arm(two, total - n)) for n in n1.tolist()]
    return study_intervals(escalc("SMD", rows)).assign(
        n1i=n1, n2i=total - n1, whole=implied, off=implied - whole["centre"],
        fits=np.isin(n1, fits), p_low=[p.low for p in tests], p_high=[p.high for p in tests],
    )  # fmt: skip


def _half(arm: dict[str, Any]) -> float:
    return half_unit(arm["centre"], arm["fragment"])


def _arm(arm: dict[str, Any], n: int) -> Arm:
    return Arm(
        arm["centre"], arm["spread"], n, _half(arm), half_unit(arm["spread"], arm["fragment"])
    )
