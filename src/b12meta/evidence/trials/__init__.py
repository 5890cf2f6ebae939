"""Trials of vitamins in people with MS: what was given, what was printed, what it can say of B12.

`isolating_b12` judges every printed outcome by rule, `randomised` counts the trials among them,
`unread` names what was not read, `contrasts_over_r` compares the two arms of the trial that prints
both (`least_r` bounds its correlation), `answer` and `said` hold the sentences, `shown` tables and
figure rows.
"""

from b12meta.evidence.trials import said, shown
from b12meta.evidence.trials.arms import contrasts_over_r, least_r, two_arms, within_arms
from b12meta.evidence.trials.given import isolating_b12, randomised
from b12meta.evidence.trials.kinds import unread
from b12meta.evidence.trials.said import answer

__all__ = [
    "answer", "contrasts_over_r", "isolating_b12", "least_r", "randomised", "said", "shown",
    "two_arms", "unread", "within_arms",
]  # fmt: skip
