"""Each change as an effect, or as bounds, at the level at which it was reported.

Means before and after become an effect over the swept correlation. A printed mean change becomes
one for each reading of its plus-minus sign. "Significantly lower" and a direction become bounds of
the change in SDs of the change (SMCC). What has no number of patients stays a word, with a reason.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.changes.printed import printed_changes
from b12meta.evidence.changes.sweep import CORRELATIONS, by_t, swept
from b12meta.evidence.levels import printed_test
from b12meta.evidence.rows import records
from b12meta.evidence.words import what_was_printed
from b12meta.frames import study_intervals
from b12meta.stats.distributions import two_sided_p
from b12meta.stats.summaries.paired import smcc_bounds_from_p, smcc_from_p, smcr_from_p

if TYPE_CHECKING:
    from b12meta.tables import Tables

ABOUT = ["study_id", "analyte", "matrix", "design", "treatment", "n", "level", "direction",
         "significance", "contrasts_line", "arms_line1", "arms_line2", "source_url"]  # fmt: skip
NUMBERS = ["ri", "yi", "vi", "ci_low", "ci_high", "low", "high"]

UNSIZED = "{printed}, but the number of patients is not printed"

READINGS = {"mean_se": "± read as SE", "mean_sd": "± read as SD"}


def paired_effects(tables: Tables) -> pd.DataFrame:
    """Effects and bounds of every change between baseline and after a treatment.

    Returns
    -------
    DataFrame
        `ABOUT`, ``printed`` in words, ``measure`` (``MC SMCC SMCR``, or ``none``), ``reading`` (how
        the print was read), `NUMBERS` (``low`` and ``high`` are bounds, or equal to ``yi``),
        ``unit`` of MC, and ``reason``: why there is no effect, empty where there is one.
    """
    parts = [_about(row, _found(row)) for row in records(printed_changes(tables))]
    return pd.concat(parts, ignore_index=True)


def _about(row: dict[str, Any], found: pd.DataFrame) -> pd.DataFrame:
    """The effects of one row, with what it is about."""
    lines = {name: _line(row[name], row["arms_line"]) for name in ("arms_line1", "arms_line2")}
    about = {name: row[name] for name in ABOUT} | lines
    unsized = UNSIZED.format(printed=what_was_printed(row))
    reason = unsized if row["level"] == "none" else ""
    return found.assign(**about, printed=what_was_printed(row), reason=reason)[COLUMNS]


COLUMNS = [*ABOUT[:5], "measure", "reading", *ABOUT[5:9], "printed", *NUMBERS, "unit", "reason",
           *ABOUT[9:]]  # fmt: skip


def _line(own: Any, change: Any) -> Any:
    return change if pd.isna(own) else own


def _found(row: dict[str, Any]) -> pd.DataFrame:
    if row["level"] == "none":
        return _frame([{"measure": "none", "reading": "not placed"}])
    if not pd.isna(row["m1i"]):
        return _from_means(row)
    bounds = _bounds(row)
    return bounds if pd.isna(row["spread"]) else pd.concat([_from_change(row), bounds])


def _from_means(row: dict[str, Any]) -> pd.DataFrame:
    found = swept(row).rename(columns={"pval": "p"})
    unit = found["measure"].map({"MC": row["unit"]})
    readings = [f"r = {ri:g}" for ri in found["ri"]]
    return _frame(found.assign(reading=readings, unit=unit, low=found["yi"], high=found["yi"]))


def _bounds(row: dict[str, Any]) -> pd.DataFrame:
    """Bounds of SMCC from a printed p, a word, or a direction."""
    test = printed_test(row | {"n1i": row["n"], "n2i": row["n"]})
    said = {name: value for name, value in test.items() if name not in ("n1i", "n2i")}
    found = smcc_bounds_from_p(ni=[float(row["n"])], **said)
    ends = {name: getattr(found, name) for name in ("vi", "low", "high")}
    return _frame(pd.DataFrame({**ends, "measure": "SMCC", "reading": found.route}))


def _from_change(row: dict[str, Any]) -> pd.DataFrame:
    """A printed mean change under both readings of its spread, as recorded first."""
    order = sorted(READINGS, key=lambda stat: stat != row["spread_stat"])
    return pd.concat([_read_as(row, stat) for stat in order])


def _read_as(row: dict[str, Any], stat: str) -> pd.DataFrame:
    """One reading: the change in its unit, in SDs of the change, and in SDs of the people."""
    change, n = float(row["change"]), float(row["n"])
    se = row["spread"] / (1.0 if stat == "mean_se" else math.sqrt(n))
    raw = by_t(pd.DataFrame({"yi": [change], "vi": [se**2]}), pd.Series([n]))
    said: dict[str, Any] = {
        "p": two_sided_p(change / se, n - 1),
        "ni": n,
        "direction": "lower" if change < 0 else "higher",
    }
    by_changes = study_intervals(pd.DataFrame(smcc_from_p(**said)._asdict()))
    by_people = study_intervals(pd.DataFrame(smcr_from_p(**said, ri=CORRELATIONS)._asdict()))
    name = READINGS[stat]
    parts = [
        raw.assign(measure="MC", reading=name, unit=row["change_unit"]),
        by_changes.assign(measure="SMCC", reading=name),
        by_people.assign(
            measure="SMCR", ri=CORRELATIONS, reading=[f"{name}, r = {ri:g}" for ri in CORRELATIONS]
        ),
    ]
    found = pd.concat([_frame(part) for part in parts])
    return found.assign(low=found["yi"], high=found["yi"])


def _frame(rows: Any) -> pd.DataFrame:
    """Rows with all columns of numbers, NaN where there is none."""
    wanted = ["measure", "reading", "unit", *NUMBERS]
    frame = pd.DataFrame(rows).reindex(columns=wanted)
    return frame.astype(dict.fromkeys(NUMBERS, "float64") | {"unit": "object"})
