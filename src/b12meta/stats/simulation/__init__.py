"""How far pooled numbers can be trusted when most studies print no means: a simulation.

Thousands of made-up literatures resemble that of serum B12: values are skewed, groups have the
sizes of real studies, and each study prints its means, or only on which side of 0.05 its p fell.
As the true mean effect is known, each way of pooling can be judged: by how much it is wrong on
average, and how often its interval holds the truth.

`worlds` makes the studies, `reporting` decides what they print, `methods` pools what was printed
(`grid` and `fits` are the likelihood of bounds, for many literatures at once), `scores` judges,
`run` goes through all cells.
"""
