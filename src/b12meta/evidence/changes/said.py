"""Sentences about changes after a treatment, each computed from the rows behind it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from b12meta.evidence.changes.correlation import implied_table
from b12meta.evidence.changes.shown import PLACES, cited, measured
from b12meta.evidence.changes.splits import unsized_comparisons
from b12meta.evidence.changes.sweep import before_after
from b12meta.evidence.changes.table import ALONE, effects, families
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.words import count, interval, joined, number

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.changes.splits import Splits
    from b12meta.tables import Tables

NO_P = " (no p printed)"


def answer(tables: Tables) -> Sentence:
    """What is known of B12 after each treatment, in three sentences."""
    rows = effects(tables)
    return (
        after_steroids(tables, rows) + after_immunotherapy(tables, rows) + after_b12(tables, rows)
    )


def after_steroids(tables: Tables, rows: pd.DataFrame) -> Sentence:
    """B12 after methylprednisolone, in cerebrospinal fluid and in serum."""
    kept = records(rows[families(rows).eq("methylprednisolone") & rows["analyte"].eq("b12")])
    said = [
        f"{_found(row)} in {PLACES.get(row['matrix'], row['matrix'])} "
        f"(by {size(row['low'], row['high'])} standard deviations of the change)"
        for row in kept
    ]
    studies = joined([cited(tables, key) for key in dict.fromkeys(r["study_id"] for r in kept)])
    return Sentence(
        f"After high-dose methylprednisolone ({studies}, {kept[0]['n']} patients) B12 was "
        f"{joined(said)}; no level is printed."
    )


def after_immunotherapy(tables: Tables, rows: pd.DataFrame) -> Sentence:
    """Interferon beta and glatiramer: what is stated, and homocysteine on and off interferon."""
    told = rows[families(rows).isin(["interferon beta", "glatiramer acetate"])]
    before_after_rows = records(told[told["design"].eq("paired") & told["analyte"].eq("b12")])
    drugs = joined(list(dict.fromkeys(row["treatment"] for row in before_after_rows)))
    said = joined(sorted({row["printed"].replace(NO_P, "") for row in before_after_rows}), "or")
    studies = joined(
        [cited(tables, k) for k in dict.fromkeys(r["study_id"] for r in before_after_rows)]
    )
    unsized = [row["treatment"] for row in before_after_rows if row["level"] == "none"]
    how = "a statement without numbers" if unsized else "a printed result"
    return Sentence(f"For {drugs} there is {how} ({studies}): B12 {said}.")


def after_b12(tables: Tables, rows: pd.DataFrame) -> Sentence:
    """Vitamins and diets: homocysteine, and that no control group stands beside them."""
    kept = rows[rows["analyte"].eq("homocysteine") & rows["design"].eq("paired")]
    raw = records(kept[kept["measure"].eq("MC")])
    diets = records(kept[families(kept).eq("diet with supplements")])
    studies = joined([cited(tables, row["study_id"]) for row in diets])
    change = raw[0]
    return Sentence(
        f"Homocysteine was {number(abs(change['yi']))} µmol/L {change['direction']} after "
        f"{families(kept[kept['measure'].eq('MC')]).iloc[0]} ({cited(tables, change['study_id'])}; "
        f"{interval(change['ci_low'], change['ci_high'])}), and "
        f"{joined(sorted({row['direction'] for row in diets}))} after diets with supplements "
        f"({studies}, sizes not printed); all of this compares patients with themselves, beside no "
        "printed control group, and so is association only."
    )


def unpooled(tables: Tables) -> Sentence:
    """Why no change is pooled with another."""
    rows = effects(tables)
    usable = rows[rows["reason"].eq(ALONE)]
    studies = usable.groupby("treatment")["study_id"].nunique()
    if len(studies) and studies.max() == 1:
        first = f"{count(len(studies), 'treatment').capitalize()} can be placed, each in one study"
    else:
        first = "Some treatments were measured in more than one study, which report differently"
    return Sentence(
        f"{first}, so nothing is pooled: changes after different treatments are different "
        "questions, and changes are never pooled with differences between groups."
    )


def _found(row: dict[str, Any]) -> str:
    """Direction and significance, to be followed by where."""
    if row["significance"] == "not_significant":
        return f"{row['direction']}, but not significantly,"
    return str(row["printed"]).replace(NO_P, "")


def size(low: float, high: float) -> str:
    """How far from zero two bounds on one side of it leave an effect.

    Examples
    --------
    >>> size(-math.inf, -0.44), size(-0.44, 0.0), size(0.0, math.inf)
    ('at least 0.44', 'at most 0.44', 'an unknown number of')
    """
    near, far = sorted([abs(low), abs(high)])
    if math.isfinite(far):
        return f"at most {number(far)}"
    return f"at least {number(near)}" if near else "an unknown number of"


def on_and_off(tables: Tables) -> Sentence:
    """People on and off a drug in groups of unprinted size: the range over every split."""
    return Sentence(" ".join(_over_splits(tables, one) for one in unsized_comparisons(tables)))


def _over_splits(tables: Tables, one: Splits) -> str:
    row, near, kept = one.row, one.nearest, one.fitting if len(one.fitting) else one.rows
    means = tables.arms["centre"].loc[[row["arms_line1"], row["arms_line2"]]]
    sizes = f"{near['n1i']} and {near['n2i']}"
    return (
        f"{cited(tables, row['study_id'])} prints {plain(row['analyte'])} of patients on and off "
        f"{row['treatment']} ({number(means.iloc[0])} and {number(means.iloc[1])} µmol/L), but "
        f"not how many of its {one.total} were in each group. {_fit(one)}, the standardised "
        f"difference lies between {number(kept['yi'].min())} and {number(kept['yi'].max())} "
        f"({number(near['yi'])}, {interval(near['ci_low'], near['ci_high'])} at {sizes}), and "
        f"Welch's p between {number(kept['p_low'].min())} and {number(kept['p_high'].max())}: "
        f"the printed p = {row['p_value']:g} {_met(one, kept)}."
    )


def _fit(one: Splits) -> str:
    if len(one.fitting):
        return f"Over the {count(len(one.fitting), 'split')} that give the printed mean of all"
    near = one.nearest
    return (
        f"No whole split gives the printed mean of all ({number(one.mean)}) to rounding; "
        f"{near['n1i']} and {near['n2i']} comes nearest ({number(near['whole'])}). "
        "Over every split"
    )


def _met(one: Splits, kept: pd.DataFrame) -> str:
    meets = kept["p_low"].le(one.printed_p.high) & kept["p_high"].ge(one.printed_p.low)
    return "fits some of them" if meets.any() else "fits none of them"


def two_readings(tables: Tables) -> Sentence:
    """Printed mean changes whose plus-minus sign is not named, read both ways (decision 6)."""
    rows = effects(tables)
    raw = records(rows[rows["measure"].eq("MC") & rows["ri"].isna()])
    by_changes = rows[rows["measure"].eq("SMCC") & rows["ri"].isna() & rows["yi"].notna()]
    sizes = {(row["study_id"], row["reading"]): row["yi"] for row in records(by_changes)}
    said = [
        f"{row['reading'].replace('± ', '')}, it is {number(row['yi'])} "
        f"({interval(row['ci_low'], row['ci_high'])}), which is "
        f"{number(sizes[row['study_id'], row['reading']])} standard deviations of the change"
        for row in raw
    ]
    return Sentence(
        f"The change of {plain(raw[0]['analyte'])} in {cited(tables, raw[0]['study_id'])} is "
        f"printed with a plus-minus sign that is not named: {'; '.join(said)}. The first "
        "reading is used, the other is shown beside it (decision 6)."
    )


def implied_correlations(tables: Tables, *analytes: str) -> Sentence:
    """What the printed p values say of the correlation of before and after."""
    arms = before_after(tables)
    found = records(implied_table(tables, arms[arms["analyte"].isin(analytes)]))
    said = [f"for {measured(row)} in the {row['group_label']} {row['words']}" for row in found]
    return Sentence(
        f"The correlation that a printed p implies is {'; '.join(said)}. A p printed as 0.001 may "
        "be any smaller one, so that only the least correlation is known."
    )
