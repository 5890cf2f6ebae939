"""Bayesian random effects without a sampler: each posterior is integrated, not simulated.

With a prior on tau and a flat (or normal) one on the mean, two integrals are all there is. Given
tau, the mean has a normal posterior, or a mixture of normals where studies are bounded; tau itself
is integrated by a rule of Gauss. So the posterior of the mean and of the true effect in a new study
are finite mixtures of normals, whose tails, quantiles and moments need no further approximation,
and two runs agree to the last digit.

`pooling` is the door; `priors` what may be assumed of tau, and `published` what others learned of
it; `grid` places the points in tau; `curves` and `marginal` answer questions about one quantity;
`shrinkage` asks for the studies' own effects, `bayes_factors` for what speaks for zero, and
`under_priors` how much of the answer is the prior's.
"""
