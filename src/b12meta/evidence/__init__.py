"""From checked tables to what they say: comparisons, the one that stands for a study, effects.

`comparisons` brings together what was printed, `choose` picks one comparison per study,
`contrasts` turns each into an effect or into bounds, `pool_every` pools them. `effects` keeps the
studies that print means. `integrity` checks what is printed against itself. `overview` counts what
was found, `text`, `answers` and `directions` put results into sentences, `shown` into tables, and
`processed` makes the frames of data/processed. Each further question has a package of its own:
`prevalence`, `changes`, `trials`, `csf`, `small_studies`, `moderators`, `reviews`; `summary` and
`claims` bring the answers together, with the `certainty` of each, and `multiverse` runs every
defensible combination of choices.
"""

from b12meta.evidence import (
    answers,
    directions,
    overview,
    raw_levels,
    reference_bands,
    shown,
    summary,
    text,
)
from b12meta.evidence.alternatives import alternatives
from b12meta.evidence.chooser import Choice, choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.integrity import findings
from b12meta.evidence.levels import Contrasts, contrasts
from b12meta.evidence.pools import analyses, leave_one_out, pool_every, pool_means
from b12meta.evidence.readable import readable
from b12meta.evidence.sizes import Effects, as_table, effects

__all__ = [
    "Choice", "Contrasts", "Effects", "alternatives", "analyses", "answers", "as_table", "choose",
    "comparisons", "contrasts", "directions", "effects", "findings", "leave_one_out", "overview",
    "pool_every", "pool_means", "raw_levels", "readable", "reference_bands", "shown",
    "small_studies", "summary",
    "text",
]  # fmt: skip
