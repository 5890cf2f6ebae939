"""The PRISMA 2020 flow diagram: what became of every record.

Boxes on the left lead down to what is included, boxes on the right leave the way, each with its
number. A box whose number nobody recorded is dashed and says so. Below stands a small table of the
included records by question.

References
----------
Page MJ et al. (2021). The PRISMA 2020 statement. *BMJ* 372, n71.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.patches import Polygon

from b12meta.figures import theme
from b12meta.figures.canvas import canvas, pixels, rule
from b12meta.figures.label import Style, write
from b12meta.figures.measure import clean, wrap
from b12meta.figures.prisma_layout import MARGIN, PAD, PAGE, TURN, arrange
from b12meta.figures.prisma_words import alt_text, question_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from b12meta.evidence.flow_boxes import Flow
    from b12meta.figures.prisma_layout import Frame, Layout

__all__ = ["prisma"]

HEADER = Style(theme.SMALL, bold=True)
BODY = Style()
QUIET = Style(theme.SMALL, opacity=theme.QUIET)
HEAD = 7.0
"""Length of the head of an arrow."""
ROW = 20.0
TABLE_TOP = 22.0
COLUMNS = (400.0, 520.0, 660.0)
"""Right edges of the numbers in the table by question."""


def prisma(flow: Flow, *, footnotes: Sequence[str] = (), ax: Axes | None = None) -> Axes:
    """Draw a flow diagram.

    Parameters
    ----------
    flow : Flow
        `steps` (each with `stage`, `box` and, where records leave, `out`) and `questions`, as
        `b12meta.evidence.flow.flow` counts them.
    footnotes : sequence of str
        Below the diagram.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x and y in pixels from its top left. Its label describes the figure in words.

    Raises
    ------
    ValueError
        If the flow has no step.

    Examples
    --------
    >>> import pandas as pd
    >>> from b12meta.evidence.flow_boxes import Box, Flow, Step
    >>> steps = (Step(stage="Screening", box=Box(words="Screened", n=5), out=Box(words="Not MS",
    ...     n=2)), Step(stage="Included", box=Box(words="Included", n=3)))
    >>> none = pd.DataFrame(columns=["question", "included", "pooled", "awaiting"])
    >>> prisma(Flow(steps=steps, questions=none)).get_label()
    'PRISMA 2020 flow diagram: screened 5, included 3. Screening: Screened, 5; ...'
    """
    if not flow.steps:
        raise ValueError("flow: there is no step, so nothing to draw; count records with `flow`")
    layout = arrange(flow)
    cells = question_cells(flow.questions)
    table = layout.bottom + TABLE_TOP
    below = table + (ROW * len(cells) + PAD if cells else 0.0)
    notes = [part for note in footnotes for part in wrap(clean(note), PAGE - 4 * MARGIN, 12.0)]
    size = (PAGE, below + TURN * len(notes))
    with theme.house():
        ax = canvas(ax, size, (0.0, 0.0, *size), "a flow diagram")
        ax.set_xlim(0, PAGE)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.set_axis_off()
        _draw_boxes(ax, layout)
        _draw_arrows(ax, layout)
        if cells:
            _write_table(ax, cells, table)
        for place, words in enumerate(notes):
            write(ax, MARGIN, below + (place + 0.5) * TURN, words, QUIET)
    ax.set_label(alt_text(flow))
    return ax


def _draw_boxes(ax: Axes, layout: Layout) -> None:
    for stage in layout.stages:
        write(ax, MARGIN, stage.middle, stage.words, HEADER)
    for frame in (*layout.down, *layout.out):
        if frame is not None:
            _draw_box(ax, frame, last=frame is layout.down[-1])


def _draw_box(ax: Axes, frame: Frame, *, last: bool) -> None:
    corners = [
        (frame.left, frame.top), (frame.right, frame.top),
        (frame.right, frame.bottom), (frame.left, frame.bottom),
    ]  # fmt: skip
    edge = theme.ink(theme.QUIET if last else theme.LINE)
    ax.add_patch(
        Polygon(
            corners, facecolor="none", edgecolor=edge, linewidth=1.5 if last else 0.75,
            linestyle="solid" if frame.known else (0, (4, 3)), transform=pixels(ax), clip_on=False,
        )
    )  # fmt: skip
    for line in frame.lines:
        write(ax, line.x, line.middle, line.words, line.style, full=line.full)
        if line.number:
            right = frame.right - PAD
            write(ax, right, line.middle, line.number, line.number_style, align="right")


def _draw_arrows(ax: Axes, layout: Layout) -> None:
    for before, after in pairwise(layout.down):
        x = (before.left + before.right) / 2
        _arrow(ax, (x, before.bottom), (x, after.top))
    for frame, out in zip(layout.down, layout.out, strict=True):
        if out is not None:
            y = (frame.top + min(frame.bottom, out.bottom)) / 2
            _arrow(ax, (frame.right, y), (out.left, y))


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a line that ends in a head, down or to the right."""
    (x0, y0), (x, y) = start, end
    across, along = (HEAD / 2, 0.0) if x0 == x else (0.0, HEAD / 2)
    back = (x, y - HEAD) if x0 == x else (x - HEAD, y)
    sides = [(back[0] - across, back[1] - along), (back[0] + across, back[1] + along)]
    ink, sheet = theme.ink(theme.QUIET), pixels(ax)
    ax.plot(
        [x0, back[0]], [y0, back[1]], color=ink, linewidth=0.75, transform=sheet, clip_on=False,
        scalex=False, scaley=False, solid_capstyle="butt",
    )  # fmt: skip
    ax.add_patch(Polygon([end, *sides], facecolor=ink, linewidth=0, transform=sheet, clip_on=False))


def _write_table(ax: Axes, cells: list[tuple[str, ...]], top: float) -> None:
    """Write the table by question; its first row is the header."""
    for place, row in enumerate(cells):
        middle = top + (place + 0.5) * ROW + (4 if place else 0)
        style = BODY if place else HEADER
        write(ax, MARGIN, middle, row[0], style)
        for right, words in zip(COLUMNS, row[1:], strict=True):
            write(ax, right, middle, words, style, align="right")
    rule(ax, top + ROW)
