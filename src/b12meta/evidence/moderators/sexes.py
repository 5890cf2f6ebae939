"""Sex within one study: the only moderator here that is compared inside a study.

zoccolella2012 prints medians of homocysteine for men and for women. The numbers stand in the
fragments of its rows, and those of its controls in a note; they are read from there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.readable import plain
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked, study_page
from b12meta.evidence.words import number

if TYPE_CHECKING:
    from b12meta.tables import Tables

STUDY = "zoccolella2012"
PAIR = re.compile(r"(\d+\.\d+) vs\.? (\d+\.\d+)")
CONTROLS = re.compile(r"controls \((\d+\.\d+) and (\d+\.\d+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sexes:
    """Medians of homocysteine, umol/L, of men and women with MS and among controls.

    `groups` are the medians of all people with MS and of all controls; `line` is the line of
    contrasts.csv that holds the comparison of men with women.
    """

    men: float
    women: float
    control_men: float
    control_women: float
    groups: tuple[float, float]
    line: int


def within_study(tables: Tables) -> Sexes | None:
    """The medians by sex; None when the row, its fragment or its note do not hold them."""
    rows = tables.contrasts[tables.contrasts["study_id"].eq(STUDY)]
    rows = rows[rows["group1"].eq("ms_men") & rows["group2"].eq("ms_women")]
    if rows.empty:
        return None
    sexes = PAIR.search(str(rows["fragment"].iloc[0]))
    controls = CONTROLS.search(str(rows["notes"].iloc[0]))
    centres = _centres(tables)
    if sexes is None or controls is None or centres is None:
        return None
    return Sexes(
        men=float(sexes[1]),
        women=float(sexes[2]),
        control_men=float(controls[1]),
        control_women=float(controls[2]),
        groups=centres,
        line=int(rows.index[0]),
    )


def _centres(tables: Tables) -> tuple[float, float] | None:
    """Medians of all people with MS and of all controls."""
    arms = tables.arms[tables.arms["study_id"].eq(STUDY)].set_index("group")["centre"]
    if not {"ms", "neuro_control"} <= set(arms.index):
        return None
    return float(arms["ms"]), float(arms["neuro_control"])


def rows_by_sex(tables: Tables) -> pd.DataFrame:
    """The raw rows of this study that compare the sexes, as printed, with their addresses."""
    rows = tables.contrasts[tables.contrasts["study_id"].eq(STUDY)]
    rows = rows[rows["group1"].eq("ms_men")]
    pages = [study_page(STUDY, "contrasts", int(line)) for line in rows.index]
    return pd.DataFrame(
        {
            "patients": rows["group1"].map(plain),
            "compared with": rows["group2"].map(plain),
            "printed": rows["fragment"],
            "notes": rows["notes"],
            "page_url": pages,
        }
    )


def told_sexes(found: Sexes | None) -> Sentence:
    """How far the sexes differ, beside how far patients and controls do."""
    if found is None:
        return Sentence("No study prints homocysteine by sex.")
    between = found.groups[0] - found.groups[1]
    study = linked("Zoccolella 2012", study_page(STUDY, "contrasts", found.line))
    return Sentence(
        f"In {study} the median homocysteine of men with MS is {number(found.men, 1)} and of women "
        f"{number(found.women, 1)} µmol/L, among controls {number(found.control_men, 1)} and "
        f"{number(found.control_women, 1)}: between MS and controls the medians differ by "
        f"{number(found.men - found.control_men, 1)} among men, by "
        f"{number(found.women - found.control_women, 1)} among women, and by {number(between, 1)} "
        "in all. What a study finds may thus depend on how many men it includes on either side."
    )
