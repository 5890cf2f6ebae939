"""b12meta: vitamin B12 and multiple sclerosis, a meta-analysis that anyone can check.

This file is a table of the public names; each is imported when it is first used. What the names
are and where they live stands in ``__init__.pyi``, so that type checkers see them too.

>>> import b12meta as b12
>>> b12.pool([-0.9, 0.2, 0.1], [0.10, 0.05, 0.08], test="adhoc").k
3
"""

import lazy_loader as _lazy

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
