"""Every sensible combination of the choices, as one tidy frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from b12meta.evidence.multiverse.choices import BAYES, BOUNDED_ML, PRIORS, Choices
from b12meta.evidence.multiverse.fits import Answer, answers
from b12meta.evidence.multiverse.row_sets import row_sets
from b12meta.evidence.multiverse.sense import Method, against_data, against_method, methods
from b12meta.evidence.pools import bayes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12meta.evidence.multiverse.row_sets import Options, RowSets
    from b12meta.tables import Tables

SCALES = {"SMD": "standardised", "SMDH": "standardised", "ROM": "log ratio"}
"""Scale of each measure; numbers of different scales are never put together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Universe:
    """A multiverse with what it was made of.

    Attributes
    ----------
    frame : DataFrame
        One row per specification, as `multiverse` returns it, and ``pick``: places in
        ``sets.entries`` of the studies that it pools.
    sets : RowSets
        The studies behind each combination of choices about data.
    senseless : dict of str to int
        The sentence against combinations that were not run, and how many there were.
    """

    frame: pd.DataFrame
    sets: RowSets
    senseless: dict[str, int]


def multiverse(tables: Tables, analyte: str, choices: Choices | None = None) -> pd.DataFrame:
    """Pool under every sensible combination of choices.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured.
    choices : Choices, optional
        Options to run over; all by default. An option that changes nothing for the analyte is not
        run.

    Returns
    -------
    DataFrame
        One row per specification, the headline first: each choice as a column, ``scale`` of the
        estimate, ``k``, ``people``, ``estimate``, ``ci_low``, ``ci_high``, ``pi_low``,
        ``pi_high``, ``tau``, ``method`` in words; ``distinct``: specifications with the same
        number here pool the same studies, read alike, by the same method (the rule of prediction
        aside, which moves neither estimate nor interval), and are one; ``labels``: how many
        specifications bear that number.

    Raises
    ------
    ValueError
        When no combination makes sense, with the rules against them.

    Examples
    --------
    >>> from b12meta.tables import load_tables
    >>> small = Choices(measure=("SMD",), levels=("every level",), model=("Bayes",),
    ...                 matrix=("all blood",), controls=("healthy first",), silent=("left out",),
    ...                 prior=("half-normal(0.5)",))
    >>> found = multiverse(load_tables(), "b12", small)
    >>> found[["acute_attack", "k", "estimate"]].round(2)
      acute_attack  k  estimate
    0         kept  8      -0.3
    1     left out  7      -0.2
    """
    return universe(tables, analyte, choices).frame.drop(columns="pick")


def universe(tables: Tables, analyte: str, choices: Choices | None = None) -> Universe:
    """Pool as `multiverse`, and keep what the frame was made of."""
    sets = row_sets(tables, analyte, choices or Choices())
    senseless: dict[str, int] = {}
    every = list(_sensible(sets, senseless))
    if not every:
        raise ValueError(f"choices: no combination of them makes sense: {', '.join(senseless)}")
    found = answers(sets.entries, [(one.pick, one.method) for one in every])
    rows = [_row(one, found[one.pick, one.method]) for one in every]
    return Universe(frame=_numbered(pd.DataFrame(rows)), sets=sets, senseless=senseless)


class Specification(NamedTuple):
    """One combination of choices, with the studies that it pools."""

    options: Options
    pick: tuple[int, ...]
    people: int
    method: Method


def _sensible(sets: RowSets, senseless: dict[str, int]) -> Iterator[Specification]:
    """Combinations that no rule speaks against; the others are counted by rule."""
    known = sets.entries["effect_vi"].notna().to_numpy()
    ways = methods(sets.choices)
    for options, pick, people in zip(sets.options, sets.picks, sets.people(), strict=True):
        words = against_data(options, len(pick))
        every_effect = bool(known[list(pick)].all())
        for method in ways:
            said = words or against_method(method, every_effect=every_effect)
            if said:
                senseless[said] = senseless.get(said, 0) + 1
            else:
                yield Specification(options, pick, people, method)


def _row(one: Specification, answer: Answer) -> dict[str, object]:
    """One row of the frame, with what identifies it."""
    return {
        **one.options,
        **one.method._asdict(),
        "scale": SCALES[one.options["measure"]],
        "k": len(one.pick),
        "people": one.people,
        **answer._asdict(),
        "method": words(one.method),
        "pick": one.pick,
    }


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """Number specifications with the same studies and the same method alike."""
    same = rows.groupby(["pick", "model", "prior", "interval"], sort=False)
    return rows.assign(distinct=same.ngroup(), labels=same["k"].transform("size"))


def words(method: Method) -> str:
    """A method in words.

    Examples
    --------
    >>> words(Method("REML", "none", "adhoc", "t"))
    'REML, Knapp-Hartung with a factor not below one'
    """
    if method.model == BAYES:
        return bayes(PRIORS[method.prior])  # type: ignore[arg-type]
    if method.model == BOUNDED_ML:
        return f"maximum likelihood, profile interval ({method.interval} cut-off)"
    model = "equal effects" if method.model == "EE" else method.model
    return f"{model}, {TESTS[method.interval]}"


TESTS = {
    "z": "normal interval",
    "knha": "Knapp-Hartung",
    "adhoc": "Knapp-Hartung with a factor not below one",
}
