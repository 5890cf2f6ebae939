"""Priors on tau learned from the meta-analyses of the Cochrane Library.

Their authors describe tau²; here both numbers are halved, for tau. They speak of trials of an
intervention, on the log odds ratio (Turner) or the standardised mean difference (Rhodes). For a
comparison of patients with controls they are a benchmark, not a description.

The numbers stand as printed. Those of 2015 agree in two transcriptions made by others, the R
packages bayesmeta and rnmamod; those of 2012 are in one, gemtc, which tests some. Left out are the
tables of Rhodes et al. for cancer, for which the two differ, and for respiratory disease; and
mental health without drugs, where the printed -3.85 breaks by exactly one the pattern that all
other cells keep, and may be a misprint.

References
----------
Turner et al. (2012), *International Journal of Epidemiology* 41, 818-827, the predictive
distributions by outcome and comparison; Turner et al. (2015), *Statistics in Medicine* 34, 984-998,
table IV and p. 993; Rhodes, Turner & Higgins (2015), *Journal of Clinical Epidemiology* 68, 52-60,
table 3 and section 3.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.stats.bayes.log_priors import LogNormal, LogT

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RHODES_2015", "TURNER_2012", "TURNER_2015", "rhodes2015", "turner2012", "turner2015"]

Cells = tuple[tuple[float, float] | None, ...]
"""Location and scale of log tau² for each comparison; None: left out."""

DRUG, DRUGS = "drug or placebo", "drug or drug"
OTHER = "not a drug"
OTHER_PLACEBO, OTHER_DRUG, OTHERS = "other or placebo", "other or drug", "other or other"
GENERAL = "general"

TURNER_2012: dict[str, Cells] = {
    "mortality": ((-4.06, 1.45), (-4.27, 1.48), (-3.93, 1.51)),
    "semi-objective": ((-3.02, 1.85), (-3.23, 1.88), (-2.89, 1.91)),
    "subjective": ((-2.13, 1.58), (-2.34, 1.62), (-2.01, 1.64)),
}
TURNER_2015: dict[str, Cells] = {
    "mortality": ((-3.95, 1.34), (-4.18, 1.41), (-4.17, 1.55), (-2.92, 1.02), (-3.50, 1.26)),
    "obstetric": ((-3.52, 1.74), (-3.75, 1.79), (-3.74, 1.91), (-2.49, 1.50), (-3.08, 1.68)),
    "major morbidity": ((-3.71, 1.74), (-3.95, 1.79), (-3.93, 1.91), (-2.68, 1.51), (-3.27, 1.68)),
    "resource use": ((-2.34, 1.74), (-2.58, 1.79), (-2.56, 1.91), (-1.31, 1.50), (-1.90, 1.68)),
    "surgical success": ((-2.14, 1.74), (-2.37, 1.79), (-2.36, 1.91), (-1.11, 1.50), (-1.69, 1.68)),
    "withdrawals": ((-2.99, 1.74), (-3.23, 1.79), (-3.21, 1.91), (-1.96, 1.51), (-2.55, 1.68)),
    "structure": ((-2.71, 1.74), (-2.94, 1.79), (-2.93, 1.92), (-1.67, 1.51), (-2.26, 1.68)),
    "physical health": ((-2.29, 1.53), (-2.53, 1.58), (-2.51, 1.72), (-1.26, 1.25), (-1.85, 1.46)),
    "adverse events": ((-1.87, 1.52), (-2.10, 1.58), (-2.10, 1.71), (-0.84, 1.24), (-1.43, 1.45)),
    "infection": ((-2.49, 1.52), (-2.73, 1.58), (-2.71, 1.71), (-1.46, 1.24), (-2.05, 1.45)),
    "signs and symptoms": (
        (-2.06, 1.51),
        (-2.29, 1.58),
        (-2.28, 1.71),
        (-1.03, 1.24),
        (-1.61, 1.45),
    ),
    "pain": ((-1.83, 1.52), (-2.06, 1.58), (-2.05, 1.71), (-0.80, 1.25), (-1.38, 1.45)),
    "quality of life": ((-2.54, 1.54), (-2.78, 1.60), (-2.77, 1.73), (-1.51, 1.27), (-2.10, 1.47)),
    "mental health": ((-2.12, 1.53), (-2.35, 1.60), (-2.34, 1.72), (-1.09, 1.27), (-1.67, 1.47)),
    "biological marker": (
        (-1.77, 1.52),
        (-2.00, 1.58),
        (-1.99, 1.71),
        (-0.74, 1.24),
        (-1.33, 1.45),
    ),
    "subjective": ((-2.70, 1.52), (-2.93, 1.58), (-2.92, 1.71), (-1.67, 1.25), (-2.26, 1.45)),
}
RHODES_2015: dict[str, Cells] = {
    "obstetric": ((-4.13, 2.34), (-4.40, 2.31), (-3.99, 2.11)),
    "resource use": ((-2.55, 2.73), (-2.83, 2.70), (-2.41, 2.57)),
    "structure": ((-2.43, 2.50), (-2.70, 2.46), (-2.29, 2.32)),
    "physical health": ((-3.16, 2.50), (-3.44, 2.44), (-3.02, 2.27)),
    "signs and symptoms": ((-3.00, 2.50), (-3.27, 2.47), (-2.86, 2.33)),
    "mental health": ((-2.99, 2.16), (-3.27, 2.14), None),
    "biological marker": ((-3.41, 2.83), (-3.68, 2.78), (-3.27, 2.66)),
    "subjective": ((-2.76, 2.58), (-3.03, 2.59), (-2.62, 2.41)),
}
THREE = (DRUG, DRUGS, OTHER)
FIVE = (DRUG, DRUGS, OTHER_PLACEBO, OTHER_DRUG, OTHERS)
RHODES_DF = 5
GENERAL_TURNER, GENERAL_RHODES = (-2.56, 1.74), (-3.44, 2.59)


def turner2012(outcome: str, comparison: str) -> LogNormal:
    """Prior for log odds ratios by kind of outcome: mortality, semi-objective, subjective.

    Examples
    --------
    >>> turner2012("semi-objective", "drug or placebo")
    LogNormal(mu=-1.51, sigma=0.925)
    """
    mu, sigma = cell(TURNER_2012, THREE, outcome, comparison)
    return LogNormal(mu / 2, sigma / 2)


def turner2015(outcome: str = GENERAL, comparison: str | None = None) -> LogNormal:
    """Prior for log odds ratios by outcome, or for any outcome.

    Examples
    --------
    >>> turner2015()
    LogNormal(mu=-1.28, sigma=0.87)
    >>> turner2015("biological marker", "drug or placebo")
    LogNormal(mu=-0.885, sigma=0.76)
    """
    if outcome == GENERAL and comparison is None:
        mu, sigma = GENERAL_TURNER
    else:
        mu, sigma = cell(TURNER_2015, FIVE, outcome, comparison)
    return LogNormal(mu / 2, sigma / 2)


def rhodes2015(outcome: str = GENERAL, comparison: str | None = None) -> LogT:
    """Prior for standardised mean differences by outcome, or for any outcome.

    Examples
    --------
    >>> rhodes2015()
    LogT(location=-1.72, scale=1.295, df=5)
    >>> rhodes2015("mental health", "not a drug")
    Traceback (most recent call last):
    ValueError: mental health, not a drug: the printed value may be a misprint; name another prior
    """
    if outcome == GENERAL and comparison is None:
        location, scale = GENERAL_RHODES
    else:
        location, scale = cell(RHODES_2015, THREE, outcome, comparison)
    return LogT(location / 2, scale / 2, RHODES_DF)


def cell(
    table: Mapping[str, Cells], columns: tuple[str, ...], outcome: str, comparison: str | None
) -> tuple[float, float]:
    """Look up a cell.

    Raises
    ------
    ValueError
        For an outcome or comparison that the table does not have (it names those it has), and for
        a cell that is left out.
    """
    if outcome not in table:
        raise ValueError(f"outcome: got {outcome!r}, expected one of {', '.join(table)}")
    if comparison not in columns:
        raise ValueError(f"comparison: got {comparison!r}, expected one of {', '.join(columns)}")
    found = table[outcome][columns.index(comparison)]
    if found is None:
        raise ValueError(
            f"{outcome}, {comparison}: the printed value may be a misprint; name another prior"
        )
    return found
