"""The choices of a multiverse, each with its defensible options; the first is the headline's.

Steegen et al. call this a multiverse, Simonsohn et al. a specification curve: where several choices
could be defended, all are made. What follows describes how far an answer hangs on them. It is no
probability: nobody drew the options at random, and twice as many options of one kind would count
twice.

The correlation of before and after, which a multiverse of changes would need, is not here: a level
in patients beside one in controls has none. `b12meta.evidence.changes.sweep` runs over it.

References
----------
Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), *Perspectives on Psychological Science* 11, 702-712;
Simonsohn, Simmons & Nelson (2020), *Nature Human Behaviour* 4, 1208-1214; Voracek, Kossmeier & Tran
(2019), *Zeitschrift für Psychologie* 227, 64-82 (for meta-analyses).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from b12meta.stats.bayes.priors import HalfCauchy, HalfNormal

if TYPE_CHECKING:
    from b12meta.stats.bayes.priors import TauPrior

LEFT_OUT = "left out"
KEPT = "kept"
DOUBTFUL = "times √n"
"""How `sd_route` ends where a spread was read as a standard error."""

NONE = "none"
"""An option that a fit does not have, such as the prior of REML."""

LEVELS = MappingProxyType(
    {
        "every level": ("means", "exact_p", "bounded_p", "significance", "direction"),
        "means, exact and bounded p": ("means", "exact_p", "bounded_p"),
        "means and exact p": ("means", "exact_p"),
        "means": ("means",),
    }
)
"""Reporting levels that an option of `Choices.levels` admits (decision 5)."""

PRIORS: MappingProxyType[str, TauPrior] = MappingProxyType(
    {
        "half-normal(0.5)": HalfNormal(0.5),
        "half-normal(0.25)": HalfNormal(0.25),
        "half-normal(1)": HalfNormal(1.0),
        "half-Cauchy(0.5)": HalfCauchy(0.5),
    }
)
"""Priors on the between-study standard deviation, by name."""

BAYES, BOUNDED_ML = "Bayes", "ML with bounds"
EXACT = ("REML", "DL", "PM", "ML", "EE")
"""Models that take effects only, by the name of their estimator of tau2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Options to run over; every field is a choice, and its first option the headline's.

    Attributes
    ----------
    measure : tuple of str
        ``"SMD"``; in pools of means alone also ``"SMDH"`` (whose standardiser takes unequal
        spreads) and ``"ROM"`` (log ratio of means, on a scale of its own).
    levels : tuple of str
        Reporting levels admitted, of `LEVELS`.
    matrix : tuple of str
        ``"all blood"`` or ``"serum only"``.
    controls : tuple of str
        ``"healthy first"``, ``"healthy only"``, or ``"others first"`` where a study has both.
    pages : tuple of str
        ``"all"``, or ``"no secondary"``.
    with_cis, acute_attack : tuple of str
        Studies whose patients include clinically isolated syndromes, or were in an acute attack:
        ``"kept"`` or ``"left out"``.
    plus_minus : tuple of str
        A spread that was read as a standard error: ``"as judged"``, ``"as SD"``, or
        ``"left out"`` (decision 6).
    disagreeing : tuple of str
        Where means and printed p disagree: ``"means"`` or ``"printed p"``.
    medians : tuple of str
        Studies that print medians: ``"by their p"``, or ``"converted"`` to mean and SD.
    silent : tuple of str
        Studies that measured and printed no comparison: ``"left out"``, ``"not different"``, or
        ``"zero"``; those whose page breaks off stay out.
    model : tuple of str
        ``"Bayes"`` and ``"ML with bounds"`` take every level; ``"REML"``, ``"DL"``, ``"PM"``,
        ``"ML"`` and ``"EE"`` take effects only.
    prior : tuple of str
        Prior of Bayes on tau, of `PRIORS`.
    interval : tuple of str
        ``"posterior"`` (Bayes); ``"chi-square"``, ``"t"`` (cut-off of a profile of ML with bounds);
        ``"adhoc"``, ``"knha"``, ``"z"`` (test of the others).
    prediction : tuple of str
        Rule of the predictive interval of models that take effects only.

    Examples
    --------
    >>> Choices(prior=("half-normal(0.5)",)).measure
    ('SMD', 'SMDH', 'ROM')
    """

    measure: tuple[str, ...] = ("SMD", "SMDH", "ROM")
    levels: tuple[str, ...] = tuple(LEVELS)
    matrix: tuple[str, ...] = ("all blood", "serum only")
    controls: tuple[str, ...] = ("healthy first", "healthy only", "others first")
    pages: tuple[str, ...] = ("all", "no secondary")
    with_cis: tuple[str, ...] = (KEPT, LEFT_OUT)
    acute_attack: tuple[str, ...] = (KEPT, LEFT_OUT)
    plus_minus: tuple[str, ...] = ("as judged", "as SD", LEFT_OUT)
    disagreeing: tuple[str, ...] = ("means", "printed p")
    medians: tuple[str, ...] = ("by their p", "converted")
    silent: tuple[str, ...] = (LEFT_OUT, "not different", "zero")
    model: tuple[str, ...] = (BAYES, BOUNDED_ML, *EXACT)
    prior: tuple[str, ...] = tuple(PRIORS)
    interval: tuple[str, ...] = ("posterior", "chi-square", "t", "adhoc", "knha", "z")
    prediction: tuple[str, ...] = ("t", "hts")

    def __post_init__(self) -> None:
        """Refuse options that are not known, and choices without any.

        Raises
        ------
        ValueError
            With the name of the choice, what was given, and what is known.
        """
        known = {field.name: field.default for field in fields(self)}
        for name, options in known.items():
            given = getattr(self, name)
            strange = [option for option in given if option not in options]  # type: ignore[operator]
            if strange or not given or isinstance(given, str):
                raise ValueError(f"{name}: got {strange or given!r}, expected some of {options}")


DATA = (
    "measure", "levels", "matrix", "controls", "pages", "with_cis", "acute_attack", "plus_minus",
    "disagreeing", "medians", "silent",
)  # fmt: skip
"""Choices about which numbers are pooled."""

METHOD = ("model", "prior", "interval", "prediction")
"""Choices about how they are pooled."""

CHOICES = (*DATA, *METHOD)

NAMES = MappingProxyType(
    {
        "measure": "Measure",
        "levels": "Reporting levels admitted",
        "matrix": "Matrix",
        "controls": "Controls",
        "pages": "Pages read",
        "with_cis": "Patients with CIS among MS",
        "acute_attack": "Study in an acute attack",
        "plus_minus": "Doubtful ± sign",
        "disagreeing": "Means and p disagree",
        "medians": "Medians",
        "silent": "Silent studies",
        "model": "Model",
        "prior": "Prior on τ",
        "interval": "Interval",
        "prediction": "Prediction rule",
    }
)
"""What a choice is called."""
