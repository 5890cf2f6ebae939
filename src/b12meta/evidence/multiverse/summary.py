"""What a multiverse says: shares of its distinct specifications, and which choice moves them most.

Specifications that pool the same studies by the same method are one. Where a choice is described,
a distinct specification counts one in all, shared evenly among the options that lead to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.multiverse.choices import CHOICES, NAMES
from b12meta.evidence.verdict import SMALLEST
from b12meta.stats.variance_shares import variance_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARDISED = "standardised"


def merged(frame: pd.DataFrame) -> pd.DataFrame:
    """Distinct specifications, each by its first label: the one nearest to the headline.

    Parameters
    ----------
    frame : DataFrame
        From `multiverse`.

    Returns
    -------
    DataFrame
        One row per ``distinct``, with ``labels``: for how many specifications it stands.
    """
    return frame.drop_duplicates("distinct").reset_index(drop=True)


def shares(frame: pd.DataFrame, *, smallest: float = SMALLEST) -> pd.DataFrame:
    """Shares of the distinct specifications on each side of zero and of the smallest effect.

    Parameters
    ----------
    frame : DataFrame
        From `multiverse`.
    smallest : float
        Smallest standardised difference of interest.

    Returns
    -------
    DataFrame
        One row per ``scale``: ``specifications``, ``least``, ``median``, ``greatest`` estimate; the
        shares ``below_zero``, ``below_smallest`` (under -`smallest`), ``above_smallest``,
        ``interval_below``, ``interval_above`` (interval wholly on that side of zero). Those of the
        smallest effect are missing for a log ratio, which has another scale.
    """
    found = [_of_scale(str(scale), rows, smallest) for scale, rows in _scales(frame)]
    return pd.DataFrame(found)


def _scales(frame: pd.DataFrame) -> list[tuple[object, pd.DataFrame]]:
    return list(merged(frame).groupby("scale", sort=False))


def _of_scale(scale: str, rows: pd.DataFrame, smallest: float) -> Mapping[str, object]:
    y = rows["estimate"]
    comparable = scale == STANDARDISED
    return {
        "scale": scale,
        "specifications": len(rows),
        "least": y.min(),
        "median": y.median(),
        "greatest": y.max(),
        "below_zero": y.lt(0).mean(),
        "below_smallest": y.lt(-smallest).mean() if comparable else None,
        "above_smallest": y.gt(smallest).mean() if comparable else None,
        "interval_below": rows["ci_high"].lt(0).mean(),
        "interval_above": rows["ci_low"].gt(0).mean(),
    }


def by_option(frame: pd.DataFrame) -> pd.DataFrame:
    """Each option of each choice that was made, on the standardised scale.

    Returns
    -------
    DataFrame
        ``choice option``, ``weight`` (distinct specifications, shared evenly among the options that
        lead to them), ``median`` (of the estimates, so weighted), ``below_zero`` and ``excludes``
        (weighted shares: estimate below zero, interval that excludes zero).
    """
    rows = _weighted(frame)
    rows = rows.assign(
        below=rows["estimate"].lt(0) * rows["weight"],
        excludes=(rows["ci_low"].gt(0) | rows["ci_high"].lt(0)) * rows["weight"],
    )
    found = [
        _of_option(name, str(option), some)
        for name in varying(rows)
        for option, some in rows.groupby(name, sort=False)
    ]
    return pd.DataFrame(found)


def _of_option(choice: str, option: str, rows: pd.DataFrame) -> Mapping[str, object]:
    total = rows["weight"].sum()
    ordered = rows.sort_values("estimate")
    half = ordered["weight"].cumsum().ge(total / 2).to_numpy()
    return {
        "choice": NAMES[choice],
        "option": option,
        "weight": total,
        "median": ordered["estimate"].to_numpy()[half.argmax()],
        "below_zero": rows["below"].sum() / total,
        "excludes": rows["excludes"].sum() / total,
    }


def moves(frame: pd.DataFrame) -> pd.DataFrame:
    """Share of the variance of the estimates that each choice explains, the greatest first.

    Main effects by Lindeman, Merenda and Gold (`b12meta.stats.variance_shares`), over labels
    weighted so that each distinct specification counts one, on the standardised scale. The kind of
    interval and the rule of prediction move no estimate and have no share.

    Returns
    -------
    DataFrame
        ``choice``, ``name`` and ``share``; the last row, ``interplay``, is what main effects leave.
    """
    rows = _weighted(frame)
    names = [name for name in varying(rows) if name != "interval"]
    found = variance_shares(
        rows["estimate"],
        {name: rows[name].tolist() for name in names},
        weights=rows["weight"],
    )
    ranked = sorted(found.shares.items(), key=lambda pair: -pair[1])
    listed = [(name, NAMES[name], share) for name, share in ranked]
    rest = ("interplay", "Interplay", found.rest)
    return pd.DataFrame([*listed, rest], columns=["choice", "name", "share"])


def _weighted(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame[frame["scale"].eq(STANDARDISED)]
    return rows.assign(weight=1 / rows["labels"])


def varying(rows: pd.DataFrame) -> list[str]:
    """Choices with more than one option; the rule of prediction moves nothing that is described."""
    return [name for name in CHOICES if name != "prediction" and len(set(rows[name])) > 1]
