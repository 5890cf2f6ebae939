"""Several effects of one study: variance between clusters, and within them.

`fit.pool_multilevel` pools effects that are nested in clusters, such as effects in studies in
laboratories. `tree` computes the likelihood of such a model by pooling level by level, in a time
that grows with the number of effects, not with its cube; `climb` finds its highest point.
"""
