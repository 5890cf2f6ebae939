"""Every defensible choice at once: does the answer depend on what we chose?

`choices` declares the options, `sense` says which of them go together, `readings`, `entries` and
`row_sets` find the studies behind each combination, `fits` pools them, and `run` puts all into one
tidy frame. `summary` describes it, `flips` tests it, `said` and `shown` put it before readers.
"""

from b12meta.evidence.multiverse import said, shown
from b12meta.evidence.multiverse.choices import Choices
from b12meta.evidence.multiverse.flips import FlipTest, flip_test
from b12meta.evidence.multiverse.run import Universe, multiverse, universe
from b12meta.evidence.multiverse.summary import by_option, merged, moves, shares

__all__ = [
    "Choices", "FlipTest", "Universe", "by_option", "flip_test", "merged", "moves", "multiverse",
    "said", "shares", "shown", "universe",
]  # fmt: skip
