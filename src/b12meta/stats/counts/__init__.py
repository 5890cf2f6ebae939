"""Counts pooled as counts: two-by-two tables, and proportions.

`mantel_haenszel` and `peto` sum over tables and need no correction of zero cells; `proportions`
pools events out of totals, by the binomial-normal model or after a transformation. They differ from
``b12meta.stats.effects.counts``, which makes one effect per study.
"""
