"""The same questions asked otherwise: another method, another denominator, without a doubt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
from scipy.special import expit

from b12meta.evidence.prevalence.denominators import other_counts, read_the_other_way
from b12meta.evidence.prevalence.names import ratio, ratio_interval, with_names
from b12meta.evidence.prevalence.odds import CELLS, common_odds, odds_against_healthy
from b12meta.evidence.prevalence.shares import in_band
from b12meta.evidence.rows import records
from b12meta.evidence.words import joined, percent
from b12meta.stats.counts.mantel_haenszel import mantel_haenszel
from b12meta.stats.counts.peto import peto
from b12meta.stats.counts.proportions import pool_proportions
from b12meta.stats.effects.counts import odds_ratio
from b12meta.stats.interval import Interval
from b12meta.stats.pooling import pool

if TYPE_CHECKING:
    from b12meta.stats.counts.result import PooledTables
    from b12meta.stats.result import Pooled
    from b12meta.tables import Tables

Line = tuple[str, int, float, Interval]
"""What was done, number of studies, estimate, interval."""


def share_lines(tables: Tables) -> list[Line]:
    """The pooled share by three methods, and with another denominator; no line is a verdict."""
    found, other = in_band(tables), in_band(read_the_other_way(tables))
    profile = found.pooled.profile_interval()
    usual = pool_proportions(found.pooled.xi, found.pooled.ni, model="PLO", test="adhoc")
    ends = Interval(float(expit(profile.low)), float(expit(profile.high)))
    return [
        ("Binomial-normal model, normal interval", found.k, found.estimate, found.ci),
        ("Binomial-normal model, profile likelihood", found.k, found.estimate, ends),
        ("Logits, REML, Knapp-Hartung", usual.k, usual.proportion, usual.proportion_ci),
        (_instead(tables, found.rows), other.k, other.estimate, other.ci),
    ]


def lower_first(name: str) -> str:
    """The name of a method within a sentence.

    >>> lower_first("Logits, REML, Knapp-Hartung")
    'logits, REML, Knapp-Hartung'
    """
    return name[:1].lower() + name[1:]


def pooled_otherwise(tables: Tables) -> pd.DataFrame:
    """`share_lines` in words."""
    return pd.DataFrame(
        {
            "analysis": name,
            "studies": k,
            "share with low B12": percent(share),
            "95% interval": f"{percent(low)} to {percent(high)}",
        }
        for name, k, share, (low, high) in share_lines(tables)
    )


def odds_otherwise(tables: Tables) -> pd.DataFrame:
    """One odds ratio against healthy people by several methods; none is a verdict below three."""
    found, other = odds_against_healthy(tables), odds_against_healthy(read_the_other_way(tables))
    lines: list[Line] = [("Exact, conditional", found.k, found.estimate, found.ci)]
    lines += _other_methods(found.rows)
    lines.append((_instead(tables, found.rows), other.k, other.estimate, other.ci))
    certain = found.rows[~found.rows["doubtful"]]
    if 0 < len(certain) < found.k:
        alone = common_odds(certain)
        lines.append(("Without levels whose scale is in doubt", alone.k, alone.estimate, alone.ci))
    return pd.DataFrame(
        {
            "analysis": name,
            "studies": k,
            "odds ratio": ratio(estimate),
            "95% interval": ratio_interval(*ends),
        }
        for name, k, estimate, ends in lines
    )


def _other_methods(rows: pd.DataFrame) -> list[Line]:
    """The same tables by sums, and by random effects of log odds ratios."""
    a, b, c, d = (rows[cell] for cell in CELLS)
    own = pool(*odds_ratio(ai=a, bi=b, ci=c, di=d), method="REML", test="adhoc")
    named: dict[str, Pooled | PooledTables] = {
        "Mantel-Haenszel": mantel_haenszel(a, b, c, d),
        "Peto": peto(a, b, c, d),
        "Log odds ratios, REML, Knapp-Hartung": own,
    }
    return [
        (name, one.k, math.exp(one.estimate), Interval(math.exp(one.ci.low), math.exp(one.ci.high)))
        for name, one in named.items()
    ]


def _instead(tables: Tables, rows: pd.DataFrame) -> str:
    """Name of the analysis with the other denominators of these studies."""
    others = other_counts(tables)
    named = with_names(others[others["study_id"].isin(rows.index)], tables)
    parts = [
        f"{row['study']} {row['other_events']} of {row['other_total']}, not {row['events']} of "
        f"{row['total']}"
        for row in records(named)
    ]
    return f"Other denominator: {joined(parts)}" if parts else "Other denominator: none in doubt"
