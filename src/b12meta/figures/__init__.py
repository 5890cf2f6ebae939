"""Figures: they draw numbers that they are given, and compute none.

Each function returns the Axes it drew into, with a description in words as its label; `show`
makes of it what a notebook or a page shows, `to_svg` and `save_svg` a file. Names are imported
when they are first used, and pyplot never is, so that no figure is kept open behind the reader's
back.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
