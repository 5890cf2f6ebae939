"""Which combinations of choices make sense; each rule against one is a sentence and a condition."""

from __future__ import annotations

from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from b12meta.evidence.multiverse.choices import BAYES, BOUNDED_ML, EXACT, LEFT_OUT, LEVELS, NONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12meta.evidence.multiverse.choices import Choices
    from b12meta.evidence.multiverse.row_sets import Options

FEWEST = 3
"""Studies below which nothing is pooled into a verdict (decision 2)."""

MEASURE = "a p or a bound gives the SMD; another measure is for pools of means"
SILENCE = "silence says no more than “not significant”, so it enters only where that word does"
FEW = "fewer than three studies give no pooled verdict"
NO_EFFECT = "the model takes effects, and a study has only a bound"

TESTS = ("z", "knha", "adhoc")


class Method(NamedTuple):
    """How one combination pools: the choices in `METHOD`."""

    model: str
    prior: str
    interval: str
    prediction: str


def methods(choices: Choices) -> list[Method]:
    """Every method whose parts belong together.

    A prior belongs to Bayes, a cut-off to a profile, a test and a rule of prediction to a model of
    effects; equal effects leave no room for spread between studies, so they have ``"z"`` alone and
    predict nothing.

    Examples
    --------
    >>> from b12meta.evidence.multiverse.choices import Choices
    >>> len(methods(Choices())), methods(Choices(model=("EE",)))
    (31, [Method(model='EE', prior='none', interval='z', prediction='none')])
    """
    return [found for model in choices.model for found in _of_model(model, choices)]


def _of_model(model: str, choices: Choices) -> Iterator[Method]:
    intervals = [one for one in choices.interval if one in INTERVALS[model]]
    if model == BAYES:
        parts = product(choices.prior, intervals, [NONE])
    elif model in (BOUNDED_ML, "EE"):
        parts = product([NONE], intervals, [NONE])
    else:
        parts = product([NONE], intervals, choices.prediction)
    for prior, interval, prediction in parts:
        yield Method(model, prior, interval, prediction)


INTERVALS = MappingProxyType(
    {BAYES: ("posterior",), BOUNDED_ML: ("chi-square", "t")}
    | dict.fromkeys(EXACT, TESTS)
    | {"EE": ("z",)}
)
"""Intervals that belong to a model."""


def against_data(options: Options, k: int) -> str:
    """The sentence against a combination of choices about data; empty where there is none."""
    if options["measure"] != "SMD" and LEVELS[options["levels"]] != ("means",):
        return MEASURE
    if options["silent"] != LEFT_OUT and "significance" not in LEVELS[options["levels"]]:
        return SILENCE
    return FEW if k < FEWEST else ""


def against_method(method: Method, *, every_effect: bool) -> str:
    """The sentence against pooling such data in such a way; empty where there is none."""
    return NO_EFFECT if method.model in EXACT and not every_effect else ""
