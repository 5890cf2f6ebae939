"""The words of a funnel plot: its keys and notes, and a description for who cannot see it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from b12meta.figures.forest_words import NOTHING
from b12meta.figures.legend import Key
from b12meta.figures.measure import clean
from b12meta.figures.results import level
from b12meta.figures.scatter_words import concluded
from b12meta.figures.scatter_words import studies as counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.funnel_input import Limit, Study
    from b12meta.figures.numbers import Scale

__all__ = ["alt_text", "keys", "notes", "regions"]


def regions(limits: Sequence[Limit]) -> list[str]:
    """Which p each region holds, from the middle outwards."""
    shares = [_share(limit.level) for limit in limits if limit.kind == "contour"]
    if not shares:
        return []
    between = [f"p {low} to {high}" for high, low in pairwise(shares)]
    return [f"p > {shares[0]}", *between, f"p < {shares[-1]}"]


def _share(inside: float) -> str:
    outside = 1 - inside
    return f"{outside:.2f}" if round(100 * outside, 6).is_integer() else f"{outside:.3g}"


def keys(
    studies: Sequence[Study],
    limits: Sequence[Limit],
    pooled: Diamond | None,
    measure: str,
    scale: Scale,
) -> list[list[Key]]:
    """What marks and lines mean, for those that are drawn; and the shades."""
    bounded = [study for study in studies if study.known == "bounds"]
    inside = [limit for limit in limits if limit.kind == "pooled"]
    wanted = {
        Key("estimate", "estimate"): bool(bounded)
        and any(study.known == "estimate" for study in studies),
        Key("bounds", "bounds only: the estimate must lie between them"): bool(bounded),
        Key("open", "no bound on this side"): any(
            float("-inf") == study.low or study.high == float("inf") for study in bounded
        ),
    }
    found = [key for key, drawn in wanted.items() if drawn]
    if pooled is not None and pooled.drawn:
        found.append(Key("pooled", concluded(pooled, measure, scale)))
    found += [Key("limits", f"pseudo {level(limit.level)} limits around it") for limit in inside]
    shades = [Key(f"region{place}", words) for place, words in enumerate(regions(limits))]
    return [found, shades]


def notes(
    studies: Sequence[Study], limits: Sequence[Limit], pooled: Diamond | None, measure: str
) -> list[str]:
    """What the shades are, and who is not drawn."""
    found = []
    if regions(limits):
        found.append(
            f"Shades: two-sided p of the {measure} and standard error at that place, by the "
            "normal distribution."
        )
    if pooled is not None and not pooled.drawn:
        found.append(f"{pooled.label.rstrip('.')}.")
    silent = [study.label for study in studies if study.known == "nothing"]
    if silent:
        found.append(f"Not drawn, {NOTHING}: {', '.join(silent)}.")
    return found


def alt_text(
    studies: Sequence[Study],
    limits: Sequence[Limit],
    pooled: Diamond | None,
    footnotes: Sequence[str],
    *,
    measure: str,
    scale: Scale,
    sides: tuple[str, str],
) -> str:
    """Describe the plot in words; the first sentence stands alone as its title."""
    none = 1 if scale.ratio else 0
    sentences = [_title(studies, pooled, measure, scale)]
    if regions(limits):
        shaded = "; ".join(regions(limits))
        sentences.append(f"Shaded regions, from the middle outwards: {shaded}.")
    sentences += [
        f"Dashed lines: pseudo {level(limit.level)} limits around the pooled effect."
        for limit in limits
        if limit.kind == "pooled"
    ]
    sentences += footnotes
    sentences.append(f"Below {none} is {sides[0]}, above {none} is {sides[1]}.")
    each = "; ".join(f"{study.label} {_found(study, scale)}" for study in studies)
    sentences.append(f"Each study, {measure} (standard error): {each}.")
    return clean(" ".join(sentences))


def _title(studies: Sequence[Study], pooled: Diamond | None, measure: str, scale: Scale) -> str:
    title = f"Funnel plot of {counted(len(studies))}"
    bounded = sum(study.known == "bounds" for study in studies)
    silent = sum(study.known == "nothing" for study in studies)
    title += f", {bounded} known by bounds only" if bounded else ""
    title += f", {silent} without a printed result" if silent else ""
    result = concluded(pooled, measure, scale) if pooled is not None else "not pooled"
    return f"{title}, {measure} against standard error: {result.rstrip('.')}."


def _found(study: Study, scale: Scale) -> str:
    if study.known == "nothing":
        return NOTHING
    error = f"({study.sei:.3g})"
    if study.known == "bounds":
        return f"{scale.bounds(study.low, study.high, spoken=True)} {error}"
    return f"{scale.text(study.low)} {error}"
