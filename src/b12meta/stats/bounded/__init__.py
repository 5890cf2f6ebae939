"""Pooling studies that print a number together with studies that print only a bound.

"p > 0.05" is not a missing value: it says that the estimate lay between two limits. An exact study
enters the likelihood by the density of its estimate, a bounded one by the probability of its limits
(the likelihood of Tobin's regression with censored outcomes). So each study counts as much as what
it printed allows, and no number is made up for it.

`pooling` is the door; `rows` checks and sorts what comes in; `truncated` knows the normal
distribution between two limits; `likelihood`, `profile` and `ends` find the best fit and its
profile interval; `conditional` and `posterior` give the Bayesian fit.
"""
