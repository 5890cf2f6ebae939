"""Effect sizes: from what a study reports to an effect and its sampling variance.

One function per measure: `means` and `smdh` (two groups), `change` (one sample twice), `counts` (2
by 2 tables), `proportions`, `correlations`. `registry` holds their names, `back` the way back to a
scale of reading; frames come in through ``b12meta.frames.escalc``.
"""
