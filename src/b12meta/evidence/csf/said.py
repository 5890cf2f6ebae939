"""What the rows from cerebrospinal fluid, spinal cord and brain say, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12meta.evidence.changes.shown import label
from b12meta.evidence.csf.context import correlations, reference_levels
from b12meta.evidence.csf.means import STUDY, printed
from b12meta.evidence.csf.printed import every_row
from b12meta.evidence.csf.spans import ranges
from b12meta.evidence.csf.splits import splits
from b12meta.evidence.csf.told import directions
from b12meta.evidence.csf.verdict import by_direction
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked, study_page
from b12meta.evidence.words import count, interval, joined, number, p_value, percent
from b12meta.stats.recompute import welch_p

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.tables import Tables

LEVELS = ("b12", "holotc")
"""What counts as B12; its receptor CD320 does not."""


def answer(tables: Tables) -> Sentence:
    """The answer: verdict, who found what, how much, and what nobody measured."""
    return conclusion(tables) + bounded(tables) + _in_the_brain(tables)


def conclusion(tables: Tables) -> Sentence:
    """The verdict on "lower", with what each study found."""
    rows = directions(tables)
    rows = rows[rows["analyte"].isin(LEVELS)]
    verdict = by_direction(rows, claimed="lower")
    return Sentence(
        f"That B12 is lower in the central nervous system of people with MS is **{verdict}**: "
        f"compared with controls, {joined(list(map(_finding, records(rows))))}."
    )


def bounded(tables: Tables) -> Sentence:
    """The one study with means: effect over every split that gives its printed p."""
    every = splits(tables)
    both = _together(every, "fits")
    told = printed(tables)
    if not every["fits"].any():
        return Sentence(
            f"The only means, of {label(tables, STUDY)}, come without group sizes, and no split of "
            f"its {told.patients} patients gives the printed p: the study contradicts itself."
        )
    return Sentence(
        f"The only means, of {label(tables, STUDY)}, come without group sizes. If ± means standard "
        f"deviation, all {told.controls.n:.0f} controls were assayed and the p came from Welch's "
        f"or Student's test, {percent(both['share'])} of all splits of its {told.patients} "
        "patients give the printed p, rounding allowed for; over these, B12 in the CSF of RRMS and "
        f"SPMS together is {_distance(both['yi_min'], both['yi_max'])} that of controls, with "
        f"confidence limits between {number(both['ci_low_min'])} and {number(both['ci_high_max'])}."
    )


def exactly(tables: Tables) -> Sentence:
    """The same range when the printed numbers are taken as exact."""
    every = splits(tables, rounding=False)
    if not every["fits"].any():
        return Sentence("With the printed numbers taken as exact, no split gives the printed p.")
    both = _together(every, "fits")
    return Sentence(
        "With the printed numbers taken as exact, without allowance for rounding, "
        f"{percent(both['share'])} of the splits give the printed p, and the effect lies between "
        f"{number(both['yi_min'])} and {number(both['yi_max'])}."
    )


def stepwise(tables: Tables) -> Sentence:
    """The same when a bound is read as the smallest step that holds."""
    told = printed(tables)
    both = _together(splits(tables), "stepwise")
    step = f"p < {told.below['sp']:g} also means p of at least {told.not_below['sp']:g}"
    return Sentence(
        f"A printed bound may be the smallest step that holds. If {step}, the next step "
        f"that the study prints, {percent(both['share'])} of the splits remain and the "
        f"effect lies between {number(both['yi_min'])} and {number(both['yi_max'])}."
    )


def as_standard_errors(tables: Tables) -> Sentence:
    """Could the unnamed spread be a standard error?"""
    told = printed(tables)
    one, two = (
        # the test needs no group size then; that of all patients gives the smallest p
        arm._replace(sd=arm.sd * told.patients**0.5, n=float(told.patients), sd_half=0.0)
        for arm in (told.arms["rr"], told.controls)
    )
    p = welch_p(one, two).low
    fits = p < told.below["rr"]
    said = "would give the printed p too" if fits else "cannot give the printed p"
    return Sentence(
        f"What stands behind ± is not named. Read as standard errors, the numbers {said}: the test "
        f"of RRMS would have {p_value(p)}, against p < "
        f"{told.below['rr']:g}. "
        + ("Both readings remain." if fits else "They are read as standard deviations.")
    )


def correlated(tables: Tables) -> Sentence:
    """Whether a blood test shows the level in cerebrospinal fluid: sources that disagree."""
    rows = correlations(tables)
    said = [
        f"{linked(row['study'].strip('[]'), row['page_url'])} found them {row['says']}"
        for row in records(rows)
    ]
    verdict = "agree" if len(set(rows["says"])) == 1 else "disagree"
    return Sentence(
        f"On whether B12 in CSF follows B12 in serum, the sources {verdict}: {joined(said)}."
    )


def levels(tables: Tables) -> Sentence:
    """The means in MS against levels from outside MS, and the level that stands apart."""
    told, facts = printed(tables), reference_levels(tables)
    means = [arm.mean for arm in (*told.arms.values(), told.controls)]
    normal = records(facts[facts["population"].eq("normal")])[0]
    inside = normal["low"] <= min(means) and max(means) <= normal["high"]
    return Sentence(
        f"The means of {linked('Scalabrino 2010', study_page(STUDY))} run from "
        f"{number(min(means), 1)} to {number(max(means), 1)} {normal['unit']}; they "
        f"{'lie' if inside else 'do not all lie'} within the normal range of "
        f"{linked('another laboratory', normal['page_url'])}, {normal['low']:g} to "
        f"{normal['high']:g}."
    ) + _standing_apart(facts)


def _standing_apart(facts: pd.DataFrame) -> Sentence:
    """The report with the highest level, as a multiple of the others."""
    *others, top = records(facts.sort_values("mean"))
    times = sorted(top["mean"] / row["mean"] for row in others)
    name = linked(top["source"].partition(",")[0], top["page_url"])
    return Sentence(
        f"One report stands apart: {name} prints {top['mean']:g} {top['unit']} as "
        f"{top['analyte']} ({top['population']}), {number(times[0], 1)} to "
        f"{number(times[-1], 1)} times the others."
    )


def _together(every: pd.DataFrame, which: str) -> dict[str, Any]:
    return records(ranges(every, which=which).loc[["both"]])[0]


def _finding(row: dict[str, Any]) -> str:
    """The finding without its p, but never without the word that it was not tested."""
    found, _, test = row["printed"].partition(" (")
    untested = " (untested)" if test.startswith("no test") else ""
    who = "" if row["groups"] == "MS" else f" of {row['groups']}"
    return f"{row['outcome']}{who} was {found}{untested} in {_source(row)}"


def _distance(low: float, high: float) -> str:
    """A range of effects in words that name its side."""
    if low > 0:
        return f"{interval(low, high)} standard deviations above"
    if high < 0:
        return f"{interval(-high, -low)} standard deviations below"
    return f"{interval(low, high)} standard deviations from"


def _source(row: dict[str, Any]) -> str:
    """First author and year of a row, leading to the row on its study's page."""
    return linked(f"{row['study'].partition(',')[0]} {row['year']}", row["page_url"])


def _in_the_brain(tables: Tables) -> Sentence:
    """Whether anyone measured B12 in the brain, and what is known of its receptor there."""
    rows = every_row(tables)
    brain = rows[rows["matrix"].eq("brain")]
    measured = int(brain["analyte"].eq("b12").sum())
    receptor = records(brain[brain["analyte"].eq("cd320")])
    said = [f"{_source(row)} says only that the receptor CD320 is {row['printed']}"
            for row in receptor]  # fmt: skip
    start = f"B12 in the brain itself was measured in {count(measured, 'comparison')} found here"
    return Sentence(f"{start}; {joined(said)}." if said else f"{start}.")
