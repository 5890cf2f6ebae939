"""Which measures there are, what each one needs, and which options it takes.

A new measure is one entry.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from b12meta.stats.checks import check_choice
from b12meta.stats.effects.counts import logit_proportion, odds_ratio, risk_difference, risk_ratio
from b12meta.stats.effects.means import md, rom, smd

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
ZEROS = ("add", "to", "drop00")

MEASURES: MappingProxyType[str, Measure] = MappingProxyType(
    {
        "MD": Measure("mean difference", md, GROUPS),
        "SMD": Measure("standardised mean difference", smd, GROUPS, ("vtype", "correct")),
        "ROM": Measure("log ratio of means", rom, GROUPS, ("correct",), log=True),
        "OR": Measure("log odds ratio", odds_ratio, CELLS, ZEROS, SIZES, log=True),
        "RR": Measure("log risk ratio", risk_ratio, CELLS, ZEROS, SIZES, log=True),
        "RD": Measure("risk difference", risk_difference, CELLS, ZEROS, SIZES),
        "PLO": Measure("logit proportion", logit_proportion, ("xi", "ni"), ("add", "to")),
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
