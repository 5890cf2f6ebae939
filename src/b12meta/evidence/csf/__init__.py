"""B12 beyond the blood: cerebrospinal fluid, spinal cord, brain; never pooled with serum.

`printed` shows every row and why none becomes an effect, `told` what each study says, `splits`
bounds the one study that prints means without group sizes, `context` holds levels from outside MS,
`said` puts all of it into sentences.
"""

from b12meta.evidence.csf.context import correlations, other_facts, reference_levels, unread
from b12meta.evidence.csf.printed import every_row
from b12meta.evidence.csf.said import (
    answer,
    as_standard_errors,
    bounded,
    conclusion,
    correlated,
    exactly,
    levels,
    stepwise,
)
from b12meta.evidence.csf.spans import extremes, ranges, ranges_table
from b12meta.evidence.csf.splits import splits
from b12meta.evidence.csf.told import directions, told_table
from b12meta.evidence.csf.verdict import by_direction

__all__ = [
    "answer", "as_standard_errors", "bounded", "by_direction", "conclusion", "correlated",
    "correlations", "directions", "every_row", "exactly", "extremes", "levels", "other_facts",
    "ranges", "ranges_table", "reference_levels", "splits", "stepwise", "told_table", "unread",
]  # fmt: skip
