from .display import Drawing as Drawing
from .display import save_svg as save_svg
from .display import show as show
from .display import to_svg as to_svg
from .forest_plot import forest as forest

__all__ = ["Drawing", "forest", "save_svg", "show", "to_svg"]
