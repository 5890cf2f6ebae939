"""Tables of this page for a reader: numbers in words, missing sizes as gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.readable import plain
from b12meta.evidence.small_studies.listed import silence_list
from b12meta.evidence.small_studies.moves import as_frame
from b12meta.evidence.small_studies.rule import ANALYTES
from b12meta.evidence.words import interval, number, p_value, percent

if TYPE_CHECKING:
    from b12meta.evidence.small_studies.moves import Moved
    from b12meta.tables import Tables


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
            "result": _result(rows),
            "printed as": rows["printed"],
            "with numbers": rows["numbers"].map({True: "yes", False: "no"}),
            "page_url": rows["page_url"],
        }
    )


def elsewhere_table(found: pd.DataFrame) -> pd.DataFrame:
    """From `elsewhere`: what the studies say that are neither pooled nor silent."""
    return found.rename(columns={"says": "what it says instead"})


def silence_table(tables: Tables) -> pd.DataFrame:
    """`silence_list` of every analyte, one below the other."""
    lists = {analyte: silence_list(tables, analyte) for analyte in ANALYTES}
    found = pd.concat([rows.assign(analyte=plain(name)) for name, rows in lists.items()])
    return found[["analyte", "study", "year", "reason", "page_url"]].reset_index(drop=True)


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


def _result(rows: pd.DataFrame) -> list[str]:
    """The result of each comparison, and the page's own word where means say otherwise."""
    words = {True: "significant", False: "not significant"}
    return [
        words[found] if found == called else f"{words[found]} by its means, called {words[called]}"
        for found, called in zip(rows["significant"], rows["called"], strict=True)
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({percent(part / whole)})" if whole else "none"
