"""What other programs mean by the same words.

Two programs can pool the same studies correctly and print different numbers, because they choose
another variance of the standardised mean difference, another I2, another rule of prediction, or
correct a ratio of means for bias or not. A preset makes ours print what one of them prints; it
changes conventions only, neither the estimator nor the test, which `pool` takes by name.

RevMan is described in the documentation, and has no preset: nothing here was compared with it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from b12meta.stats.checks import check_choice

if TYPE_CHECKING:
    from b12meta.stats.types import Prediction, Test

__all__ = ["CONVENTIONS", "Preset", "convention_named"]


class Preset(NamedTuple):
    """One program's conventions.

    `effects` holds options of `escalc` by measure. `i2_from_q` says that I2 and H2 come from Q, not
    from tau2. `normal_prediction`: the prediction interval is normal where the test is. `model_se`:
    it takes the model's standard error whatever the test.
    """

    effects: dict[str, dict[str, Any]]
    i2_from_q: bool = False
    normal_prediction: bool = False
    model_se: bool = False

    def prediction(self, test: Test) -> tuple[Prediction, Test]:
        """Rule of prediction that goes with a test, and the test whose standard error it takes."""
        rule: Prediction = "z" if self.normal_prediction and test == "z" else "t"
        return rule, "t" if self.model_se else test


PLAIN = {"correct": False}
BEFORE = {"vtype": "LS-3.8"}

CONVENTIONS: MappingProxyType[str, Preset] = MappingProxyType(
    {
        "metafor 3.8": Preset(
            {"ROM": PLAIN, "ROMC": PLAIN, "SMDH": BEFORE, "SMCRH": BEFORE}, normal_prediction=True
        ),
        "metafor 5": Preset({}, normal_prediction=True),
        "meta 8": Preset({"SMD": {"vtype": "UB"}, "ROM": PLAIN}, i2_from_q=True, model_se=True),
    }
)


def convention_named(name: str) -> Preset:
    """Look a preset up.

    Raises
    ------
    ValueError
        For an unknown name; the known ones are listed.

    Examples
    --------
    >>> convention_named("meta 8").effects["SMD"]
    {'vtype': 'UB'}
    """
    check_choice("convention", name, tuple(CONVENTIONS))
    return CONVENTIONS[name]
