"""A standardised difference in words that a clinic uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.special import ndtr

from b12meta.evidence.compare import BLOOD, PATIENTS
from b12meta.evidence.words import number, percent
from b12meta.tables.units import convert, standard_unit

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.tables import Tables

DOUBTFUL_LEVELS = ("najafi2012",)
"""Studies whose printed unit does not fit their levels (data dictionary, suspicious items)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A typical standard deviation between people with MS, and where it comes from."""

    sd: float
    unit: str
    rows: pd.DataFrame


def typical_sd(tables: Tables, analyte: str) -> Spread:
    """Median of the standard deviations of people with MS that were printed in a plausible unit.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured in blood.

    Returns
    -------
    Spread
        In pmol/L, µmol/L or nmol/L; ``rows`` of arms.csv behind it, with the column ``sd``.
    """
    arms = tables.arms
    wanted = arms["analyte"].eq(analyte) & arms["matrix"].isin(BLOOD) & arms["group"].isin(PATIENTS)
    printed = arms["stat"].eq("mean_sd") & arms["treatment"].isna() & arms["unit"].ne("not_stated")
    rows = arms[wanted & printed & ~arms["study_id"].isin(DOUBTFUL_LEVELS)]
    rows = rows.assign(sd=convert(rows["spread"], rows["unit"], analyte))
    return Spread(sd=float(rows["sd"].median()), unit=standard_unit(analyte), rows=rows)


def overlap(effect: float) -> float:
    """Probability that a random person with MS has a lower level than a random control.

    For normal distributions of equal spread (McGraw and Wong 1992, *Psychological Bulletin* 111,
    361-365): the normal distribution function at minus the effect over the square root of two.

    Examples
    --------
    >>> overlap(0.0)
    0.5
    """
    return float(ndtr(-effect / 2**0.5))


def in_units(low: float, high: float, spread: Spread) -> str:
    """Two standardised limits as a range in the unit of the analyte."""
    unit = spread.unit.replace("umol", "µmol")
    digits = 0 if spread.sd > 20 else 1
    return f"{number(low * spread.sd, digits)} to {number(high * spread.sd, digits)} {unit}"


def chance(effect: float) -> str:
    """How often a person with MS lies below a control, in words."""
    return f"{percent(overlap(effect))} of pairs"
