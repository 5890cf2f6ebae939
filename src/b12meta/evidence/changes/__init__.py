"""Levels before and after a treatment: effects over the correlation, bounds, and words.

`effects` is the tidy frame of every change, `answer` what it comes to, `said` the other sentences,
`shown` tables and the rows of figures, `context` facts from outside MS, `splits_that_fit` the group
sizes that printed means allow.
"""

from b12meta.evidence.changes import context, said, shown
from b12meta.evidence.changes.said import answer
from b12meta.evidence.changes.splits import splits_that_fit, unsized_comparisons
from b12meta.evidence.changes.sweep import CORRELATIONS, before_after, swept
from b12meta.evidence.changes.table import effects

__all__ = [
    "CORRELATIONS", "answer", "before_after", "context", "effects", "said", "shown",
    "splits_that_fit", "swept", "unsized_comparisons",
]  # fmt: skip
