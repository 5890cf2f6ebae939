"""What we know, in one page: each pooled answer, its certainty, and what would move it.

Sentences name our estimate beside those of earlier reviews, for a reader who knows these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.certainty import Certainty, certainty
from b12meta.evidence.chooser import choose
from b12meta.evidence.clinical import Spread, chance, in_units, typical_sd
from b12meta.evidence.compare import comparisons
from b12meta.evidence.levels import contrasts
from b12meta.evidence.missing import if_unread_showed, unread_studies
from b12meta.evidence.overview import earlier_reviews
from b12meta.evidence.pools import pool_every
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked, study_page
from b12meta.evidence.verdict import verdict
from b12meta.evidence.words import count, interval, joined, number, percent, study_name

if TYPE_CHECKING:
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.tables import Tables

ASKED = {
    "b12": ("serum B12", "lower", "02_serum_b12.ipynb"),
    "homocysteine": ("homocysteine", "higher", "03_homocysteine.ipynb"),
    "folate": ("folate", "lower", "03_homocysteine.ipynb"),
}
"""What is pooled: its name, the direction that is claimed, and where it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A pooled answer with everything that a summary says of it."""

    analyte: str
    name: str
    claimed: str
    page: str
    rows: pd.DataFrame
    pool: BoundedPool
    certainty: Certainty
    spread: Spread

    @property
    def verdict(self) -> str:
        """Verdict on the claimed direction (decision 11)."""
        return verdict(self.pool.ci, claimed=self.claimed)

    @property
    def people(self) -> int:
        """How many people stand behind it."""
        return int(self.rows["n1i"].sum() + self.rows["n2i"].sum())


def answered(tables: Tables, analyte: str) -> Answer:
    """The headline answer for one analyte, from checked tables.

    Raises
    ------
    KeyError
        For an analyte that is not pooled; see `ASKED`.
    """
    name, claimed, page = ASKED[analyte]
    rows = contrasts(choose(comparisons(tables, analyte)).chosen, analyte).rows
    pool = pool_every(rows)
    return Answer(
        analyte=analyte,
        name=name,
        claimed=claimed,
        page=page,
        rows=rows,
        pool=pool,
        certainty=certainty(tables, pool, rows, analyte),
        spread=typical_sd(tables, analyte),
    )


def first_sentence(tables: Tables, found: Answer) -> Sentence:
    """Our B12 estimate beside those of the two largest reviews, and what it means."""
    reviews = earlier_reviews(tables, found.analyte).dropna(subset=["k"])
    others = [
        f"{number(row['yi'])} ({interval(row['ci_low'], row['ci_high'])}; {row['study']} "
        f"{row['year']}, {number(row['k'], 0)} studies)"
        for row in records(reviews)
    ]
    return Sentence(
        f"Over {count(found.pool.k, 'study', 'studies')} and {found.people} people, {found.name} "
        f"in people with MS differs from that of controls by {number(found.pool.estimate)} "
        f"standard deviations ({percent(found.pool.level)} credible interval "
        f"{interval(*found.pool.ci)}); reviews of full texts found {joined(others)}: that "
        f"it is {found.claimed} is **{found.verdict}**, with {found.certainty.level} certainty."
    )


def in_a_clinic(tables: Tables, found: Answer) -> Sentence:
    """The same in the unit of the analyte and in pairs of people."""
    return Sentence(
        f"With the typical spread between people (a standard deviation of "
        f"{number(found.spread.sd, 0)} {found.spread.unit}, the median of those printed by "
        f"{_printed_by(tables, found)}) the interval runs from "
        f"{in_units(*found.pool.ci, found.spread)}. If levels were normal and spread alike, a "
        f"person with MS would have the lower {found.name} in {chance(found.pool.estimate)} of one "
        f"person with MS and one control."
    )


def _printed_by(tables: Tables, found: Answer) -> str:
    """The studies behind the typical spread, each with the way to its row."""
    authors = dict(zip(tables.studies["study_id"], tables.studies["first_author"], strict=True))
    rows = zip(found.spread.rows["study_id"], found.spread.rows.index, strict=True)
    pages = [
        linked(study_name(key, authors[key]), study_page(key, "arms", int(line)))
        for key, line in rows
    ]
    return joined(pages)


def findings_table(found: list[Answer]) -> pd.DataFrame:
    """The summary of findings: one row per pooled answer."""
    return pd.DataFrame(map(_row, found))


def _row(one: Answer) -> dict[str, object]:
    assert one.pool.pi is not None
    units = in_units(*one.pool.ci, one.spread)
    return {
        "question": f"Is {one.name} {one.claimed} in MS?",
        "studies (people)": f"{one.pool.k} ({one.people})",
        "SMD (95% interval)": f"{number(one.pool.estimate)} ({interval(*one.pool.ci)})",
        "New study": interval(*one.pool.pi),
        "In clinical words": f"{units}; MS {_side(one)} in {chance(-abs(one.pool.estimate))}",
        "verdict": one.verdict,
        "certainty": one.certainty.level,
        "notebook_url": one.page,
    }


def _side(one: Answer) -> str:
    return "lower" if one.pool.estimate < 0 else "higher"


def certainty_table(found: list[Answer]) -> pd.DataFrame:
    """Each domain with its threshold, and its number for each answer; a star where it lowers."""
    steps = {one.name: one.certainty.steps for one in found}
    first = found[0].certainty.steps
    columns = {
        name: [f"{step.found} *" if step.lowers else step.found for step in own]
        for name, own in steps.items()
    }
    return pd.DataFrame(
        {
            "domain": [step.domain for step in first],
            "lowers the certainty when": [step.rule for step in first],
            **columns,
        }
    )


def unread_table(tables: Tables, found: Answer) -> pd.DataFrame:
    """How far the unread full texts would move the answer, if all showed the same effect."""
    k = len(unread_studies(tables, found.analyte))
    table = if_unread_showed(found.rows, k, claimed=found.claimed)
    return pd.DataFrame(
        {
            "if unread studies showed": table["effect"].map(number),
            "we would say": table["estimate"].map(number),
            "95% interval": list(map(interval, table["ci_low"], table["ci_high"])),
            "verdict": table["verdict"],
        }
    )


def worth_reading(tables: Tables, found: Answer) -> Sentence:
    """What the unread full texts could change."""
    k = len(unread_studies(tables, found.analyte))
    table = if_unread_showed(found.rows, k, claimed=found.claimed)
    verdicts = table["verdict"].drop_duplicates().tolist()
    span = f"between {number(table['estimate'].min())} and {number(table['estimate'].max())}"
    change = (
        f"the verdict would be {joined(verdicts, 'or')}"
        if len(verdicts) > 1
        else f"the verdict would stay {verdicts[0]}"
    )
    low, high = table["effect"].min(), table["effect"].max()
    return Sentence(
        f"{count(k, 'comparison', 'comparisons').capitalize()} of {found.name} could not be read. "
        f"If they showed an effect between {number(low, 1)} and {number(high, 1)} on average, and "
        f"scattered as the others do, the pooled difference would lie {span}, and {change}."
    )
