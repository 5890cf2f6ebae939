"""Do small studies tell another story? Tests, adjustments, and the limits of both.

Small studies with large effects may be a sign of missing studies, but also of chance, of real
differences, or of an effect size that is tied to its own variance. No function here proves bias.
"""
