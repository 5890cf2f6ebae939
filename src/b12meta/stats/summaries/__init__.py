"""The doors from what papers print to what can be pooled.

A paper prints a standard error, an interval, a median with quartiles, an exact p, "p > 0.05" or
"significantly lower". Each door turns one of these into a mean with its SD, an effect with its
variance, or two bounds between which the effect lies. A door gives back no more than was printed:
what cannot be recovered is refused, row by row, with the reason.

`spread` and `differences`: standard deviations. `quantiles`: medians with quartiles or range.
`groups`, `logs`: several groups as one; raw and log scale. `exact`, `bounds`: standardised mean
differences from a test. `paired`, `change`: the same people before and after.
"""
