"""The effect-direction plot: which way each study points, where sizes of effects are not known.

One line per study, one column per outcome, an arrow where a direction was stated. Significance is
not drawn: an arrow that fades when p is above 0.05 invites to count significant studies, which
measures how large they were (Boon & Thomson 2021). How large they were is drawn instead, by the
size of the mark. Every mark has its word beside it, and every column its counts below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import legend, theme
from b12meta.figures.canvas import canvas, rule
from b12meta.figures.direction_input import read_directions
from b12meta.figures.direction_layout import COUNTED, HEADER_HEIGHT, MARK, arrange
from b12meta.figures.direction_marks import mark, mark_side, pictures
from b12meta.figures.direction_words import NAMES, alt_text, bands_in_words, tally
from b12meta.figures.label import Style, write
from b12meta.figures.legend import Key
from b12meta.figures.measure import clean
from b12meta.figures.numbers import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.direction_input import Record
    from b12meta.figures.direction_layout import Layout

__all__ = ["effect_direction"]

HEADER = Style(theme.SMALL, bold=True)
ROW = Style()
WORD = Style(theme.SMALL, opacity=theme.QUIET)
COUNT = Style(bold=True)
NONE = Style(opacity=theme.QUIET)


def effect_direction(
    rows: pd.DataFrame,
    *,
    outcomes: Sequence[str] | None = None,
    bands: Sequence[float] = (50, 300),
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw an effect-direction plot.

    Parameters
    ----------
    rows : DataFrame
        One row per study and outcome: `study`, `outcome`, `direction` (``lower, higher,
        none_stated``), and, where known, `significance` (``significant, not_significant,
        not_stated``; it tells "not different" from "not stated" and stands in the description),
        `n` (people, both groups together), `year`, `url` (http or https). Studies stand in the
        order of their first rows; one without a direction stands there too.
    outcomes : sequence of str, optional
        Columns, in this order; by default in the order of the rows.
    bands : sequence of float
        Where the next larger mark begins. A study whose n is not known has the smallest.
    sides : tuple of str
        What the arrows down and up mean.
    footnotes : sequence of str
        Below the plot.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x and y in pixels from its top left. Its label describes the figure in words.

    Raises
    ------
    ValueError
        If a row cannot be read (every such row is named), if an outcome has no rows, or if bands
        do not increase.

    References
    ----------
    Boon MH, Thomson H (2021). The effect direction plot revisited. Research Synthesis Methods 12,
    29-33. Campbell M et al. (2020). Synthesis without meta-analysis (SWiM). BMJ 368, l6890.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Sener", "Zhang"], "outcome": "B12", "n": [44, 83],
    ...     "direction": ["lower", "none_stated"],
    ...     "significance": ["significant", "not_significant"]})
    >>> effect_direction(rows).get_label()
    'Effect-direction plot of 2 studies: B12. B12, number of studies: 1 lower, 0 higher, ...'
    """
    records = read_directions(rows)
    columns, edges = _columns(records, outcomes), _bands(bands)
    keys = _keys(edges, sides)
    layout = arrange(records, columns, keys, [clean(note) for note in footnotes])
    with theme.house():
        ax = canvas(ax, layout.size, layout.panel, "an effect-direction plot")
        left, _, right, _ = layout.panel
        ax.set_xlim(0, right - left)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.set_axis_off()
        _write_table(ax, layout)
        _draw_cells(ax, layout, edges)
        _draw_counts(ax, layout)
        legend.draw(ax, layout.legend, pictures(len(edges) + 1))
    ax.set_label(alt_text(records, columns))
    return ax


def _columns(records: list[Record], outcomes: Sequence[str] | None) -> list[str]:
    found = list(dict.fromkeys(name for record in records for name in record.cells))
    if outcomes is None:
        return found
    wanted = [clean(name) for name in outcomes]
    if set(wanted) != set(found) or len(wanted) != len(found):
        raise ValueError(
            f"outcomes: got {', '.join(wanted)}; expected each outcome of the rows once: "
            f"{', '.join(found)}; leave out rows rather than columns"
        )
    return wanted


def _bands(bands: Sequence[float]) -> list[float]:
    edges = [float(edge) for edge in bands]
    if not edges or edges[0] <= 0 or edges != sorted(set(edges)):
        raise ValueError(f"bands: got {edges}; expected increasing numbers of people above 0")
    return edges


def _keys(edges: list[float], sides: tuple[str, str]) -> list[Key]:
    directions = [
        Key("lower", clean(sides[0])),
        Key("higher", clean(sides[1])),
        Key("not_different", "said not to differ, no direction stated"),
        Key("not_stated", "nothing stated"),
    ]
    return directions + [
        Key(f"band{place}", words) for place, words in enumerate(bands_in_words(edges))
    ]


def _write_table(ax: Axes, layout: Layout) -> None:
    for name, words in layout.headers.items():
        column = layout.columns[name]
        write(ax, column.anchor, HEADER_HEIGHT / 2, words, HEADER, align=column.align)
    rule(ax, HEADER_HEIGHT)
    for line in layout.lines:
        for name, words in line.cells.items():
            column = layout.columns[name]
            named = {"full": line.full, "href": line.record.url} if name == "study" else {}
            write(ax, column.anchor, line.middle, words, ROW, align=column.align, **named)
    for words, middle in layout.notes:
        write(ax, layout.columns["study"].x, middle, words, WORD)


def _draw_cells(ax: Axes, layout: Layout, edges: list[float]) -> None:
    left, top, _, _ = layout.panel
    for line in layout.lines:
        for outcome, cell in line.record.cells.items():
            x = layout.outcomes[outcome]
            side = mark_side(cell.n, edges)
            mark(ax, x + MARK / 2 - left, line.middle - top, side, cell.finding)
            write(ax, x + MARK + legend.SPACE / 2, line.middle, NAMES[cell.finding], WORD)


def _draw_counts(ax: Axes, layout: Layout) -> None:
    rule(ax, layout.counts[0][1] - layout.row / 2 - 4)
    records = [line.record for line in layout.lines]
    for finding, middle in layout.counts:
        write(ax, layout.columns["study"].x, middle, COUNTED.format(NAMES[finding]), ROW)
        for outcome, x in layout.outcomes.items():
            found = tally(records, outcome)[finding]
            style = COUNT if found else NONE
            write(ax, x + MARK / 2, middle, count(found), style, align="center")
