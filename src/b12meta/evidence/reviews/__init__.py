"""Earlier reviews beside this analysis: what they pooled, what they could hold, why they differ.

`results` names every row and draws those that can be compared, `dates` asks which of our studies
each review could include, `fading` follows the estimate over the years, `overlap` shows what
counting studies twice does, `converted` brings a review in pmol/L near the others, `said`,
`reasons` and `genes` put it into sentences.
"""

from b12meta.evidence.reviews.converted import approximate
from b12meta.evidence.reviews.dates import available, counts
from b12meta.evidence.reviews.fading import before_and_since, cumulative, standard_errors, steps
from b12meta.evidence.reviews.genes import genetic
from b12meta.evidence.reviews.overlap import as_if_independent, widths
from b12meta.evidence.reviews.reasons import (
    added,
    could_include,
    if_independent,
    in_pmol,
    overlapping,
)
from b12meta.evidence.reviews.results import (
    FOOTNOTES,
    drawn,
    every_result,
    our_diamond,
    ours,
    random_models,
    table,
)
from b12meta.evidence.reviews.said import answer, compatible, moved, single
from b12meta.evidence.reviews.said_fading import faded

__all__ = [
    "FOOTNOTES", "added", "answer", "approximate", "as_if_independent", "available",
    "before_and_since", "compatible", "could_include", "counts", "cumulative", "drawn",
    "every_result", "faded", "genetic", "if_independent", "in_pmol", "moved", "our_diamond", "ours",
    "overlapping", "random_models", "single", "standard_errors", "steps", "table", "widths",
]  # fmt: skip
