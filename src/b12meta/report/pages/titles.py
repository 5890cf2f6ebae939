"""What a raw row is about, in a few words, and which of its columns those words have said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.dossier import study_label
from b12meta.evidence.readable import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def title(table: str, row: Mapping[str, str]) -> str:
    """Title of a row of a raw table, as typed.

    Examples
    --------
    >>> title("counts", {"outcome": "low_b12", "group": "ms"})
    'Low B12: MS'
    """
    words = TITLES[table](row)
    unit = "/" in words.partition(" ")[0]
    return words if unit else words[:1].upper() + words[1:]


def said(table: str) -> frozenset[str]:
    """Columns that the title of a row says."""
    return frozenset(("study_id", *SAID[table]))


def _arm(row: Mapping[str, str]) -> str:
    when = "" if row["timepoint"] == "single" else row["timepoint"]
    parts = [_where(row), plain(row["group"]), row["treatment"], when]
    return ", ".join(part for part in parts if part)


def _contrast(row: Mapping[str, str]) -> str:
    one, two = plain(row["group1"]), plain(row["group2"])
    words = {
        "independent": f"{one} with {two}",
        "paired": "change from baseline" if two == "baseline" else f"{one} with {two}",
        "association": f"association with {two} in {one}",
    }[row["design"]]
    treated = f", {row['treatment']}" if row["treatment"] else ""
    return f"{_where(row)}: {words}{treated}"


def _where(row: Mapping[str, str]) -> str:
    analyte, matrix = plain(row["analyte"]), row["matrix"]
    return analyte if matrix in ("outcome", "demographic") else f"{analyte} in {plain(matrix)}"


def _count(row: Mapping[str, str]) -> str:
    return f"{_low(row['outcome'])}: {plain(row['group'])}"


def _low(outcome: str) -> str:
    return " ".join(plain(word) for word in outcome.replace("rbc", "red-cell").split("_"))


def _review(row: Mapping[str, str]) -> str:
    name = study_label(row["review_id"], row["first_author"], row["year"])
    return f"{name}: {plain(row['analyte'])}, {row['subgroup']}"


def _anchor(row: Mapping[str, str]) -> str:
    quantity = plain(row["quantity"]).replace("pmol per l", "pmol/L").replace("pg per ml", "pg/mL")
    parts = [quantity, row["population"]]
    return ": ".join(part for part in parts if part)


TITLES: dict[str, Callable[[Mapping[str, str]], str]] = {
    "arms": _arm,
    "contrasts": _contrast,
    "counts": _count,
    "screening": lambda row: f"record {row['record_id']}",
    "reviews": _review,
    "anchors": _anchor,
    "claims": lambda row: f"claim {row['claim_id']}",
    "agreement": lambda row: row["item"],
}

SAID: dict[str, tuple[str, ...]] = {
    "arms": ("analyte", "matrix", "group", "treatment", "timepoint"),
    "contrasts": ("analyte", "matrix", "group1", "group2", "treatment", "design"),
    "counts": ("outcome", "group"),
    "screening": ("record_id",),
    "reviews": ("review_id", "first_author", "year", "analyte", "subgroup"),
    "anchors": ("quantity", "population"),
    "claims": ("claim_id",),
    "agreement": ("item",),
}
