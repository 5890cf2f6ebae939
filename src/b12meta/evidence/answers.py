"""Sentences about pools that take every study at its level.

Like `text`, each function states one thing, from the result that it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12meta.evidence.overview import earlier_reviews
from b12meta.evidence.pools import FEWEST_MEANS, PRIOR, pool_every, pool_means
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.verdict import SMALLEST, verdict
from b12meta.evidence.words import count, interval, joined, number, percent, study_name

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.tables import Tables


def every_study(pool: BoundedPool, rows: pd.DataFrame, *, name: str) -> Sentence:
    """The headline: pooled effect, its interval, and the side on which it lies."""
    assert pool.mu is not None
    side = "lower" if pool.estimate < 0 else "higher"
    share = pool.mu.prob_below(0) if side == "lower" else 1 - pool.mu.prob_below(0)
    people = int(rows["n1i"].sum() + rows["n2i"].sum())
    return Sentence(
        f"Taking {count(pool.k, 'study', 'studies')} with {people} people, each at the level at "
        f"which it reported, {name} in MS differs by {number(pool.estimate)} standard deviations "
        f"({percent(pool.level)} credible interval {interval(*pool.ci)}); the probability that "
        f"it is {side} on average is {_chance(share)}."
    )


def judged(pool: BoundedPool, *, name: str, claimed: str) -> Sentence:
    """The verdict on a claimed direction, with its reason."""
    found = verdict(pool.ci, claimed=claimed)
    effect = f"a difference of {SMALLEST:g} standard deviations"
    why = {
        "supported": "the interval lies wholly on that side of zero",
        "contradicted": f"the interval excludes even {effect} on that side",
        "inconclusive": f"the interval covers both no difference and {effect}",
    }[found]
    return Sentence(f"That {name} is {claimed} in MS is **{found}**: {why}.")


def new_study(pool: BoundedPool) -> Sentence:
    """Where the true effect of a new study would be expected, and the spread behind it."""
    assert pool.pi is not None
    assert pool.tau is not None
    return Sentence(
        f"The true effect of a new study would be expected between {number(pool.pi.low)} and "
        f"{number(pool.pi.high)} ({percent(pool.level)} predictive interval): true effects "
        f"scatter with a standard deviation τ of {number(pool.tau.median)} "
        f"({interval(*pool.tau.interval)})."
    )


def usual_practice(rows: pd.DataFrame) -> Sentence:
    """What pooling only the studies with means would have said."""
    means = pool_means(rows)
    if means.k < FEWEST_MEANS:
        return Sentence(
            f"The usual practice keeps only the {count(means.k, 'study', 'studies')} that print "
            f"means; its interval would run from {number(means.ci.low, 1)} to "
            f"{number(means.ci.high, 1)}, which is no answer."
        )
    return Sentence(
        f"The usual practice keeps only the {count(means.k, 'study', 'studies')} that print "
        f"means and would have said {number(means.estimate)} ({interval(*means.ci)})."
    )


def reviews(tables: Tables, analyte: str) -> Sentence:
    """What earlier reviews of full texts pooled, most recent first."""
    rows = records(earlier_reviews(tables, analyte).reset_index())
    parts = [
        f"{row['study']} {row['year']} {number(row['yi'])} "
        f"({interval(row['ci_low'], row['ci_high'])})"
        for row in rows
    ]
    return Sentence(f"Reviews that read full texts found {joined(parts)}.")


def assumption(pool: BoundedPool) -> Sentence:
    """What has to hold for bounds to be pooled, said where the result is."""
    return Sentence(
        f"The {count(pool.k_bounded, 'bounded study', 'bounded studies')} count only as far as "
        "their bounds go. This assumes that what a study reports depends on its result only "
        "through the bound that it printed."
    )


def diamonds(pool: BoundedPool, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """What stands below the studies of a forest plot: the usual pool, and the headline."""
    means = rows["level"].eq("means").sum()
    usual: dict[str, Any] = {"label": f"Means only (k = {means})"}
    if means < FEWEST_MEANS:
        usual["label"] += ": no pooled verdict"
    else:
        found = pool_means(rows)
        usual |= {"estimate": found.estimate, "low": found.ci.low, "high": found.ci.high}
    headline = {
        "label": f"Every study (k = {pool.k})",
        "estimate": pool.estimate,
        "low": pool.ci.low,
        "high": pool.ci.high,
        "pi": pool.pi,
        "interval": "credible interval",
        "pi_label": f"{percent(pool.level)} predictive interval",
    }
    return [usual, headline]


def footnotes(pool: BoundedPool) -> tuple[str, ...]:
    """How the headline was made, in the words of a figure's foot."""
    assert pool.tau is not None
    low, high = pool.tau.interval
    return (
        f"Every study: Bayesian random effects, flat mean, half-normal({PRIOR.scale:g}) τ; means "
        "only: REML, Knapp-Hartung.",
        f"Heterogeneity of every study: τ = {number(pool.tau.median)} ({interval(low, high)}).",
    )


def leaving_out(table: pd.DataFrame, rows: pd.DataFrame) -> Sentence:
    """Between which values the estimate moves, and which study moves it most."""
    whole = pool_every(rows).estimate
    key = (table["estimate"] - whole).abs().idxmax()
    most = rows[rows.index == key].iloc[0]
    return Sentence(
        f"Leaving out one study at a time, the estimate lies between "
        f"{number(table['estimate'].min())} and {number(table['estimate'].max())}; "
        f"{most['study']} {most['year']} moves it most."
    )


def unread(tables: Tables, rows: pd.DataFrame, review_id: str, analyte: str) -> Sentence:
    """The mean effect that unread studies would need to bring our estimate to a review's."""
    from b12meta.evidence.missing import needed, unread_studies

    review = tables.reviews[tables.reviews["review_id"].eq(review_id)]
    target = float(review[review["analyte"].eq(analyte)]["estimate"].iloc[0])
    studies = unread_studies(tables, analyte)
    effect = needed(rows, target, len(studies))
    author = study_name(review_id, review["first_author"].iloc[0])
    return Sentence(
        f"{count(len(studies), 'study', 'studies').capitalize()} on this question could not be "
        f"read. For our estimate to become that of {author} ({number(target)}), they would have "
        f"to show {number(effect)} on average, each as precise as a typical study here."
    )


def _chance(share: float) -> str:
    if share > 0.995:
        return "above 99%"
    return percent(share)
