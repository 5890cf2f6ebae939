"""Which measures there are, what each one needs, and which options it takes.

A new measure is one entry.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from b12meta.stats.checks import check_choice
from b12meta.stats.effects.change import mean_change, ratio_change, smcc, smcr, smcrh
from b12meta.stats.effects.correlations import fisher_z
from b12meta.stats.effects.counts import odds_ratio, peto_odds_ratio, risk_difference, risk_ratio
from b12meta.stats.effects.means import md, rom, smd
from b12meta.stats.effects.proportions import (
    arcsine_proportion,
    double_arcsine_proportion,
    logit_proportion,
    raw_proportion,
)
from b12meta.stats.effects.smdh import smdh

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.effects.core import Effect

__all__ = ["MEASURES", "Measure", "measure_named"]


class Measure(NamedTuple):
    """One effect size.

    `columns` are needed; `instead` names columns that may stand for one of them; `options` are the
    keywords of `escalc` that concern this measure; `log` says that exp(yi) is a ratio.
    """

    title: str
    function: Callable[..., Effect]
    columns: tuple[str, ...]
    options: tuple[str, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()
    log: bool = False


GROUPS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
CELLS = ("ai", "bi", "ci", "di")
SIZES = (("bi", "n1i"), ("di", "n2i"))
PAIRS = ("m1i", "m2i", "sd1i", "sd2i", "ri", "ni")
EVENTS = ("xi", "ni")
ZEROS = ("add", "to", "drop00")

MEASURES: MappingProxyType[str, Measure] = MappingProxyType(
    {
        "MD": Measure("mean difference", md, GROUPS),
        "SMD": Measure("standardised mean difference", smd, GROUPS, ("vtype", "correct")),
        "SMDH": Measure(
            "standardised mean difference, unequal variances", smdh, GROUPS, ("vtype", "correct")
        ),
        "ROM": Measure("log ratio of means", rom, GROUPS, ("correct",), log=True),
        "OR": Measure("log odds ratio", odds_ratio, CELLS, ZEROS, SIZES, log=True),
        "RR": Measure("log risk ratio", risk_ratio, CELLS, ZEROS, SIZES, log=True),
        "RD": Measure("risk difference", risk_difference, CELLS, ZEROS, SIZES),
        "PETO": Measure("log odds ratio by Peto", peto_odds_ratio, CELLS, ZEROS, SIZES, log=True),
        "PR": Measure("proportion", raw_proportion, EVENTS, ("add", "to")),
        "PLO": Measure("logit proportion", logit_proportion, EVENTS, ("add", "to")),
        "PAS": Measure("arcsine proportion", arcsine_proportion, EVENTS),
        "PFT": Measure("double arcsine proportion", double_arcsine_proportion, EVENTS),
        "MC": Measure("mean change", mean_change, PAIRS),
        "SMCC": Measure("mean change in SDs of the changes", smcc, PAIRS, ("correct",)),
        "SMCR": Measure("mean change in SDs of the first measurement", smcr, PAIRS, ("correct",)),
        "SMCRH": Measure(
            "mean change in SDs of the first measurement, unequal variances",
            smcrh,
            PAIRS,
            ("vtype", "correct"),
        ),
        "ROMC": Measure(
            "log ratio of two means of one sample", ratio_change, PAIRS, ("correct",), log=True
        ),
        "ZCOR": Measure("Fisher's z of a correlation", fisher_z, ("ri", "ni")),
    }
)


def measure_named(name: str) -> Measure:
    """Look a measure up.

    Raises
    ------
    ValueError
        For an unknown name; the known ones are listed.

    Examples
    --------
    >>> measure_named("PLO").columns
    ('xi', 'ni')
    """
    check_choice("measure", name, tuple(MEASURES))
    return MEASURES[name]
