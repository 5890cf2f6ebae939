"""The bootstrap: how far estimate and tau2 scatter over made-up or resampled literatures.

``parametric`` draws new effects of the same studies from the fitted model, so it asks what would be
found if the model were true; the pooled formulas are judged, not the model. ``case`` draws studies
with replacement, so it asks what other literatures of this kind would say; with few studies it has
little to draw from. Each literature is pooled as the studies were.

`run` is the door, `intervals` goes from literatures to intervals, `result` is what comes out.
"""
