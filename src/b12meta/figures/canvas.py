"""The sheet a figure is drawn on: sized to its content, measured in pixels from the top left.

These figures are tables with a picture in them. Their columns are measured first, so the figure
takes the size they need, and the Axes is the part of it that holds the picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D

from b12meta.figures import theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

__all__ = ["canvas", "pixels", "rule"]

Box = tuple[float, float, float, float]


def canvas(ax: Axes | None, size: tuple[float, float], panel: Box, kind: str) -> Axes:
    """Size the figure to its content and put the Axes where the picture is.

    Parameters
    ----------
    ax : Axes or None
        The only one of its figure; it is cleared. None: an Axes of a new figure.
    size : tuple of float
        Width and height of the figure, in pixels.
    panel : tuple of float
        Left, top, right and bottom of the picture, in pixels.
    kind : str
        Name of the plot, for messages.

    Raises
    ------
    ValueError
        If the figure of `ax` holds other Axes.
    """
    figure = Figure() if ax is None else ax.get_figure(root=True)
    if figure is None or (ax is not None and figure.axes != [ax]):
        raise ValueError(
            f"ax: {kind} sizes its figure, so it must be the only Axes of one; "
            "give the Axes of plt.subplots(), or none"
        )
    (width, height), (left, top, right, bottom) = size, panel
    figure.set_layout_engine("none")
    figure.set_size_inches(theme.inches(width), theme.inches(height))
    if ax is None:
        ax = figure.add_axes((0, 0, 1, 1))
    else:
        ax.clear()
        ax.set_axisbelow("line")
    ax.set_position(
        (left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height)
    )
    figure.patch.set_alpha(0)
    ax.patch.set_alpha(0)
    ax.set_ylim(bottom - top, 0)
    return ax


def pixels(ax: Axes) -> Transform:
    """Pixels from the top left corner of the figure, as a transform."""
    figure = ax.get_figure(root=True)
    assert figure is not None, "the canvas has a figure"
    height = figure.get_size_inches()[1]
    return Affine2D().scale(theme.inches(1), -theme.inches(1)).translate(0, height) + (
        figure.dpi_scale_trans
    )


def rule(ax: Axes, y: float) -> None:
    """Draw a hairline across the figure, `y` pixels from its top."""
    figure = ax.get_figure(root=True)
    assert figure is not None, "the canvas has a figure"
    width, height = figure.get_size_inches()
    up = height - theme.inches(y)
    ax.plot(
        [0, width],
        [up, up],
        transform=figure.dpi_scale_trans,
        color=theme.ink(theme.LINE),
        linewidth=0.75,
        clip_on=False,
        scalex=False,
        scaley=False,
    )
