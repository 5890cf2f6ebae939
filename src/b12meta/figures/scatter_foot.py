"""What stands below a plot of points: its keys, its footnotes, and the names without room."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from b12meta.figures import legend
from b12meta.figures.label import write
from b12meta.figures.legend import flow
from b12meta.figures.measure import clean, wrap
from b12meta.figures.scatter_view import MARGIN, PAGE, QUIET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from b12meta.figures.legend import Entry, Key, Picture
    from b12meta.figures.scatter_view import Panel

__all__ = ["Foot", "draw_foot", "foot"]

AXIS = 56.0
"""From the panel to the keys: the ticks and the title of the axis across."""
NOTE_ROW = 17.0


class Foot(NamedTuple):
    """Keys in their places, lines of notes, and where the first of them begins."""

    keys: tuple[Entry, ...]
    notes: tuple[str, ...]
    top: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the figure that ends with it."""
        return PAGE, self.top + 10 + NOTE_ROW * len(self.notes)


def foot(
    panel: Panel,
    keys: Sequence[Sequence[Key]],
    footnotes: Sequence[str],
    hidden: Sequence[str],
) -> Foot:
    """Lay out what stands below a panel.

    Parameters
    ----------
    panel : Panel
        The panel.
    keys : sequence of sequence of Key
        Each group begins on a line of its own.
    footnotes : sequence of str
        Words, broken into lines.
    hidden : sequence of str
        Names that found no room in the panel.
    """
    said = [clean(note) for note in footnotes]
    if hidden:
        said.append(f"Drawn without a name, for lack of room: {', '.join(hidden)}.")
    notes = (part for note in said for part in wrap(note, PAGE - 4 * MARGIN, QUIET.size))
    entries: list[Entry] = []
    below = panel.bottom + AXIS
    for group in keys:
        placed, below = flow(group, MARGIN, PAGE - MARGIN, below)
        entries += placed
    return Foot(tuple(entries), tuple(notes), below)


def draw_foot(ax: Axes, below: Foot, pictures: Mapping[str, Picture]) -> None:
    """Draw the keys and write the notes."""
    legend.draw(ax, below.keys, pictures)
    for place, words in enumerate(below.notes):
        write(ax, MARGIN, below.top + 5 + (place + 0.5) * NOTE_ROW, words, QUIET)
