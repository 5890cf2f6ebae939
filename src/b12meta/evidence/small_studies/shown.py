"""Tables of this page for a reader: numbers in words, missing sizes as gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.readable import plain
from b12meta.evidence.small_studies.moves import as_frame
from b12meta.evidence.words import interval, number, p_value, percent

if TYPE_CHECKING:
    from b12meta.evidence.small_studies.moves import Moved


def testable_table(table: pd.DataFrame) -> pd.DataFrame:
    """From `testable`: what each analyte has, and what may be said."""
    return table.rename(columns={"points": "with an effect", "bounds": "with bounds only"})


def described_table(found: pd.DataFrame) -> pd.DataFrame:
    """From `described`: method, question, result, and what may be said of it."""
    return found[["method", "asks", "result", "verdict"]]


def printing_table(table: pd.DataFrame) -> pd.DataFrame:
    """From `printing`: shares with numbers, by kind of result."""
    kinds = {"significant": "significant: with numbers", "other": "not: with numbers"}
    shares = {
        words: list(map(_share, table[f"{kind}_numbers"], table[kind]))
        for kind, words in kinds.items()
    }
    p = [p_value(value) for value in table["pval"]]
    return pd.DataFrame({"comparisons of": table["analyte"], **shares, "Fisher's exact test": p})


def stated_table(rows: pd.DataFrame) -> pd.DataFrame:
    """From `stated` or `side_by_side`: each comparison, its result, and how it was printed."""
    return pd.DataFrame(
        {
            "study": rows["study"],
            "year": rows["year"],
            "analyte": rows["analyte"].map(plain),
            "result": rows["significant"].map({True: "significant", False: "not significant"}),
            "printed as": rows["printed"],
            "with numbers": rows["numbers"].map({True: "yes", False: "no"}),
            "page_url": rows["page_url"],
        }
    )


def silent_table(found: pd.DataFrame) -> pd.DataFrame:
    """From `silent`: who was measured, what there is instead of a comparison, and the notes."""
    columns = {"n1i": "n MS", "n2i": "n control", "sizes": "sizes from"}
    return found.drop(columns="read").rename(columns=columns)


def moved_table(found: list[Moved]) -> pd.DataFrame:
    """From `moved`: each scenario with the pool that it gives."""
    table = as_frame(found)
    return pd.DataFrame(
        {
            "silent studies": table["scenario"],
            "studies added": table["added"],
            "people added": table["people"],
            "without sizes": table["unsized"],
            "estimate": [number(value) for value in table["estimate"]],
            "95% interval": list(map(interval, table["ci_low"], table["ci_high"])),
        }
    )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({percent(part / whole)})" if whole else "none"
