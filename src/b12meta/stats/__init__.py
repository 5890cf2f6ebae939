"""Arrays in, results out: the arithmetic of the project.

Nothing here knows tables, frames or figures. Import the module that you need, for example ``from
b12meta.stats.pooling import pool``; this file imports nothing, so that one number does not cost the
import of them all.

Vocabulary: ``yi`` are the studies' effects and ``vi`` their sampling variances (metafor's names);
``tau2`` is the variance of true effects between studies; ``k`` the number of studies; a *weight* is
a share that sums to 1.
"""
