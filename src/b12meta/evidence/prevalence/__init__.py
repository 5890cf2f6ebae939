"""How common low B12 is in people with MS, and whether it is more common than in healthy people.

`placed` gives every printed count its place, `shares` the share of each study and the pool of those
with comparable cut-offs, `odds` the exact odds ratios within studies, `otherwise` the alternatives,
`confirmed` the metabolites, `background` surveys of adults in general. `said` puts results into
sentences, `shown` into tables, `drawn` into what figures need.
"""

from b12meta.evidence.prevalence import background, drawn, otherwise, said, shown
from b12meta.evidence.prevalence.confirmed import confirmed
from b12meta.evidence.prevalence.odds import OddsAgainst, odds_against_healthy, odds_rows
from b12meta.evidence.prevalence.placed import counts
from b12meta.evidence.prevalence.said import answer
from b12meta.evidence.prevalence.shares import InBand, in_band, shares
from b12meta.stats.counts.exact_odds import ExactOdds, exact_odds_ratio
from b12meta.stats.counts.exact_shares import exact_shares

__all__ = [
    "ExactOdds", "InBand", "OddsAgainst", "answer", "background", "confirmed", "counts", "drawn",
    "exact_odds_ratio", "exact_shares", "in_band", "odds_against_healthy", "odds_rows", "otherwise",
    "said", "shares", "shown",
]  # fmt: skip
