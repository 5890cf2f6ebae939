"""Many small pools at once.

Leaving out each study in turn, drawing subsets, turning signs, simulating: all mean to pool many
data sets that are nearly the same. Done one after another, almost all time goes into overhead; done
side by side in arrays, it is arithmetic. Each data set gets what `b12meta.stats.pooling.pool`
would give for it, to ten digits.

`rows` lays the data out and `sums` adds them up; `moments` and `likelihood` find tau2, the latter
by `shape`, `climb`, `certainty` and `maxima`; `describe` goes from tau2 to answers. `fits`, `many`
and `members` are the doors.
"""

from b12meta.stats.batch.fits import Fits, fit_batch
from b12meta.stats.batch.many import fit_many
from b12meta.stats.batch.members import fit_members, fit_signs
from b12meta.stats.batch.rows import Batch, subsets

__all__ = ["Batch", "Fits", "fit_batch", "fit_many", "fit_members", "fit_signs", "subsets"]
