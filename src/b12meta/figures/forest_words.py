"""The words of a forest plot: what the model is called, and a description for who cannot see it.

Both are made from the result that is drawn, so they cannot disagree with the picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.words import p_value, percent
from b12meta.figures.measure import clean
from b12meta.figures.numbers import Scale, count, small
from b12meta.figures.results import is_drawable, level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.forest_input import Study
    from b12meta.figures.results import PooledLike

__all__ = ["CONTEXT_HEADING", "NOTHING", "alt_text", "below_and_above", "heading", "notes"]

CONTEXT_HEADING = "Earlier reviews, not pooled here"
NOTHING = "nothing printed"

_EQUAL = {"EE", "FE"}
_TEST = {
    "z": "normal interval",
    "t": "t interval",
    "knha": "Knapp-Hartung interval",
    "adhoc": "Knapp-Hartung interval, factor not below 1",
}
_METHOD = {"DL": "DerSimonian-Laird", "PM": "Paule-Mandel", "ML": "maximum likelihood"}


def heading(
    measure: str, diamonds: Sequence[Diamond], *, estimates: bool = True, bounds: bool = False
) -> str:
    """Words over the effects.

    >>> heading("SMD", []), heading("SMD", [], bounds=True)
    ('SMD [95% CI]', 'SMD [95% CI] or bounds')
    """
    if not estimates:
        return f"{measure}, bounds"
    return f"{measure} [{_interval_name(diamonds)}]{' or bounds' if bounds else ''}"


def _interval_name(diamonds: Sequence[Diamond]) -> str:
    """Name of all intervals of the column: of one kind, or merely intervals."""
    drawn = [diamond for diamond in diamonds if diamond.drawn]
    kind = "CI" if all(diamond.interval == "CI" for diamond in drawn) else "interval"
    return f"{level(drawn[0].level if drawn else 0.95)} {kind}"


def notes(pooled: PooledLike) -> list[str]:
    """Footnotes: how it was pooled, and the spread between studies; no line breaks at = and <."""
    if pooled.k == 1:
        return ["One study: nothing is pooled, the interval is its own."]
    spread = f"Heterogeneity: τ² = {small(pooled.tau2)}, I² = {percent(pooled.i2)}; {_q(pooled)}."
    return [
        f"{_model(pooled)}; {_interval(pooled)}.",
        spread.replace(" = ", "\xa0=\xa0").replace(" < ", "\xa0<\xa0"),
    ]


def _model(pooled: PooledLike) -> str:
    if pooled.method in _EQUAL:
        return "Equal-effects model"
    if not isinstance(pooled.method, str):
        return f"Random-effects model, τ² fixed at {small(pooled.method)}"
    return f"Random-effects model, {_METHOD.get(pooled.method, pooled.method)}"


def _interval(pooled: PooledLike) -> str:
    return _TEST.get(pooled.test, f"{pooled.test} interval")


def _q(pooled: PooledLike) -> str:
    return f"Q = {small(pooled.q)}, {count(pooled.q_df)} df, {p_value(pooled.q_pval)}"


def alt_text(
    studies: list[Study],
    diamonds: list[Diamond],
    context: list[Study],
    footnotes: Sequence[str],
    *,
    measure: str,
    scale: Scale,
    sides: tuple[str, str],
) -> str:
    """Describe the plot in words; the first sentence stands alone as its title."""
    sentences = [_title(studies, diamonds, measure, scale), *_predictions(diamonds, scale)]
    sentences += footnotes
    sentences.append(below_and_above(scale, sides))
    share = next((level(diamond.level) for diamond in diamonds if diamond.drawn), "95%")
    sentences.append(f"Each study, {measure} [{share} CI]: {_each(studies, scale)}.")
    if context:
        sentences.append(f"{CONTEXT_HEADING}: {_each(context, scale)}.")
    return clean(" ".join(sentences))


def below_and_above(scale: Scale, sides: tuple[str, str]) -> str:
    """Say what the sides of no effect mean.

    >>> below_and_above(Scale(ratio=True), ("fewer", "more"))
    'Below 1 is fewer, above 1 is more.'
    """
    none = 1 if scale.ratio else 0
    return f"Below {none} is {sides[0]}, above {none} is {sides[1]}."


def _title(studies: list[Study], diamonds: list[Diamond], measure: str, scale: Scale) -> str:
    title = f"Forest plot of {len(studies)} {'study' if len(studies) == 1 else 'studies'}"
    bounded = sum(study.known == "bounds" for study in studies)
    silent = sum(study.known == "nothing" for study in studies)
    title += f", {bounded} known by bounds only" if bounded else ""
    title += f", {silent} without a printed result" if silent else ""
    if not diamonds:
        return f"{title}, {measure}, not pooled."
    said = "; ".join(_said(diamond, measure, scale) for diamond in diamonds)
    return f"{title}: {said.rstrip('.')}."


def _said(diamond: Diamond, measure: str, scale: Scale) -> str:
    if not diamond.drawn:
        return diamond.label
    effect, low, high = diamond.limits
    name = f"{level(diamond.level)} {diamond.interval}"
    numbers = f"{measure} {scale.text(effect)} [{name} {scale.interval(low, high)}]"
    return (
        f"pooled {numbers}" if diamond.label == "Pooled effect" else f"{diamond.label}, {numbers}"
    )


def _predictions(diamonds: list[Diamond], scale: Scale) -> list[str]:
    said = []
    for diamond in diamonds:
        if diamond.predicted is not None:
            low, high = diamond.predicted
            limits = scale.interval(low, high) if is_drawable(low, high) else "not defined"
            said.append(f"{diamond.pi_name}: {limits}.")
        if diamond.note:
            said.append(f"{diamond.label}: {diamond.note.rstrip('.')}.")
    return said


def _each(studies: list[Study], scale: Scale) -> str:
    """Every study with its numbers, groups named where they begin."""
    said, group = [], ""
    for study in studies:
        begins = f"{study.group}: " if study.group != group else ""
        said.append(begins + _study(study, scale))
        group = study.group
    return "; ".join(said)


def _study(study: Study, scale: Scale) -> str:
    groups = [(study.n1, "with MS"), (study.n2, "controls"), (study.k, "studies")]
    people = ", ".join(f"{count(size)} {group}" for size, group in groups if size is not None)
    name = " ".join(filter(None, (study.name, count(study.year))))
    weight = f", weight {percent(study.weight, 1)}" if study.weight is not None else ""
    note = f" ({study.note})" if study.note else ""
    return f"{name} {f'({people}) ' if people else ''}{_found(study, scale)}{note}{weight}"


def _found(study: Study, scale: Scale) -> str:
    if study.known == "bounds":
        return scale.bounds(study.low, study.high, spoken=True)
    if study.known == "nothing":
        return NOTHING
    return f"{scale.text(study.effect)} [{scale.interval(study.low, study.high)}]"
