"""Does the difference depend on who was studied, when and where?

`moderators` sets beside each study what is known of it, `coverage` counts what is not. `groups`
pools the studies that share a value where there are enough, `year_trend` draws the line on the year
among the studies with an effect. `sexes` holds the one comparison within a study. `answers` puts it
into sentences, `shown` into tables.
"""

from b12meta.evidence.moderators import answers, sexes, shown
from b12meta.evidence.moderators.answers import answer
from b12meta.evidence.moderators.splits import groups
from b12meta.evidence.moderators.table import coverage, moderators
from b12meta.evidence.moderators.trend import enough, year_trend

__all__ = [
    "answer", "answers", "coverage", "enough", "groups", "moderators", "sexes", "shown",
    "year_trend",
]  # fmt: skip
