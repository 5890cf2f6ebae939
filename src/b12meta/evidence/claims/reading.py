"""How each claim is read: which rule decides it.

A claim is numeric when a count, a difference or a correlation in people could decide it; all else
is a statement of biology, a definition or advice. A claim about a cause ("raises the risk",
"lowers", "arises from") is marked as such: the studies observe, so that it is an association at
most (decision 11). The reading is ours and can be disputed; the verdict follows from it by rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.claims.outside import Half, Medicines, Trend
from b12meta.evidence.claims.pooled import Odds, Pooled, SomeNotAll
from b12meta.evidence.claims.printed import BloodAndFluid, Brain, Changes, Correlations
from b12meta.evidence.claims.silent import Statement, Unmeasured
from b12meta.evidence.claims.trials import AgainstPlacebo, Alone, Pilot

if TYPE_CHECKING:
    from b12meta.evidence.claims.decision import Rule

COMMON, TREATED = "04_low_b12.ipynb", "05_treatment.ipynb"
TAKEN, BRAIN = "06_supplementation.ipynb", "07_csf_brain.ipynb"
SERUM = "02_serum_b12.ipynb"

NO_TRIAL = "only a trial could decide it"
KNOWN = "clinical knowledge, which is not examined here"
ANIMALS = "about animals and cells; no number from people bears on it"

READINGS: dict[str, Rule] = {
    "c01": SomeNotAll(analyte="b12"),
    "c02": Pooled(analyte="b12", causal=True),
    "c03": Correlations(analyte="b12", page=SERUM),
    "c04": Odds(page=COMMON),
    "c05": Medicines(page=TREATED),
    "c06": Trend(before="qi2014_deficient_before", after="qi2014_deficient_after", page=COMMON),
    "c07": Statement(what=KNOWN),
    "c08": Statement(what="advice"),
    "c09": Statement(what="a description of practice", topic="cutoff"),
    "c10": Half(page=COMMON),
    "c11": Statement(what=KNOWN),
    "c12": Statement(what="general biology"),
    "c13": Statement(what="general biology"),
    "c14": Statement(what="a description of two diseases"),
    "c15": Unmeasured(
        why="differences of other substances between groups do not show what B12 regulates",
        nearest=("egf", "tnf_alpha"),
    ),
    "c16": Statement(what=KNOWN),
    "c17": Statement(what=ANIMALS, study="jonnalagadda2023"),
    "c18": Statement(what=ANIMALS, study="jonnalagadda2023"),
    "c19": Brain(analyte="cd320", page=BRAIN),
    "c20": BloodAndFluid(page=BRAIN),
    "c21": Brain(analyte="b12", page=BRAIN),
    "c22": Changes(treatment="methylprednisolone", matrix="csf", page=TREATED),
    "c23": Changes(
        treatment="interferon beta|glatiramer",
        matrix="serum",
        page=TREATED,
        nearest=("interferon_treatment",),
    ),
    "c24": Pilot(outcomes="visual|foveal", page=TAKEN),
    "c25": AgainstPlacebo(page=TAKEN),
    "c26": Unmeasured(
        why="a trial with these outcomes in MS could decide it; outside MS one found no effect on "
        "cognition",
        facts_outside=("hvas2004_cognition",),
        awaited="supplementation",
    ),
    "c27": Unmeasured(why=NO_TRIAL, awaited="supplementation"),
    "c28": Alone(page=TAKEN),
    "c29": Unmeasured(why=NO_TRIAL, awaited="supplementation"),
    "c30": Unmeasured(why=NO_TRIAL, awaited="supplementation"),
    "c31": Statement(what="advice", topic="supplementation_context"),
}
"""Rule of each claim of claims.csv."""
