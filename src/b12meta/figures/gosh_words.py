"""The words of a GOSH plot: its key, its footnotes, and its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.words import percent
from b12meta.figures.gosh_layout import is_cut, level
from b12meta.figures.legend import Key
from b12meta.figures.measure import clean
from b12meta.figures.scatter_words import studies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.gosh_cloud import Cloud, Layer
    from b12meta.figures.numbers import Scale

__all__ = ["SIGNS", "alt_text", "keys", "notes"]

SIGNS = {"i2": "I²", "tau2": "τ²"}


def keys(cloud: Cloud, least: Sequence[int], scale: Scale) -> list[list[Key]]:
    """Explain the marks; the layers on a line of their own."""
    steps = ", ".join(f"{count:,}" for count in least)
    cells = [Key("shades", f"{steps} or more subsets in a cell")]
    if len(least) == 1:
        cells = [Key("shades", "at least 1 subset in a cell")]
    if cloud.together is not None:
        cells.append(Key("together", f"all {cloud.studies} studies: {_place(cloud, scale)}"))
    if not cloud.split:
        return [cells]
    without, having = cloud.layers
    return [
        [Key("with", f"{having.n:,} {having.name}"), Key("without", f"{without.n:,} without it")],
        cells,
    ]


def notes(cloud: Cloud) -> list[str]:
    """What the picture alone would not say."""
    sign = SIGNS[cloud.of]
    said = []
    if cloud.whole.none:
        parts = [cloud.whole, *(cloud.layers[::-1] if cloud.split else ())]
        cut = " Their bar at the side is cut." if is_cut(cloud) else ""
        each = "; ".join(
            f"{percent(part.none, 1)} of subsets {part.name}".strip() for part in parts
        )
        said.append(f"No heterogeneity ({sign}\xa0=\xa00): {each}.{cut}")
    if cloud.beyond:
        said.append(
            f"{cloud.beyond:,} of {cloud.whole.n:,} subsets lie beyond the edges and are not drawn."
        )
    return said


def alt_text(cloud: Cloud, scale: Scale, measure: str, footnotes: Sequence[str]) -> str:
    """Describe the plot in words; the first sentence stands alone as its title."""
    whole, sign = cloud.whole, SIGNS[cloud.of]
    many = studies(cloud.studies) if cloud.studies else f"up to {studies(cloud.largest)}"
    subsets = f"{whole.n:,} subset{'s' if whole.n > 1 else ''}"
    title = f"GOSH plot of {subsets} of {many}: {measure} (x) and {sign} (y)."
    said = [title, _spread(whole, "All subsets", cloud.of, scale)]
    if cloud.together is not None:
        said.append(f"All studies together: {measure} {_place(cloud, scale)}.")
    if cloud.split:
        said += [
            _spread(layer, f"The {layer.n:,} subsets {layer.name}", cloud.of, scale)
            for layer in reversed(cloud.layers)
        ]
    return clean(" ".join([*said, *notes(cloud), *footnotes]))


def _place(cloud: Cloud, scale: Scale) -> str:
    assert cloud.together is not None, "only asked for where it is known"
    x, y = cloud.together
    return f"{scale.text(x)}, {SIGNS[cloud.of]} {level(y, cloud.of)}"


def _spread(layer: Layer, name: str, of: str, scale: Scale) -> str:
    across, up = layer.across, layer.up
    ends = (up.low, up.high, up.median)
    low, high, middle = (level(value, of) for value in ends)
    return (
        f"{name}: estimates from {scale.interval(across.low, across.high)}, the middle half "
        f"from {scale.interval(across.first, across.third)}, median {scale.text(across.median)}; "
        f"{SIGNS[of]} from {low} to {high}, median {middle}."
    )
