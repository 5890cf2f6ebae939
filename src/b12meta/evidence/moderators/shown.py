"""Tables of moderators for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.moderators.splits import as_frame
from b12meta.evidence.words import DASH, interval, number

if TYPE_CHECKING:
    from b12meta.evidence.moderators.splits import Group


def moderators_table(rows: pd.DataFrame) -> pd.DataFrame:
    """From `moderators`: what is known of each study, and what it gives, with its page."""
    columns = ["country", "phase", "controls", "patients", "matrix", "assay"]
    gives = rows["yi"].notna().map({True: "an effect", False: "a bound"})
    return rows[["study", "year", *columns]].assign(gives=gives, page_url=rows["page_url"])


def groups_table(found: list[Group]) -> pd.DataFrame:
    """From `groups`: each group with its pool, or why it has none."""
    table = as_frame(found)
    pooled = table["why"].eq("")
    limits = [interval(*pair) for pair in zip(table["ci_low"], table["ci_high"], strict=True)]
    return pd.DataFrame(
        {
            "moderator": table["moderator"],
            "group": table["value"],
            "studies": table["k"],
            "with an effect": table["points"],
            "people": table["people"],
            "estimate": [number(value) for value in table["estimate"]],
            "95% interval": pd.Series(limits).where(pooled, DASH),
            "τ": [number(value) for value in table["tau"]],
            "not pooled because": table["why"].where(~pooled),
            "which": table["studies"],
        }
    )
