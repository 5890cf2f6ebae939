"""Permutation tests: a p value from turning signs, or from shuffling moderators.

`run` is the door; `plan` says how many permutations there are, `worlds` fits them, `arrangements`
lists or draws shuffles; `spectrum`, `tau2` and `likelihood` find tau2 of many shuffles at once,
`coefficients` their statistics; `result` is what comes out.
"""
