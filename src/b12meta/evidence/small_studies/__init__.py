"""Do small or silent studies mislead? What can be tested, what is printed, who is silent.

`placed` and `funnel_rows` place studies in a funnel, `points` keeps those with an effect. `enough`
says whether a test may be read, `described` runs the tests all the same, as description.
`printing` counts who prints numbers, `silent` lists who measured and says nothing, `elsewhere` who
says something that cannot be pooled, `moved` pools the silent as if they had found nothing.
`silence_list` holds every comparison that is known and not pooled, `silent_count` counts them.
`answers` puts it into sentences, `shown` into tables.
"""

from b12meta.evidence.small_studies import answers, shown
from b12meta.evidence.small_studies.answers import answer
from b12meta.evidence.small_studies.elsewhere import elsewhere
from b12meta.evidence.small_studies.listed import silence_list, silent_count
from b12meta.evidence.small_studies.methods import described
from b12meta.evidence.small_studies.moves import moved
from b12meta.evidence.small_studies.prints import exact_test, printing, side_by_side, stated
from b12meta.evidence.small_studies.rule import enough, testable
from b12meta.evidence.small_studies.silence import silent
from b12meta.evidence.small_studies.studies import CONTOURS, funnel_rows, placed, points

__all__ = [
    "CONTOURS", "answer", "answers", "described", "elsewhere", "enough", "exact_test",
    "funnel_rows", "moved", "placed", "points", "printing", "shown", "side_by_side",
    "silence_list", "silent", "silent_count", "stated", "testable",
]  # fmt: skip
