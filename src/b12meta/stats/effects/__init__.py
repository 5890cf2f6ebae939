"""Effect sizes: from what a study reports to an effect and its sampling variance.

`means` and `counts` hold one function per measure, `registry` their names; frames come in through
``b12meta.frames.escalc``.
"""
