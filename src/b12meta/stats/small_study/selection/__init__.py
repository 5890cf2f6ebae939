"""Selection models: what if significant results are published more readily?

A step-function model estimates how likely studies with larger p values are to be seen, relative to
those with the smallest, together with the mean and spread of all studies, seen or not. Its answer
rests on few studies per step and on the normal model, so it is a sensitivity analysis, not a
correction. It has a direction: which side counts as success must fit the question. In the wrong
direction no study may be "significant", and the weight of the others grows without end; then
nothing is estimated, and the result says so.
"""
