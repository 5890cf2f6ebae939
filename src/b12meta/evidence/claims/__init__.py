"""A verdict on each popular claim, by rule.

`reading` says how each claim is read, `pooled`, `printed`, `outside`, `trials` and `silent` hold
the rules, `ledger` applies them, `shown` puts the result before readers.
"""

from b12meta.evidence.claims.ledger import answer, decide, ledger
from b12meta.evidence.claims.shown import not_pooled, shown, traced

__all__ = ["answer", "decide", "ledger", "not_pooled", "shown", "traced"]
