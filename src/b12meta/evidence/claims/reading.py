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
from b12meta.evidence.claims.trials import AgainstPlacebo, Alone, NothingIsolates

if TYPE_CHECKING:
    from b12meta.evidence.claims.decision import Rule

COMMON, TREATED = "04_low_b12.ipynb", "05_treatment.ipynb"
TAKEN, BRAIN = "06_supplementation.ipynb", "07_csf_brain.ipynb"
SERUM = "02_serum_b12.ipynb"

NO_RATE = "a rate of wrong diagnoses would decide it; none was found"
NO_PEOPLE = "animals and cells only; no level of B12 before and after it in patients"
NO_TRIAL = "a trial would decide it; none was found"

READINGS: dict[str, Rule] = {
    "c01": SomeNotAll(analyte="b12"),
    "c02": Pooled(analyte="b12", causal=True),
    "c03": Correlations(analyte="b12", page=SERUM),
    "c04": Odds(page=COMMON),
    "c05": Medicines(page=TREATED),
    "c06": Trend(before="qi2014_deficient_before", after="qi2014_deficient_after", page=COMMON),
    "c07": Unmeasured(why=NO_RATE),
    "c08": Statement(what="advice"),
    "c09": Statement(what="a description of practice"),
    "c10": Half(page=COMMON),
    "c11": Statement(what="a clinical description"),
    "c12": Statement(what="general biology"),
    "c13": Statement(what="general biology"),
    "c14": Statement(what="a description of two diseases"),
    "c15": Unmeasured(
        why="differences of other substances between groups do not show what B12 regulates",
        nearest=("egf", "tnf_alpha"),
    ),
    "c16": Unmeasured(
        why="a share of patients with lasting damage would decide it; none was found"
    ),
    "c17": Unmeasured(why=NO_PEOPLE),
    "c18": Unmeasured(why="about animals; no number from people bears on it"),
    "c19": Brain(analyte="cd320", page=BRAIN),
    "c20": BloodAndFluid(page=BRAIN),
    "c21": Brain(analyte="b12", page=BRAIN),
    "c22": Changes(treatment="methylprednisolone", matrix="csf", page=TREATED),
    "c23": Changes(treatment="interferon beta|glatiramer", matrix="serum", page=TREATED),
    "c24": NothingIsolates(outcomes="visual|foveal", page=TAKEN),
    "c25": AgainstPlacebo(page=TAKEN),
    "c26": NothingIsolates(outcomes="fatigue|energy|cogniti", page=TAKEN),
    "c27": Unmeasured(why=NO_TRIAL),
    "c28": Alone(page=TAKEN),
    "c29": Unmeasured(why=NO_TRIAL),
    "c30": Unmeasured(why=NO_TRIAL),
    "c31": Statement(what="advice"),
}
"""Rule of each claim of claims.csv."""
