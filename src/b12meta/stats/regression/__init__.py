"""Meta-regression: whether effects differ between studies because the studies differ.

Each study's true effect is a linear function of its moderators plus a deviation with variance tau2.
`fit.regress_arrays` takes a matrix of moderators; `b12meta.frames.regress` takes a frame or a
formula and speaks of columns and categories.
"""
