"""From checked tables to what they say: comparisons, the one that stands for a study, effects.

`comparisons` brings together what was printed, `choose` picks one comparison per study, `effects`
turns means into effect sizes. `overview` counts what was found, `text` puts results into
sentences, `processed` makes the frames of data/processed.
"""

from b12meta.evidence import overview, text
from b12meta.evidence.chooser import Choice, choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.readable import readable
from b12meta.evidence.sizes import Effects, as_table, effects

__all__ = [
    "Choice", "Effects", "as_table", "choose", "comparisons", "effects", "overview",
    "readable", "text",
]  # fmt: skip
