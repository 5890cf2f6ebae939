"""The words of a forest plot: what the model is called, and a description for who cannot see it.

Both are made from the result that is drawn, so they cannot disagree with the picture.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.evidence.words import p_value, percent
from b12meta.figures.measure import clean
from b12meta.figures.numbers import Scale, count, small

if TYPE_CHECKING:
    from b12meta.figures.forest_input import Limits, PooledLike, Study, Weights

__all__ = ["CONTEXT_HEADING", "alt_text", "is_drawable", "level", "notes", "prediction"]

CONTEXT_HEADING = "Earlier reviews, not pooled here"

_EQUAL = {"EE", "FE"}
_TEST = {
    "z": "normal interval",
    "t": "t interval",
    "knha": "Knapp-Hartung interval",
    "adhoc": "Knapp-Hartung interval, factor not below 1",
}
_METHOD = {"DL": "DerSimonian-Laird", "PM": "Paule-Mandel", "ML": "maximum likelihood"}
_RULE = {"hts": " (HTS)", "hk-pr": " (HK-PR)", "nagashima": " (Nagashima)"}


def level(share: float) -> str:
    """Confidence level.

    >>> level(0.95)
    '95%'
    """
    return f"{100 * share:g}%"


def notes(pooled: PooledLike | None) -> list[str]:
    """Footnotes: how it was pooled, and the spread between studies; no line breaks at = and <."""
    if pooled is None:
        return []
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


def prediction(pooled: PooledLike) -> str:
    """Name the prediction interval, with its rule and degrees of freedom."""
    name = f"{level(pooled.level)} prediction interval"
    if pooled.pi_df is None or math.isinf(pooled.pi_df):
        return f"{name}, normal"
    return f"{name}, t with {pooled.pi_df:g} df{_RULE.get(pooled.prediction, '')}"


def _q(pooled: PooledLike) -> str:
    return f"Q = {small(pooled.q)}, {count(pooled.q_df)} df, {p_value(pooled.q_pval)}"


def is_drawable(interval: Limits | None) -> bool:
    """Whether an interval exists: a model may have none, or have one that is not defined."""
    return interval is not None and not (math.isnan(interval.low) or math.isnan(interval.high))


def alt_text(
    studies: list[Study],
    pooled: PooledLike | None,
    context: list[Study],
    *,
    measure: str,
    scale: Scale,
    sides: tuple[str, str],
) -> str:
    """Describe the plot in words; the first sentence stands alone as its title."""
    share = level(pooled.level if pooled else 0.95)
    many = "study" if len(studies) == 1 else "studies"
    sentences = [f"Forest plot of {len(studies)} {many}"]
    if pooled is None:
        sentences[0] += f", {measure}, not pooled."
    else:
        sentences[0] += (
            f": pooled {measure} {_effect(pooled.estimate, pooled.ci, scale, f'{share} CI ')}."
        )
        sentences += _pooled_sentences(pooled, scale)
    none = 1 if scale.ratio else 0
    sentences.append(f"Below {none} is {sides[0]}, above {none} is {sides[1]}.")
    weights = pooled.weights if pooled else None
    each = "; ".join(_study(study, place, weights, scale) for place, study in enumerate(studies))
    sentences.append(f"Each study, {measure} [{share} CI]: {each}.")
    if context:
        sentences.append(
            f"{CONTEXT_HEADING}: {'; '.join(_study(row, 0, None, scale) for row in context)}."
        )
    return clean(" ".join(sentences))


def _pooled_sentences(pooled: PooledLike, scale: Scale) -> list[str]:
    sentences = notes(pooled)
    if pooled.pi is not None:
        limits = (
            scale.interval(pooled.pi.low, pooled.pi.high)
            if is_drawable(pooled.pi)
            else "not defined"
        )
        sentences.insert(0, f"{prediction(pooled)}: {limits}.")
    return sentences


def _effect(estimate: float, limits: Limits, scale: Scale, before: str = "") -> str:
    return f"{scale.text(estimate)} [{before}{scale.interval(limits.low, limits.high)}]"


def _study(study: Study, place: int, weights: Weights | None, scale: Scale) -> str:
    effect = f"{scale.text(study.effect)} [{scale.interval(study.low, study.high)}]"
    groups = [(study.n1, "with MS"), (study.n2, "controls"), (study.k, "studies")]
    people = ", ".join(f"{count(size)} {group}" for size, group in groups if size is not None)
    name = " ".join(filter(None, (study.name, count(study.year))))
    weight = f", weight {percent(weights[place], 1)}" if weights is not None else ""
    return f"{name} {f'({people}) ' if people else ''}{effect}{weight}"
