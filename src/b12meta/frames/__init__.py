"""Frames in, frames out: thin pandas shells over the array functions of `b12meta.stats`.

Whoever has a table calls these; the arithmetic and its errors live in `stats`. A shell keeps the
index of the table, so that every number can be traced to its row.
"""

from b12meta.frames.effects import escalc, study_intervals

__all__ = ["escalc", "study_intervals"]
