"""Our pooled numbers beside metafor's on public data, computed when the report is made."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.text import Sentence
from b12meta.evidence.words import count
from b12meta.stats.pooling import pool
from b12meta.tables.validation import read_metafor

if TYPE_CHECKING:
    from pathlib import Path

SETS = {
    "BCG_logRR": "BCG vaccine, log risk ratio",
    "NORMAND_SMD": "stroke care, standardised difference",
    "NORMAND_MD": "stroke care, difference of days",
}


def compared(path: Path | None = None) -> pd.DataFrame:
    """Each quantity by each estimator: ours, metafor's, and the relative difference.

    Returns
    -------
    DataFrame
        ``set method quantity value`` of data/validation/metafor.csv, ``ours``, and ``off``, their
        difference over the value (over 1e-6 where the value is smaller).
    """
    rows = read_metafor(path)
    wanted = rows[rows["method"].ne("")]
    found = {name: _ours(rows[rows["set"].eq(name)]) for name in SETS}
    keys = zip(wanted["set"], wanted["method"], wanted["quantity"], strict=True)
    ours = [found[name][method][quantity] for name, method, quantity in keys]
    off = (wanted["value"] - ours).abs() / wanted["value"].abs().clip(lower=1e-6)
    return wanted.assign(ours=ours, off=off).reset_index(drop=True)


def _ours(rows: pd.DataFrame) -> dict[str, dict[str, float]]:
    """What we compute from the effects of one set, by method and quantity."""
    values = rows.set_index("quantity")["value"]
    yi, vi = (values[values.index.str.startswith(name)].tolist() for name in ("yi", "vi"))
    methods = rows.loc[rows["method"].ne(""), "method"].unique()
    return {str(method): _pooled(yi, vi, str(method)) for method in methods}


def _pooled(yi: list[float], vi: list[float], method: str) -> dict[str, float]:
    found = pool(yi, vi, method=method, test="knha")  # type: ignore[arg-type]
    assert found.pi is not None
    return {
        "tau2": found.tau2,
        "estimate": found.estimate,
        "ci_low": found.ci.low,
        "ci_high": found.ci.high,
        "pval": found.pval,
        "pi_low": found.pi.low,
        "pi_high": found.pi.high,
        "i2": 100 * found.i2,
        "h2": found.h2,
    }


def shown(rows: pd.DataFrame) -> pd.DataFrame:
    """One line per data set and estimator: both values of tau², and the largest difference."""
    tau2 = rows[rows["quantity"].eq("tau2")].set_index(["set", "method"])
    worst = rows.groupby(["set", "method"], sort=False)["off"].max()
    table = tau2.assign(worst=worst).reset_index()
    return pd.DataFrame(
        {
            "data": table["set"].map(SETS),
            "estimator": table["method"],
            "τ² of metafor": [f"{value:.8g}" for value in table["value"]],
            "τ² of ours": [f"{value:.8g}" for value in table["ours"]],
            "largest relative difference": list(map(below, table["worst"])),
        }
    )


def below(difference: float) -> str:
    """The power of ten above a difference, for its digits are rounding errors.

    Examples
    --------
    >>> below(2e-13), below(0.0)
    ('below 1e-12', 'none')
    """
    if difference == 0:
        return "none"
    return f"below 1e{math.floor(math.log10(difference)) + 1:+03d}".replace("+", "")


def told(rows: pd.DataFrame) -> Sentence:
    """How many numbers were compared, and how far the worst is off."""
    estimators = rows["method"].nunique()
    return Sentence(
        f"{count(len(rows), 'number', 'numbers').capitalize()} of metafor, by {estimators} "
        f"estimators of τ² on {len(SETS)} data sets, were computed again here: the largest "
        f"relative difference is {below(rows['off'].max())}."
    )
