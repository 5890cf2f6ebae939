from .albatross_plot import albatross as albatross
from .conclusions import Diamond as Diamond
from .direction_plot import effect_direction as effect_direction
from .display import Drawing as Drawing
from .display import save_svg as save_svg
from .display import show as show
from .display import to_svg as to_svg
from .forest_plot import forest as forest

__all__ = [
    "Diamond",
    "Drawing",
    "albatross",
    "effect_direction",
    "forest",
    "save_svg",
    "show",
    "to_svg",
]
