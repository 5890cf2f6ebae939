"""What each choice about reading makes of a study's numbers.

Each option changes the chosen comparisons and goes through the door of the headline, `contrasts`.
Only the studies that it changes are kept; they take the place of the headline's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.alternatives import printed_p_decides, spread_as_sd
from b12meta.evidence.compare import PATIENTS
from b12meta.evidence.levels import contrasts, printed_test
from b12meta.evidence.multiverse.choices import DOUBTFUL
from b12meta.evidence.rows import records
from b12meta.evidence.sizes import effects
from b12meta.stats.summaries.exact import smd_from_p
from b12meta.stats.summaries.quantiles import from_quantiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.evidence.chooser import Choice
    from b12meta.tables import Tables

CONVERTED = "converted from a median"

POOLED = ["yi", "vi", "low", "high", "effect_yi", "effect_vi"]
"""What pools take: effects or bounds, and the effect of each row that has one."""


def read(chosen: pd.DataFrame, analyte: str) -> pd.DataFrame:
    """Chosen comparisons as `contrasts` reads them, with the effect of each row that has one.

    Parameters
    ----------
    chosen : DataFrame
        From `choose`, or changed.
    analyte : str
        What was measured.

    Returns
    -------
    DataFrame
        As `contrasts`, with ``effect_yi`` and ``effect_vi``: of printed means, or what an exact p
        implies; else NaN.
    """
    rows = contrasts(chosen, analyte).rows
    rows = rows.assign(effect_yi=rows["yi"], effect_vi=rows["vi"].where(rows["level"].eq("means")))
    exact = rows[rows["level"].eq("exact_p") & rows["yi"].notna()]
    for key, row in zip(exact.index, records(exact), strict=True):
        test = printed_test(row)
        named = {name: test[name] for name in ("p", "n1i", "n2i", "direction")}
        rows.loc[key, "effect_vi"] = float(smd_from_p(**named).vi[0])
    return rows


def measured(rows: pd.DataFrame, chosen: pd.DataFrame, analyte: str, measure: str) -> pd.DataFrame:
    """The same rows with the effects of means by another measure; bounds stay as they are."""
    if measure == "SMD":
        return rows
    found = effects(chosen, analyte, measure=measure).rows
    out = rows.copy()
    for column in ("yi", "low", "high", "effect_yi"):
        out.loc[found.index, column] = found["yi"]
    for column in ("vi", "effect_vi"):
        out.loc[found.index, column] = found["vi"]
    return out


def others_first(_: Tables, choice: Choice) -> pd.DataFrame:
    """Take a study's other controls in place of healthy ones, where it compared both."""
    aside, chosen = choice.aside, choice.chosen
    known = aside["study_id"].map(chosen.set_index("study_id")["group2"])
    fits = aside["group1"].isin(PATIENTS) & aside["level"].ne("none") & known.notna()
    other = aside[fits & aside["reason"].str.endswith("stands for the study")]
    other = other[other["group2"].ne(known[other.index])].drop_duplicates("study_id")
    return pd.concat(
        [chosen[~chosen["study_id"].isin(other["study_id"])], other[chosen.columns]],
        ignore_index=True,
    )


def medians_converted(tables: Tables, choice: Choice) -> pd.DataFrame:
    """Convert medians with range or quartiles to mean and SD, and let those stand for the study."""
    out = choice.chosen.copy()
    printed = out["stat"].isin(["median_range", "median_iqr"]).fillna(value=False)
    for place in out.index[printed & out["arms_line1"].notna()]:
        lines = out.loc[place, ["arms_line1", "arms_line2"]].astype(int)
        found = _from_medians(tables.arms.loc[lines.tolist()])
        for name, value in found.items():
            out.loc[place, name] = value
    return out


def _from_medians(arms: pd.DataFrame) -> dict[str, Any]:
    """Mean and SD of the two arms of a comparison."""
    low, high = ("low", "high") if arms["stat"].eq("median_range").all() else ("q1", "q3")
    printed = {"n": "n", "median": "centre", low: "low", high: "high"}
    columns: dict[str, Any] = {name: arms[where].astype(float) for name, where in printed.items()}
    group = from_quantiles(**columns)
    values: dict[str, Any] = {"level": "means", "sd_route": CONVERTED}
    for arm in (0, 1):
        values |= {f"m{arm + 1}i": group.mean[arm], f"sd{arm + 1}i": group.sd[arm]}
    return values


CHANGES: dict[tuple[str, str], Callable[[Tables, Choice], pd.DataFrame]] = {
    ("controls", "others first"): others_first,
    ("plus_minus", "as SD"): lambda tables, choice: spread_as_sd(tables, choice.chosen),
    ("medians", "converted"): medians_converted,
    ("disagreeing", "printed p"): lambda tables, choice: printed_p_decides(tables, choice.chosen),
}
"""Choice and option to what it does; where two change one study, the later counts."""


def doubtful(rows: pd.DataFrame) -> pd.Series:
    """Whether the spread of a row was read as a standard error, by judgement."""
    return rows["sd_route"].str.endswith(DOUBTFUL).fillna(value=False)
